"""Decides whether a certificate's names cover a host, as RFC 9525 has clients do it."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address


def covers(names: Iterable[str], host: str) -> bool:
    """Whether one of a certificate's subject alternative names is ``host``'s.

    A wildcard counts only as the whole left-most label, for exactly one label, under at least two others (``*.com``
    covers nothing, as in OpenSSL). The subject's common name does not count (RFC 9525, 2). An IP address must stand
    there as one.
    """
    wanted = _canonical(host)
    if _address(wanted) is not None:
        return any(_address(name) == _address(wanted) for name in names)
    return any(_covers(_canonical(name), wanted) for name in names if _address(name) is None)


def is_address(name: str) -> bool:
    """Whether a name is an IP address."""
    return _address(name) is not None


def _covers(pattern: str, host: str) -> bool:
    if not pattern.startswith("*."):
        return pattern == host and "*" not in pattern
    rest = pattern[2:]
    if "*" in rest or "." not in rest.strip("."):
        return False
    label, _, parent = host.partition(".")
    return bool(label) and parent == rest


def _canonical(name: str) -> str:
    name = name.removesuffix(".").lower()
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _address(name: str) -> str | None:
    try:
        return str(ip_address(name))
    except ValueError:
        return None
