"""What was sent, noted before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from readiness.model.observation import Sent


class Journal:
    """Notes every request before it leaves; ``listen`` gets each note as it is made."""

    def __init__(self, listen: Callable[[Sent], None] | None = None) -> None:
        self._listen = listen
        self.count = 0

    def note(self, kind: str, to: str, what: str, at: str) -> Sent:
        """Note one request and return the note."""
        sent = Sent(kind=kind, to=to, what=what, at=at, when=datetime.now(UTC))
        self.count += 1
        if self._listen is not None:
            self._listen(sent)
        return sent
