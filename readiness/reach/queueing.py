"""How long a question has stood in a queue of this scanner's own making, which is not the target's fault."""

from __future__ import annotations

import time
from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar


class Queue:
    """The seconds that something spent queueing; several waits at the same time count once."""

    def __init__(self) -> None:
        self._over = 0.0
        self._waits = 0
        self._since = 0.0

    @property
    def seconds(self) -> float:
        """Seconds spent so far, those of a wait that goes on included."""
        return self._over + (time.monotonic() - self._since if self._waits else 0.0)

    def enter(self) -> None:
        """Begin to wait."""
        if not self._waits:
            self._since = time.monotonic()
        self._waits += 1

    def leave(self) -> None:
        """Wait no more."""
        self._over, self._waits = self.seconds, self._waits - 1
        self._since = time.monotonic()


QUEUE: ContextVar[Queue | None] = ContextVar("QUEUE", default=None)
"""Where the question that is being asked notes its queueing; tasks that it starts note it there as well."""


@asynccontextmanager
async def queueing(slots: Semaphore) -> AsyncIterator[None]:
    """Hold a slot; the wait for it goes to the queue of whoever asks."""
    queue = QUEUE.get() or Queue()
    queue.enter()
    try:
        await slots.acquire()
    finally:
        queue.leave()
    try:
        yield
    finally:
        slots.release()
