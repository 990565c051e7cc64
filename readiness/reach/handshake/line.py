"""One connection to a server under one deadline, with a bounded memory of what came back."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from time import monotonic

from readiness.protocols.certificate_names import is_address
from readiness.protocols.tls_flight import MAX_FLIGHT
from readiness.reach.errors import unobservable


@dataclass(frozen=True)
class Peer:
    """Whom to talk to, and how long one connection may take as a whole, in seconds."""

    name: str
    address: str
    port: int
    starttls: bool
    timeout_s: float

    @property
    def where(self) -> str:
        """For messages: ``address:port``."""
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"


def server_name(peer: Peer) -> str | None:
    """What to send as SNI: not an IP address (RFC 6066, 3)."""
    return None if is_address(peer.name) else peer.name


class Line:
    """A TCP connection whose calls all share one deadline: a server that drips bytes cannot hold it open.

    It has the three methods that sslyze's engine asks of a socket. ``received`` is what has come since ``forget``.
    """

    def __init__(self, peer: Peer) -> None:
        """Connect; Unobservable when that fails."""
        self._ends = monotonic() + peer.timeout_s
        self.received = b""
        try:
            self._socket = socket.create_connection((peer.address, peer.port), peer.timeout_s)
        except OSError as error:
            raise unobservable(error, f"connecting to {peer.where}") from error

    def recv(self, size: int) -> bytes:
        """What has come, empty at the end; TimeoutError after the deadline."""
        self._arm()
        data = self._socket.recv(size)
        if len(self.received) < MAX_FLIGHT:
            self.received += data
        return data

    def send(self, data: bytes) -> int:
        """Send all of it."""
        self._arm()
        self._socket.sendall(data)
        return len(data)

    def forget(self) -> None:
        """Start to remember anew: what follows is TLS."""
        self.received = b""

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _arm(self) -> None:
        left = self._ends - monotonic()
        if left <= 0:
            raise TimeoutError("no answer in time")
        self._socket.settimeout(left)
