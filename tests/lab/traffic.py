"""What clients asked the lab, read from nginx's log and from the witness on the wire."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab.namespace import LAB_ADDRESS, LabError, Namespace
from lab.orchestrator import wait_until

HTTP_LOG = "requests.jsonl"
WIRE_LOG = "wire.jsonl"
_MARK_PORT = 9


@dataclass(frozen=True)
class HttpRequest:
    """One request that nginx answered; ``host`` is the Host header, ``at`` seconds since 1970."""

    at: float
    scheme: str
    address: str
    port: int
    client: str
    host: str
    method: str
    path: str
    protocol: str
    status: int
    agent: str


@dataclass(frozen=True)
class DnsQuestion:
    """One question put to a name server (``address``) over UDP or TCP; ``name`` ends with a dot."""

    at: float
    client: str
    address: str
    port: int
    name: str
    kind: str


@dataclass(frozen=True)
class Connection:
    """One TCP connection opened, or tried, to any port: a TLS handshake without a request shows here alone."""

    at: float
    client: str
    address: str
    port: int


Request = HttpRequest | DnsQuestion | Connection
_WIRE_KINDS: dict[str, type[DnsQuestion | Connection]] = {"question": DnsQuestion, "connection": Connection}


@dataclass(frozen=True)
class Traffic:
    """The two logs; ``own`` are the addresses from which the lab's servers ask each other.

    Clients come from 127.0.0.1, or from what they bind, because the servers' addresses are not assigned to loopback.
    """

    namespace: Namespace
    own: frozenset[str]
    _starts: dict[Path, int] = field(default_factory=dict)

    def requests(self, *, web: bool = True) -> list[Request]:
        """What clients asked since the last :meth:`forget`, in order of time; ``web`` says whether nginx runs."""
        self._settle(web)
        http = [HttpRequest(**record) for record in self._records(self._log(HTTP_LOG))]
        wire = [_wire_request(record) for record in self._records(self._log(WIRE_LOG)) if record["saw"] in _WIRE_KINDS]
        found: list[Request] = [*http, *wire]
        return sorted((r for r in found if r.client not in self.own | {LAB_ADDRESS}), key=lambda r: r.at)

    def forget(self, *, web: bool = True) -> None:
        """Begin anew here."""
        self._settle(web)
        self._starts.update({log: log.stat().st_size for log in (self._log(HTTP_LOG), self._log(WIRE_LOG))})

    def _settle(self, web: bool) -> None:
        """Wait until what was asked before is logged: both logs are in order, so a last entry of ours proves it."""
        mark = str(time.monotonic_ns())
        with self.namespace.entered():
            if web:
                _get(LAB_ADDRESS, f"/{mark}")
                self._expect(self._log(HTTP_LOG), lambda record: record["path"] == f"/{mark}")
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as messenger:
                messenger.bind((LAB_ADDRESS, 0))
                messenger.sendto(mark.encode(), (LAB_ADDRESS, _MARK_PORT))
            self._expect(self._log(WIRE_LOG), lambda record: record.get("mark") == mark)

    def _expect(self, log: Path, last: Callable[[dict[str, Any]], bool]) -> None:
        if not wait_until(lambda: any(last(record) for record in reversed(self._records(log))), 5):
            msg = f"{log} does not keep up with what is asked"
            raise LabError(msg)

    def _records(self, log: Path) -> list[dict[str, Any]]:
        with log.open("rb") as file:
            file.seek(self._starts.get(log, 0))
            complete = file.read().rpartition(b"\n")[0]
        return [json.loads(line) for line in complete.splitlines()]

    def _log(self, name: str) -> Path:
        return self.namespace.directory / "logs" / name


def _wire_request(record: dict[str, Any]) -> DnsQuestion | Connection:
    return _WIRE_KINDS[record["saw"]](**{key: value for key, value in record.items() if key != "saw"})


def _get(address: str, path: str) -> None:
    with socket.create_connection((address, 80), 5, (LAB_ADDRESS, 0)) as connection:
        connection.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        while connection.recv(4096):
            pass
