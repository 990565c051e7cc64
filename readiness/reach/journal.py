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

    def note(self, kind: str, to: str, what: str, at: str, count: int = 1) -> Sent:
        """Note a request of up to ``count`` connections and return the note."""
        sent = Sent(kind=kind, to=to, what=what, at=at, when=datetime.now(UTC), count=count)
        self.count += count
        if self._listen is not None:
            self._listen(sent)
        return sent

    def correct(self, sent: Sent, used: int) -> Sent:
        """The note with the number of connections that there really were."""
        self.count += used - sent.count
        return sent.model_copy(update={"count": used})
