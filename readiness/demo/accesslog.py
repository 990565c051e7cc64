"""Remember everything that was asked of the demo's servers, so that a scan can be held against its plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

Note = Callable[[str, str], None]
"""Writes one entry: the peer (``address:port``), then what it asked."""


@dataclass(frozen=True)
class Entry:
    """One thing asked of one server.

    ``what`` is ``connect``, ``hello NAME`` (TLS server name), ``secured VERSION`` or ``refused REASON`` (TLS outcome),
    ``METHOD HOST TARGET`` (HTTP), ``NAME TYPE udp|tcp`` (DNS), or an SMTP command line. It is what the client sent:
    treat it as hostile. An entry about a request is written before the answer leaves.
    """

    time: datetime
    server: str
    peer: str
    what: str


class AccessLog:
    """Entries in the order of arrival; written by the servers' thread, readable from any."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def note_for(self, server: str) -> Note:
        """What one server writes its entries with."""

        def note(peer: str, what: str) -> None:
            self._entries.append(Entry(datetime.now(UTC), server, peer, what))

        return note

    def entries(self) -> tuple[Entry, ...]:
        """Everything so far."""
        return tuple(self._entries)
