"""The web servers: nginx on two IPv4 addresses and an IPv6 address, and the old stack that it replaces."""

from __future__ import annotations

import socket
from pathlib import Path

from lab.certificates import Authority, new_key
from lab.namespace import LAB_ADDRESS
from lab.orchestrator import Component
from lab.settings import Settings

IPV6 = ("fd00:21::10",)
"""Unlike 127.0.0.0/8, an IPv6 address must be assigned to loopback before it can be used."""

CHOICES = {"nginx/certificate-a": "valid", "nginx/certificate-b": "valid"}
"""The kind of certificate at the first address (with its IPv6 twin) and at the second; see ``certificates.KINDS``."""

_NAMES = tuple(f"{label}edpsychconnect.com" for label in ("", "www.", "mta-sts.", "learn.", "api."))
_OLD = "127.0.21.90"


def components(authority: Authority) -> tuple[Component, ...]:
    """nginx as the new stack and as the old one."""
    key = new_key()

    def prepare(settings: Settings, folder: Path) -> None:
        (folder / "temporary").mkdir()
        settings.install("nginx", folder, {})
        for end in ("a", "b"):
            kind = settings.choices[f"nginx/certificate-{end}"]
            (folder / f"certificate-{end}.pem").write_bytes(authority.issue(kind, _NAMES, key))

    def prepare_old(settings: Settings, folder: Path) -> None:
        (folder / "temporary").mkdir()
        settings.install("old", folder, {})
        (folder / "certificate.pem").write_bytes(authority.issue("valid", ("learn.edpsychconnect.com",), key))

    return (
        Component("nginx", ("nginx", "-c", "/srv/nginx/nginx.conf"), prepare, lambda: _answers("127.0.21.10")),
        Component("old", ("nginx", "-c", "/srv/old/nginx.conf"), prepare_old, lambda: _answers(_OLD)),
    )


def _answers(address: str) -> bool:
    """nginx binds all its addresses before it serves one, so one says it for all."""
    socket.create_connection((address, 443), 1, (LAB_ADDRESS, 0)).close()
    return True
