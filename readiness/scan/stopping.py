"""Ending a scan before its time: at a deadline, by Ctrl-C or SIGTERM, and also where a probe would not have it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)
GRACE_S = 1.5
"""What was cancelled may tidy up for so long."""
BLOCKED_S = 4.0
"""A loop that has not ended so long after it should have is blocked: some probe holds on to it."""
TIMES = 5


class Blocked(KeyboardInterrupt):
    """Raised into whatever holds on to the loop; as a KeyboardInterrupt it leaves the loop at once."""


class Stop:
    """Says why a scan must end early (``why``, empty as long as it need not), and sees to it that it does.

    ``deadline`` is on the monotonic clock, ``said`` how a user put it. While ``run`` is under way in the main thread,
    the first SIGINT or SIGTERM ends it; the second raises KeyboardInterrupt. ``abandoned`` says afterwards that
    something went on that would not end: the process must then be left without waiting for it.
    """

    def __init__(self, deadline: float | None = None, said: str = "", blocked_s: float = BLOCKED_S) -> None:
        self.why = ""
        self.abandoned = False
        self._deadline = deadline
        self._blocked_s = blocked_s
        self._late = f"the deadline of {said} passed"
        self._asked = threading.Event()
        self._over = threading.Event()
        self._forced = False
        self._ignored: frozenset[signal.Signals] = frozenset()
        self._wake: Callable[[], object] = lambda: None

    def request(self, why: str) -> None:
        """Have the scan end; the first reason is the one that is told."""
        self.why = self.why or why
        self._asked.set()
        self._wake()

    def run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Run something in an event loop of its own: true if it came to its end, false if it was stopped before.

        Nothing that ignores being cancelled is waited for. RuntimeError for what tries to end the program.
        """
        loop = asyncio.new_event_loop()
        loop.set_exception_handler(lambda _loop, _context: None)  # of what is left behind nobody needs to hear
        threads = f"scan {id(loop)} "
        loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix=threads))
        try:
            with self._watching():
                return loop.run_until_complete(self._follow(work()))
        except Blocked:
            return False
        except SystemExit as error:
            raise RuntimeError("a probe tried to end the program") from error
        finally:
            self.abandoned = bool(asyncio.all_tasks(loop))
            if not self.abandoned:
                loop.close()
                self.abandoned = not _ended(threads)

    async def _follow(self, work: Coroutine[Any, Any, None]) -> bool:
        """Wait for the work to end; once asked to stop, cancel everything. Complete is what nobody asked to stop."""
        asked = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._wake = lambda: loop.call_soon_threadsafe(asked.set)
        if self.why:
            asked.set()
        task, stop = asyncio.create_task(work), asyncio.create_task(asked.wait())
        await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
        self._wake = lambda: None
        await _cancel_all(GRACE_S)
        await loop.shutdown_asyncgens()
        if not task.done() or task.cancelled():
            return False
        task.result()
        return not self.why

    @contextmanager
    def _watching(self) -> Iterator[None]:
        main = threading.current_thread() is threading.main_thread()
        before = {number: signal.signal(number, self._hear) for number in SIGNALS if main}
        self._ignored = frozenset(number for number, handler in before.items() if handler is signal.SIG_IGN)
        watching = threading.Thread(target=self._watch, args=(main,), name="deadline", daemon=True)
        watching.start()
        try:
            yield
        finally:
            self._over.set()
            self._asked.set()
            watching.join()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        if self._over.is_set():
            return
        if self._forced:
            raise Blocked
        if number in self._ignored:
            return
        if self.why:
            raise KeyboardInterrupt
        self.request(f"interrupted ({signal.Signals(number).name})")

    def _watch(self, main: bool) -> None:
        """In a thread of its own, which no probe can block: look at the clock, and at what comes of a stop."""
        left = None if self._deadline is None else max(0.0, self._deadline - time.monotonic())
        if not self._asked.wait(left):
            self.request(self._late)
        for _ in range(TIMES):
            if self._over.wait(self._blocked_s) or not main:
                return
            self._forced = True
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        if not self._over.wait(self._blocked_s):
            sys.stderr.write(f"{self.why}, but a probe holds on to the scan: leaving it; what was recorded is kept\n")
            os._exit(3)


def _ended(threads: str) -> bool:
    """Whether the threads whose names begin like this come to their end."""
    limit = time.monotonic() + GRACE_S
    left = [thread for thread in threading.enumerate() if thread.name.startswith(threads)]
    for thread in left:
        thread.join(max(0.0, limit - time.monotonic()))
    return not any(thread.is_alive() for thread in left)


async def _cancel_all(limit_s: float) -> None:
    """Cancel every other task until it ends: some take it for a failure of theirs and try something else."""
    limit = time.monotonic() + limit_s
    while (tasks := asyncio.all_tasks() - {asyncio.current_task()}) and time.monotonic() < limit:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=0.1)
