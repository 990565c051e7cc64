"""A real postfix on several loopback addresses at one port, each with its own idea of STARTTLS."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from readiness.demo.authority import Authority, Leaf

MASTER = "/usr/lib/postfix/sbin/master"
QUEUES = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace")
HOST = "mx.good.test"
OFFERING = "-o smtpd_tls_security_level=may -o smtpd_tls_chain_files={folder}/{name}.pem"
LEAVES = {
    "good": Leaf((HOST,)),
    "expired": Leaf((HOST,), expired=True),
    "stranger": Leaf(("another.test",)),
    "selfmade": Leaf((HOST,), self_signed=True),
    "bare": Leaf((HOST,), with_intermediate=False),
}
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
myhostname = {host}
inet_interfaces = loopback-only
inet_protocols = all
mynetworks =
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
smtpd_peername_lookup = no
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_protocols = >=TLSv1.2
maillog_file = {folder}/log
maillog_file_prefixes = /tmp
"""
SERVICES = """\
tlsmgr   unix       - - n 1000? 1 tlsmgr
rewrite  unix       - - n -     - trivial-rewrite
proxymap unix       - - n -     - proxymap
anvil    unix       - - n -     1 anvil
postlog  unix-dgram n - n -     1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running postfix: the address of each kind of server, their port, and the root that clients must trust."""

    addresses: dict[str, str]
    port: int
    trust: str


@contextmanager
def postfix() -> Iterator[Postfix]:
    """Servers by kind: those of ``LEAVES``, ``modern`` (TLS 1.3 alone), ``plain`` (no STARTTLS) and ``six`` (IPv6)."""
    folder = Path(tempfile.mkdtemp(prefix="readiness-postfix-", dir="/tmp"))
    folder.chmod(0o755)
    port = _free_port()
    addresses = {name: f"127.0.25.{n}" for n, name in enumerate((*LEAVES, "modern", "plain"), 1)} | {"six": "::1"}
    trust = _prepare(folder, addresses, port)
    process = subprocess.Popen(
        [MASTER, "-c", str(folder / "etc"), "-s"], stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait(addresses["good"], port, process)
        yield Postfix(addresses, port, trust)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        shutil.rmtree(folder)


def _prepare(folder: Path, addresses: dict[str, str], port: int) -> str:
    authority = Authority()
    for name, leaf in LEAVES.items():
        authority.issue(leaf, folder / f"{name}.pem")
    etc, spool = folder / "etc", folder / "spool"
    etc.mkdir()
    (etc / "main.cf").write_text(MAIN.format(folder=folder, host=HOST))
    # postfix waits two seconds for a main.cf that was just written, in case its writer is not done
    os.utime(etc / "main.cf", (0, 0))
    lines = [_service(folder, name, address, port) for name, address in addresses.items()]
    (etc / "master.cf").write_text("\n".join(lines) + "\n" + SERVICES)
    for private in (folder / "data", *(spool / queue for queue in QUEUES)):
        _make(private, 0o700, "postfix", "postfix")
    _make(spool / "pid", 0o755, "root", "root")
    _make(spool / "maildrop", 0o1730, "postfix", "postdrop")
    _make(spool / "public", 0o2710, "postfix", "postdrop")
    return authority.publish(folder / "root.pem").read_text()


def _service(folder: Path, name: str, address: str, port: int) -> str:
    certificate = name if name in LEAVES else "good"
    options = "" if name == "plain" else OFFERING.format(folder=folder, name=certificate)
    if name == "modern":
        options += " -o smtpd_tls_protocols=>=TLSv1.3"
    listen = f"[{address}]" if ":" in address else address
    return f"{listen}:{port} inet n - n - - smtpd {options}"


def _make(folder: Path, mode: int, user: str, group: str) -> None:
    folder.mkdir(parents=True)
    shutil.chown(folder, user, group)
    folder.chmod(mode)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(address: str, port: int, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        try:
            with socket.create_connection((address, port), 5) as connection:
                if connection.recv(4).startswith(b"220"):
                    return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
    raise RuntimeError("postfix did not come up")
