"""Telling on stderr how far a scan is once it takes over a second: a moving line on a terminal, else plain lines."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO

from readiness.model.facts import Model
from readiness.model.observation import Observation
from readiness.model.plan import Plan


class Progress:
    """Counts what arrives, beside what was ``answered`` before; use it as a context manager around the scan."""

    def __init__(self, plan: Plan, stream: TextIO | None = None, answered: Iterable[Observation] = ()) -> None:
        self._name = plan.environment
        self._waiting = {(a.probe, a.group, a.target): 1 for a in plan.askings if not a.withheld}
        self._total = len(self._waiting)
        for seen in answered:
            self.note(seen)
        self._stream = stream or sys.stderr
        self._moving = self._stream.isatty()
        self._every = 0.2 if self._moving else 5.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._started = time.monotonic()

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def note(self, item: Model) -> None:
        """Note one item of the record."""
        if isinstance(item, Observation):
            self._waiting.pop((item.probe, item.group, item.target), None)

    def _run(self) -> None:
        if self._done.wait(1.0):
            return
        while True:
            self._tell()
            if self._done.wait(self._every):
                break
        if self._moving:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _tell(self) -> None:
        waiting = sorted(self._waiting)
        first = f", waiting for {waiting[0][0]}.{waiting[0][1]} on {waiting[0][2]}" if waiting else ""
        done = self._total - len(waiting)
        seconds = time.monotonic() - self._started
        text = f"scanning {self._name}: {done} of {self._total} questions answered, {seconds:.0f} s{first}"
        self._stream.write(f"\r\x1b[K{text[:110]}" if self._moving else text + "\n")
        self._stream.flush()
