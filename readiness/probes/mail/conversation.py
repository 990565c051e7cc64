"""Worker job that greets one mail server and asks what it can; sends nothing but EHLO and QUIT."""

from __future__ import annotations

import contextlib
from typing import Any

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.protocols.smtp import MAX_LINE, MAX_LINES, Reply, SmtpError, join_reply, read_line
from readiness.reach.errors import unobservable
from readiness.reach.handshake.line import Line, Peer
from readiness.reach.handshake.starttls import EHLO_NAME


class _Ear:
    """Hears whole replies out of what comes in pieces."""

    def __init__(self, line: Line) -> None:
        self._from = line
        self._pending = b""

    def reply(self) -> Reply:
        lines: list[bytes] = []
        while len(lines) < MAX_LINES:
            lines.append(self._line())
            if not read_line(lines[-1])[1]:
                return join_reply(lines)
        raise Unobservable(CauseKind.TOO_LARGE, f"a reply of more than {MAX_LINES} lines")

    def _line(self) -> bytes:
        while b"\n" not in self._pending:
            if len(self._pending) > MAX_LINE:
                raise Unobservable(CauseKind.TOO_LARGE, f"a line of more than {MAX_LINE} octets")
            received = self._from.recv(4096)
            if not received:
                raise ConnectionResetError("the server closed the connection")
            self._pending += received
        line, _, self._pending = self._pending.partition(b"\n")
        return line + b"\n"


def greet(_: object, name: str, address: str, port: int, timeout_s: float) -> dict[str, Any]:
    """``greeting``, ``answers`` and ``extensions`` of a server.

    Unobservable with its cause (``refused`` if the connection is refused), also when the server puts off: a 4xx reply
    says nothing about what it does otherwise.
    """
    peer = Peer(name, address, port, starttls=False, timeout_s=timeout_s)
    line = Line(peer)
    try:
        return _converse(line)
    except SmtpError as error:
        raise Unobservable(CauseKind.PROTOCOL, f"SMTP with {peer.where}: {error}") from error
    except OSError as error:
        raise unobservable(error, f"SMTP with {peer.where}") from error
    finally:
        line.close()


def _converse(line: Line) -> dict[str, Any]:
    ear = _Ear(line)
    greeting = _decided(ear.reply())
    if greeting.code != 220:
        return {"answers": False, "greeting": greeting.text, "extensions": []}
    line.send(f"EHLO {EHLO_NAME}\r\n".encode())
    reply = _decided(ear.reply())
    with contextlib.suppress(OSError):
        line.send(b"QUIT\r\n")
    extensions = reply.keywords if reply.code == 250 else ()
    return {"answers": True, "greeting": greeting.text, "extensions": list(extensions)}


def _decided(reply: Reply) -> Reply:
    if 400 <= reply.code < 500:
        raise Unobservable(CauseKind.SERVER, f"the server puts off: {reply.text[:200]}")
    return reply
