"""Scans as processes of their own, which can be killed, and what they leave behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from process_table import MARK, gone, stemming

CHECKOUT = Path(__file__).resolve().parents[2]
PASSING = ("started", "finished", "judged_at", "run", "requests", "resumed")
"""What differs between two scans of the same."""


class Process:
    """A command and everything that stems from it."""

    def __init__(self, *arguments: str, cwd: Path) -> None:
        self._mark = uuid.uuid4().hex
        self.running = subprocess.Popen(
            [sys.executable, "-m", "readiness", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT), MARK: self._mark},
            start_new_session=True,
        )

    def ended(self, within_s: float = 60.0) -> tuple[int, str]:
        """Its exit code and what it said on standard error."""
        _, said = self.running.communicate(timeout=within_s)
        return self.running.returncode, said

    def killed(self, at: Callable[[], bool], after_s: float) -> int:
        """Kill it so many seconds after a moment, unless it has ended before; its exit code."""
        limit = time.monotonic() + 60.0
        while self.running.poll() is None and not at() and time.monotonic() < limit:
            time.sleep(0.001)
        try:
            self.running.wait(after_s)
        except subprocess.TimeoutExpired:
            os.kill(self.running.pid, signal.SIGKILL)
        return self.ended()[0]

    def left(self) -> list[str]:
        """The command lines of all processes that stem from it and still run."""
        return stemming(self._mark)

    def gone(self) -> bool:
        """Whether no process is left of it, now or soon."""
        return gone(self._mark)


@contextmanager
def platform(folder: Path) -> Iterator[str]:
    """The demo in a process of its own; its environment file."""
    demo = Process("demo", cwd=folder)
    assert demo.running.stderr is not None
    told = re.search(r"-f (\S+)", demo.running.stderr.readline())
    assert told is not None
    demo.running.stderr.readline()
    try:
        yield Path(told[1]).read_text(encoding="utf-8")
    finally:
        demo.running.send_signal(signal.SIGINT)
        demo.ended()


class Scans:
    """Scans of one environment in a folder of its own, each by a process that may be killed."""

    def __init__(self, folder: Path, environment: str) -> None:
        folder.mkdir()
        (folder / "readiness.yaml").write_text(environment, encoding="utf-8")
        self.folder = folder

    def start(self, *options: str) -> Process:
        """Begin a scan."""
        return Process("scan", "platform", "--active", "-q", "--json", "report.json", *options, cwd=self.folder)

    def lines(self) -> list[bytes]:
        """The whole lines of the newest record."""
        files = sorted((self.folder / ".readiness" / "platform").glob("*.jsonl"), key=lambda file: file.stat().st_mtime)
        return [line for line in files[-1].read_bytes().splitlines(True) if line.endswith(b"\n")] if files else []

    def report(self) -> dict[str, Any]:
        """The last report, without what differs between two scans."""
        found = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
        return {name: value for name, value in found.items() if name not in PASSING}
