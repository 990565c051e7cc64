"""Runs of the command line and what became of them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from process_table import MARK, gone, stemming

from readiness.cli import main

CHECKOUT = Path(__file__).resolve().parents[2]
REACHING = (
    "socket.connect",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "subprocess.Popen",
)
OWN = "readiness.reach.forkserver"
"""The process in which a scan's jobs would run; it is started early and reaches out to nothing by itself."""
_HEARD: list[list[str]] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event in REACHING and OWN not in repr(arguments) and not _is_local(arguments[0]):
        for heard in _HEARD:
            heard.append(f"{event} {arguments!r:.200}")


def _is_local(place: Any) -> bool:
    """A socket between this process and one that it started."""
    return isinstance(place, socket.socket) and place.family == socket.AF_UNIX


sys.addaudithook(_hook)


@contextmanager
def listening() -> Iterator[list[str]]:
    """A list to which every attempt of this process to reach out is added."""
    heard: list[str] = []
    _HEARD.append(heard)
    try:
        yield heard
    finally:
        _HEARD.remove(heard)


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> str:
        """Standard error without the progress, which a slow machine gets to see and a fast one does not."""
        return "".join(line for line in self.err.splitlines(True) if not line.startswith(("scanning ", "judging: ")))

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Runner:
    """Runs commands in this process."""

    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Done:
        self.capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        out, err = self.capture.readouterr()
        return Done(int(ended.value.code or 0), out, err)


def run_apart(*arguments: str, code: str = "", cwd: Path | None = None, **environment: str) -> Done:
    """Run a command as a process, or some Python ``code`` with these arguments."""
    command = [sys.executable, *(("-c", code) if code else ("-m", "readiness")), *arguments]
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT), **environment}
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=120, check=False, cwd=cwd)
    return Done(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Scanned:
    """A scan of the demo with its files."""

    done: Done
    record: Path
    json: Path
    junit: Path
    journal: Path

    @classmethod
    def of_demo(cls, folder: Path, *more: str) -> Scanned:
        """Scan the demo."""
        files = {name: folder / f"{name}.file" for name in ("record", "json", "junit", "journal")}
        options = [part for name, file in files.items() for part in (f"--{name}", str(file))]
        return cls(run_apart("scan", "demo", *options, *more, cwd=folder), **files)

    @property
    def report(self) -> Any:
        """The JSON report."""
        return json.loads(self.json.read_text(encoding="utf-8"))


def _hear_interrupts() -> None:
    """A shell that started the tests in the background has them, and what they start, ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Started:
    """A command that runs in a process group of its own, as a shell would start it, beside the test."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self._mark = uuid.uuid4().hex
        self.process = subprocess.Popen(
            [sys.executable, "-m", "readiness", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT), MARK: self._mark, **environment},
            start_new_session=True,
            preexec_fn=_hear_interrupts,
        )

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the whole group, as a terminal does."""
        os.killpg(self.process.pid, number)

    def ended(self, within_s: float = 30.0) -> Done:
        """Wait for its end."""
        out, err = self.process.communicate(timeout=within_s)
        return Done(self.process.returncode, out, err)

    def processes(self) -> list[str]:
        """The command lines of all processes that stem from it and still run."""
        return stemming(self._mark)

    def gone(self) -> bool:
        """Whether no process is left of it, now or soon."""
        return gone(self._mark)

    def kill(self) -> None:
        """End it, whatever it does."""
        if self.process.poll() is None:
            self.send(signal.SIGKILL)
        self.process.communicate()
