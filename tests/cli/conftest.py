"""Running the command line: in this process where that is enough, as a process of its own where it matters."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("mistakes_shown")

from cli_runs import Done, Runner, Scanned, listening, run_apart  # noqa: E402  # after the registration


@pytest.fixture
def contacts() -> Iterator[list[str]]:
    """Everything with which this process reached out while the test ran: connections, names asked, programs started."""
    with listening() as heard:
        yield heard


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of the test, empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def readiness(folder: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    """``readiness("scan", "prod")`` runs the command in this process and the test's folder."""
    return Runner(capsys)


@pytest.fixture
def apart(folder: Path) -> Callable[..., Done]:
    """The same as a process of its own, whose streams, signals and exit code are the real ones."""
    return run_apart


@pytest.fixture(scope="session")
def imperfect(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """One scan of the demo with everything that is wrong with it, in all formats."""
    return Scanned.of_demo(tmp_path_factory.mktemp("imperfect"))


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    """One scan of the demo with nothing wrong."""
    return Scanned.of_demo(tmp_path_factory.mktemp("healthy"), "--healthy")


@pytest.fixture
def started(folder: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts commands that go on until they are told to end; whatever still runs after the test is killed."""
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "readiness", *arguments]
        pipe = subprocess.PIPE
        running.append(subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=dict(os.environ)))
        return running[-1]

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()
