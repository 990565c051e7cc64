"""From what the operating system and libraries raise to a cause."""

from __future__ import annotations

import errno
import ssl

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind

_UNREACHABLE = {
    errno.ENETUNREACH,
    errno.EHOSTUNREACH,
    errno.EADDRNOTAVAIL,
    errno.EAFNOSUPPORT,
    errno.EACCES,
    errno.EPERM,
}


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        current = current.__cause__ or current.__context__
    return found


def _kind(error: BaseException) -> CauseKind | None:
    if isinstance(error, ConnectionRefusedError):
        return CauseKind.REFUSED
    if isinstance(error, ConnectionResetError | BrokenPipeError | EOFError):
        return CauseKind.RESET
    if isinstance(error, TimeoutError):
        return CauseKind.TIMEOUT
    if isinstance(error, ssl.SSLError):
        return CauseKind.TLS
    if isinstance(error, OSError) and error.errno in _UNREACHABLE:
        return CauseKind.UNREACHABLE
    return None


def unobservable(error: BaseException, what: str, otherwise: CauseKind = CauseKind.PROTOCOL) -> Unobservable:
    """The cause behind an exception, looking through what wraps it; ``otherwise`` when none is recognised."""
    for link in reversed(_chain(error)):
        if isinstance(link, Unobservable):
            return link
        kind = _kind(link)
        if kind is not None:
            return Unobservable(kind, f"{what}: {link}" if str(link) else what)
    return Unobservable(otherwise, f"{what}: {type(error).__name__}: {error}")
