"""The mail server: postfix, offering STARTTLS as mail.edpsychconnect.com."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from lab.certificates import Authority
from lab.namespace import LAB_ADDRESS
from lab.orchestrator import Component
from lab.settings import Settings

CHOICES = {"postfix/certificate": "valid"}
"""The kind of certificate that STARTTLS shows; see ``certificates.KINDS``."""

# mx is a second name for the same server, so that an MX record through an alias breaks that rule and no other
_NAMES = ("mail.edpsychconnect.com", "mx.edpsychconnect.com")
_QUEUES = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace")
_MASTER = "/usr/lib/postfix/sbin/master"


def components(authority: Authority, key: EllipticCurvePrivateKey) -> tuple[Component, ...]:
    """postfix alone."""

    def prepare(settings: Settings, folder: Path) -> None:
        etc, spool = folder / "etc", folder / "spool"
        settings.install("postfix", etc, {})
        # postfix waits two seconds for a main.cf that was just written, in case its writer is not done
        os.utime(etc / "main.cf", (0, 0))
        certificate = authority.issue(settings.choices["postfix/certificate"], _NAMES, key)
        (folder / "certificate.pem").write_bytes(certificate)
        for private in (folder / "data", *(spool / queue for queue in _QUEUES)):
            _make(private, 0o700, "postfix", "postfix")
        _make(folder / "mailboxes", 0o700, "nobody", "nogroup")
        _make(spool / "pid", 0o755, "root", "root")
        _make(spool / "maildrop", 0o1730, "postfix", "postdrop")
        _make(spool / "public", 0o2710, "postfix", "postdrop")

    return (Component("postfix", (_MASTER, "-c", "/srv/postfix/etc", "-s"), prepare, _greets),)


def _make(folder: Path, mode: int, user: str, group: str) -> None:
    folder.mkdir(parents=True)
    shutil.chown(folder, user, group)
    folder.chmod(mode)


def _greets() -> bool:
    with socket.create_connection(("127.0.21.50", 25), 5, (LAB_ADDRESS, 0)) as connection:
        return connection.recv(4).startswith(b"220")
