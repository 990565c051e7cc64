"""A little Internet of names on loopback: Knot DNS serves a signed root, com and what is below, Unbound resolves it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import dns.dnssec
import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
from dns.message import Message
from servers.dns_servers import free_port

ROOT, COM, FIRST, SECOND, RESOLVER = "127.53.0.1", "127.53.0.2", "127.53.0.3", "127.53.0.4", "127.53.0.5"
THIRD, DEAD = "127.53.0.7", "127.53.0.6"

_KNOT = """\
server:
  rundir: {home}
  listen: [{listen}]
log:
  - target: {home}/log
    any: info
database:
  storage: {home}/db
policy:
{policies}
zone:
{zones}
"""
_POLICIES = {
    "nsec": ("ecdsap256sha256", "nsec3: off"),
    "nsec3": ("rsasha256", "nsec3: on", "nsec3-iterations: 0", "nsec3-salt-length: 0"),
    "optout": ("ed25519", "nsec3: on", "nsec3-iterations: 0", "nsec3-salt-length: 4", "nsec3-opt-out: on"),
    "iterated": ("ecdsap384sha384", "nsec3: on", "nsec3-iterations: 200"),
}
_SOA = "SOA ns h 1 3600 600 86400 300"
_UNBOUND = """\
server:
  directory: "{home}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: "{home}/log"
  interface: {address}@{port}
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  do-ip6: no
  trust-anchor-file: "{home}/anchor"
  module-config: "validator iterator"
  cache-max-ttl: 0
  cache-max-negative-ttl: 0
  num-threads: 1
remote-control:
  control-enable: no
"""


@dataclass(frozen=True)
class Names:
    """Where the servers are, and the root's trust anchor."""

    port: int
    anchor: str

    @property
    def resolvers(self) -> tuple[tuple[str, int], ...]:
        """The validating resolver, as a route has it."""
        return ((RESOLVER, self.port),)

    def ask(self, name: str, rdtype: str, at: str = RESOLVER) -> Message:
        """One question with DO and without CD: what the resolver's own validation makes of it."""
        query = dns.message.make_query(name, rdtype, want_dnssec=True)
        return dns.query.udp_with_fallback(query, at, timeout=5, port=self.port)[0]


@contextmanager
def running(
    home: Path, zones: Mapping[str, tuple[str, str]], delegations: str, stale: Mapping[str, tuple[str, str]]
) -> Iterator[Names]:
    """Serve ``zones`` (origin to policy and text; any other policy than Knot's serves the text as it is) below com.

    ``delegations`` are records of com; a line ``ds NAME`` there becomes the DS record of that zone.
    ``stale`` are other versions of some zones, which a server of their own has at THIRD.
    """
    port = free_port()
    with ExitStack() as stack:
        stack.enter_context(_knot(home, port, "leaves", (FIRST, SECOND), zones))
        stack.enter_context(_knot(home, port, "stale", (THIRD,), stale))
        lines = [
            _ds(line.removeprefix("ds "), FIRST, port) if line.startswith("ds ") else line
            for line in delegations.splitlines()
        ]
        com = f"@ {_SOA}\n@ NS ns\nns A {COM}\n" + "\n".join(lines)
        stack.enter_context(_knot(home, port, "com", (COM,), {"com.": ("optout", com)}))
        root = f"@ {_SOA}\n@ NS a.root.\na.root. A {ROOT}\ncom. NS ns.com.\nns.com. A {COM}\n"
        signed = {".": ("nsec", root + _ds("com.", COM, port))}
        stack.enter_context(_knot(home, port, "root", (ROOT,), signed))
        anchor = _ds(".", ROOT, port)
        stubs = {".": ROOT, "com.": COM, **dict.fromkeys(zones, FIRST)}
        stack.enter_context(_unbound(home / "unbound", port, anchor, stubs))
        yield Names(port, anchor)


@contextmanager
def _knot(
    home: Path, port: int, name: str, addresses: tuple[str, ...], zones: Mapping[str, tuple[str, str]]
) -> Iterator[None]:
    place = home / name
    (place / "db").mkdir(parents=True)
    stanzas = []
    for number, (origin, (policy, text)) in enumerate(zones.items()):
        file = place / f"{number}.zone"
        file.write_text(f"$ORIGIN {origin}\n$TTL 300\n{text}\n")
        lines = [f'domain: "{origin}"', f"file: {file}", "zonefile-sync: -1", "journal-content: none"]
        if policy in _POLICIES:
            lines += ["dnssec-signing: on", f"dnssec-policy: {policy}"]
        stanzas.append(_item(lines))
    listen = ", ".join(f"{address}@{port}" for address in addresses)
    config = place / "knot.conf"
    policies = "\n".join(_item((f"id: {one}", f"algorithm: {what[0]}", *what[1:])) for one, what in _POLICIES.items())
    config.write_text(_KNOT.format(home=place, listen=listen, zones="\n".join(stanzas), policies=policies))
    with _process("/usr/sbin/knotd", "-c", str(config)):
        for origin, (policy, _) in zones.items():
            _until_answered(origin, "DNSKEY" if policy in _POLICIES else "SOA", addresses[0], port)
        yield


def _item(lines: Iterable[str]) -> str:
    return "  - " + "\n    ".join(lines)


@contextmanager
def _unbound(home: Path, port: int, anchor: str, stubs: Mapping[str, str]) -> Iterator[None]:
    home.mkdir()
    (home / "anchor").write_text(anchor)
    text = _UNBOUND.format(home=home, address=RESOLVER, port=port)
    for zone, address in stubs.items():
        text += f'stub-zone:\n  name: "{zone}"\n  stub-addr: {address}@{port}\n'
    (home / "unbound.conf").write_text(text)
    with _process("/usr/sbin/unbound", "-d", "-c", str(home / "unbound.conf")):
        _until_answered(".", "SOA", RESOLVER, port)
        yield


@contextmanager
def _process(*command: str) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.kill()


def _until_answered(name: str, rdtype: str, address: str, port: int) -> Message:
    """The first answer with a record, within ten seconds."""
    query = dns.message.make_query(name, rdtype)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            answer = dns.query.udp_with_fallback(query, address, timeout=0.1, port=port)[0]
        except (dns.exception.DNSException, OSError):
            answer = None
        if answer is not None and answer.rcode() == dns.rcode.NOERROR and answer.answer:
            return answer
        time.sleep(0.02)
    raise TimeoutError(f"no {rdtype} of {name} at {address}:{port}")


def _ds(zone: str, address: str, port: int) -> str:
    answer = _until_answered(zone, "DNSKEY", address, port)
    keys = [key for rrset in answer.answer if rrset.rdtype == dns.rdatatype.DNSKEY for key in rrset]
    top = next(key for key in keys if key.flags & 1)
    return f"{zone} IN DS {dns.dnssec.make_ds(dns.name.from_text(zone), top, 'SHA256')}\n"
