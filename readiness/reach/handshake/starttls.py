"""The few lines of SMTP that come before a mail server's handshake (RFC 3207)."""

from __future__ import annotations

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.reach.errors import unobservable
from readiness.reach.handshake.line import Line, Peer

EHLO_NAME = "readiness.invalid"
MAX_REPLY = 16_384


def open_line(peer: Peer) -> Line:
    """A connection on which the next byte is TLS; Unobservable when it does not come to that."""
    line = Line(peer)
    if peer.starttls:
        try:
            _upgrade(line, peer)
        except OSError as error:
            line.close()
            raise unobservable(error, f"SMTP with {peer.where}") from error
        except BaseException:
            line.close()
            raise
    return line


def _upgrade(line: Line, peer: Peer) -> None:
    _expect(line, peer, "220", "its greeting")
    line.send(f"EHLO {EHLO_NAME}\r\n".encode())
    offered = _expect(line, peer, "250", "EHLO")
    if not any(one[4:].strip().upper() == "STARTTLS" for one in offered):
        raise Unobservable(CauseKind.PROTOCOL, f"{peer.where} does not offer STARTTLS")
    line.send(b"STARTTLS\r\n")
    _expect(line, peer, "220", "STARTTLS")
    line.forget()


def _expect(line: Line, peer: Peer, code: str, what: str) -> list[str]:
    lines = _reply(line, peer)
    if not lines[-1].startswith(code):
        raise Unobservable(CauseKind.PROTOCOL, f"{peer.where} answered {what} with {lines[-1][:100]!r}")
    return lines


def _reply(line: Line, peer: Peer) -> list[str]:
    """One SMTP reply; nothing is read beyond its last line, because servers wait for their turn."""
    data = b""
    while not _whole(data):
        part = line.recv(4096)
        if not part:
            raise Unobservable(CauseKind.RESET, f"{peer.where} ended the connection")
        data += part
        if len(data) > MAX_REPLY:
            raise Unobservable(CauseKind.TOO_LARGE, f"{peer.where} sent an SMTP reply of more than {MAX_REPLY} bytes")
        if not data[:3].isdigit():
            raise Unobservable(CauseKind.PROTOCOL, f"{peer.where} does not speak SMTP")
    return data.decode(errors="replace").splitlines()


def _whole(data: bytes) -> bool:
    if not data.endswith(b"\n"):
        return False
    return data.splitlines()[-1][3:4] != b"-"
