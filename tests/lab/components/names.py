"""The name servers: a signed root, com, a primary and a secondary for edpsychconnect.com, and a validating resolver."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Self

import dns.flags
import dns.message
import dns.rcode

from lab.keys import ZoneKey, dkim_record
from lab.namespace import INSIDE, LAB_ADDRESS, Namespace
from lab.orchestrator import Component, give
from lab.settings import CONFIGURATION, Settings, Values

DOMAIN = "edpsychconnect.com"
RESOLVER = "127.0.21.54"
OTHER_RESOLVERS = {"unbound-b": "127.0.21.57", "unbound-c": "127.0.21.58"}
"""Resolvers of other networks, each with a mind and a cache of its own."""
ADDRESSES = ("127.0.21.51", "127.0.21.52", "127.0.21.53", "127.0.21.55", RESOLVER, *OTHER_RESOLVERS.values())
"""Root, com, the domain's primary and secondary, resolvers: each also asks the others from its own address."""

CHOICES = {"ns1/signing": "live"}
"""How the domain is signed: ``live``, ``none``, or ``expired``: once, sixty days ago."""

_OLD_SERIAL = "2025120101"


@dataclass(frozen=True)
class NameServers:
    """The chain of zones with their keys; the DS record of ``root`` is the trust anchor of the lab's DNS."""

    namespace: Namespace
    mail_key_digest: str
    root: ZoneKey
    com: ZoneKey
    leaf: ZoneKey
    serials: Iterator[int] = field(default_factory=lambda: count(2026010101))

    @classmethod
    def create(cls, namespace: Namespace, mail_key_digest: str) -> Self:
        """With fresh keys; ``mail_key_digest`` is what the mail server's TLSA record says."""
        return cls(namespace, mail_key_digest, ZoneKey.create("."), ZoneKey.create("com"), ZoneKey.create(DOMAIN))

    def components(self) -> tuple[Component, ...]:
        """Four knots, and unbound when they are ready."""
        root = self._registry("root", self.root, {"com-ds": lambda: self.com.ds})
        com = self._registry("com", self.com, {"ds": lambda: self.leaf.ds})
        return (
            _knot("root", root, lambda: _serves("127.0.21.51", ".")),
            _knot("com", com, lambda: _serves("127.0.21.52", "com")),
            _knot("ns1", self._primary, lambda: _serves("127.0.21.53", DOMAIN)),
            _knot("ns2", self._secondary, lambda: _has_loaded("127.0.21.55"), needs=("ns1",)),
            *(self._resolver(name, address) for name, address in {"unbound": RESOLVER, **OTHER_RESOLVERS}.items()),
        )

    def _registry(self, name: str, key: ZoneKey, values: Values) -> Callable[[Settings, Path], None]:
        def prepare(settings: Settings, folder: Path) -> None:
            settings.install(name, folder, values)
            self._import_key(folder, key)

        return prepare

    def _primary(self, settings: Settings, folder: Path) -> None:
        settings.install("ns1", folder, {**self._zone_values(), "signing": lambda: "on", "file": lambda: "zone"})
        self._import_key(folder, self.leaf)
        signing = settings.choices["ns1/signing"]
        if signing != "live":
            file = self._sign_long_ago(folder) if signing == "expired" else "zone"
            settings.install("ns1", folder, {**self._zone_values(), "signing": lambda: "off", "file": lambda: file})

    def _secondary(self, settings: Settings, folder: Path) -> None:
        settings.install("ns2", folder, {})
        # what a secondary that no longer transfers would still have: used only by a configuration that names it
        last = Settings({"ns2/last-known": (CONFIGURATION / "ns1" / "zone").read_text()}, {})
        last.install("ns2", folder, {**self._zone_values(), "serial": lambda: _OLD_SERIAL})
        self._import_key(folder, self.leaf)

    def _resolver(self, name: str, address: str) -> Component:
        def prepare(settings: Settings, folder: Path) -> None:
            settings.install(name, folder, {"trust-anchor": lambda: f". DS {self.root.ds}"})

        argv = ("unbound", "-d", "-p", "-c", f"{INSIDE}/{name}/unbound.conf")
        return Component(name, argv, prepare, lambda: _resolves(address), "unbound", ("root", "com", "ns1", "ns2"))

    def _zone_values(self) -> Values:
        return {
            "serial": lambda: str(next(self.serials)),
            "dkim": lambda: dkim_record(2048),
            "dkim-short": lambda: dkim_record(1024),
            "mail-key-digest": lambda: self.mail_key_digest,
        }

    def _import_key(self, folder: Path, key: ZoneKey) -> None:
        """Give the server the one key of its zone, long in use."""
        (folder / "database" / "keys").mkdir(parents=True)
        (folder / "key.pem").write_bytes(key.pem)
        inside = INSIDE / folder.name
        ages = [f"{event}=-90d" for event in ("created", "publish", "ready", "active")]
        options = ["algorithm=ecdsap256sha256", "ksk=yes", "zsk=yes", *ages]
        database = ["keymgr", "-D", f"{inside}/database/keys", key.zone]
        self.namespace.check([*database, "import-pem", f"{inside}/key.pem", *options])

    def _sign_long_ago(self, folder: Path) -> str:
        """Sign the zone as of sixty days ago, which is longer than its signatures last; the signed file's name."""
        inside = INSIDE / folder.name
        (folder / "signed").mkdir()
        give(folder, "knot")
        when = str(int(time.time()) - 60 * 86400)
        self.namespace.check(["kzonesign", "-c", f"{inside}/knot.conf", "-t", when, "-o", f"{inside}/signed", DOMAIN])
        return "signed/zone"


def ask(server: str, name: str, kind: str, zone_class: str = "IN") -> dns.message.Message:
    """One question over UDP from the calling thread's network; OSError when nobody listens or answers in a second."""
    question = dns.message.make_query(name, kind, zone_class, want_dnssec=True)
    # connected, so that a port where nobody listens yet is an error at once
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as connection:
        connection.settimeout(1)
        connection.bind((LAB_ADDRESS, 0))
        connection.connect((server, 53))
        connection.send(question.to_wire())
        return dns.message.from_wire(connection.recv(65535))


def _knot(
    name: str, prepare: Callable[[Settings, Path], None], ready: Callable[[], bool], needs: tuple[str, ...] = ()
) -> Component:
    return Component(name, ("knotd", "-c", f"{INSIDE}/{name}/knot.conf"), prepare, ready, "knot", needs)


def _serves(server: str, zone: str) -> bool:
    return bool(ask(server, zone, "SOA").flags & dns.flags.AA)


def _has_loaded(server: str) -> bool:
    """A secondary says SERVFAIL until its first transfer is done; a lame one refuses, which is an answer too."""
    return ask(server, DOMAIN, "SOA").rcode() != dns.rcode.SERVFAIL


def _resolves(resolver: str) -> bool:
    """Asked about itself, so that a zone broken on purpose does not make the resolver look broken."""
    return ask(resolver, "id.server", "TXT", "CH").rcode() == dns.rcode.NOERROR
