"""Inside a worker process: runs one job and lets no socket leave for anywhere but the job's peer."""

from __future__ import annotations

import json
import socket
import sys
from importlib import import_module
from typing import Any

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind

_FORBIDDEN = ("socket.sendto", "socket.sendmsg", "socket.gethostbyname")


class Guard:
    """Holds the worker to its job's peer and number of connections, whichever library opens the socket.

    An audit hook cannot be removed and sees every ``connect`` and ``sendto`` of the process (PEP 578).
    """

    def __init__(self) -> None:
        self.peer: tuple[str, int] | None = None
        self.left = 0
        self.used = 0

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The audit hook itself; raises OSError out of the offending call."""
        if event == "socket.connect":
            self._admit(arguments[1])
        elif event in _FORBIDDEN or (event == "socket.getaddrinfo" and not _numeric(arguments[0])):
            raise PermissionError(f"a job may not use {event}")

    def _admit(self, address: Any) -> None:
        if not isinstance(address, tuple) or self.peer is None or (address[0], address[1]) != self.peer:
            raise PermissionError(f"a job may not connect to {address!r}")
        if self.left <= 0:
            raise PermissionError("the job's connections are used up")
        self.left -= 1
        self.used += 1


def _numeric(host: Any) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return True


class Channel:
    """The line to the scanner: an order comes in, an answer goes out, and the job may ask DNS questions in between."""

    def __init__(self, line: socket.socket) -> None:
        self._in = line.makefile("r", encoding="utf-8")
        self._out = line.makefile("w", encoding="utf-8")

    def send(self, message: dict[str, Any]) -> None:
        """Write one message."""
        self._out.write(json.dumps(message) + "\n")
        self._out.flush()

    def receive(self) -> dict[str, Any] | None:
        """The next message, None at the end."""
        line = self._in.readline()
        return json.loads(line) if line else None

    def dns(self, name: str, rdtype: str) -> bytes:
        """Have the scanner ask its resolver; the answer in wire format, Unobservable when there was none."""
        self.send({"dns": [name, rdtype]})
        answer = self.receive() or {"cause": CauseKind.CRASH}
        if "cause" in answer:
            raise Unobservable(CauseKind(answer["cause"]), str(answer.get("detail", "")))
        return bytes.fromhex(answer["wire"])


def perform(order: dict[str, Any], guard: Guard, channel: Channel) -> dict[str, Any]:
    """Run one order: ``function(channel, **arguments)`` of the named module; its result must be JSON."""
    module, _, function = order["job"].partition(":")
    guard.peer = tuple(order["peer"]) if order["peer"] else None
    guard.left, guard.used = order["connections"], 0
    try:
        result = getattr(import_module(module), function)(channel, **order["arguments"])
    except Unobservable as error:
        return {"cause": error.cause.kind, "detail": error.cause.detail, "used": guard.used}
    except Exception as error:
        return {"cause": CauseKind.CRASH, "detail": f"{type(error).__name__}: {error}", "used": guard.used}
    return {"result": result, "used": guard.used}


def work(line: socket.socket) -> None:
    """Carry out the one order that comes through the line; the process must end then, as the audit hook stays."""
    guard, channel = Guard(), Channel(line)
    sys.addaudithook(guard.hook)
    order = channel.receive()
    if order is not None:
        channel.send(perform(order, guard, channel))
