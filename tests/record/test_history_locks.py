"""One scan of an environment at a time, and nothing that a killed process leaves behind gets in the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest
from histories import keep, moment, run_record

from readiness.model.errors import InputError
from readiness.record.history import History
from readiness.record.history.locking import is_locked

CHECKOUT = Path(__file__).resolve().parents[2]
HOLDING = """
import sys
from pathlib import Path
from readiness.record.history import History
with History(Path(sys.argv[1])).running(sys.argv[2], "other") as path:
    print(path, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holding(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """``holding("prod")``: another process that scans this environment until its input ends."""
    started: list[subprocess.Popen[str]] = []

    def hold(environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDING, str(tmp_path), environment],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline().strip().endswith("other.jsonl")
        return process

    yield hold
    for process in started:
        process.kill()
        process.communicate()


def test_a_second_scan_of_an_environment_is_refused_and_told_who_runs_the_first(tmp_path, holding):
    other = holding("prod")
    with (
        pytest.raises(InputError, match=rf"another scan of prod is running \(pid {other.pid}\)"),
        History(tmp_path).running("prod", "mine"),
    ):
        pass


def test_another_environment_is_not_held_up(tmp_path, holding):
    holding("staging")
    with History(tmp_path).running("prod", "mine") as path:
        assert path == tmp_path / "prod" / "mine.jsonl"


def test_the_lock_goes_with_the_process_even_if_it_is_killed(tmp_path, holding):
    other = holding("prod")
    other.send_signal(signal.SIGKILL)
    other.wait()
    with History(tmp_path).running("prod", "mine"):
        assert is_locked(tmp_path / "prod.lock")
    assert not is_locked(tmp_path / "prod.lock")


def test_a_program_that_a_scan_starts_does_not_keep_its_lock(tmp_path):
    with History(tmp_path).running("prod", "mine"):
        left = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    try:
        assert not is_locked(tmp_path / "prod.lock")
    finally:
        left.communicate()


def test_it_is_given_back_when_a_scan_ends_in_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), History(tmp_path).running("prod", "mine"):
        _ = 1 / 0
    with History(tmp_path).running("prod", "again"):
        pass


def test_the_same_process_cannot_scan_it_twice_at_once_either(tmp_path):
    history = History(tmp_path)
    with (
        history.running("prod", "one"),
        pytest.raises(InputError, match="another scan"),
        history.running("prod", "two"),
    ):
        pass


def test_what_another_scan_writes_is_not_given_up(tmp_path, holding):
    keep(tmp_path, run_record("other"), end=False)
    keep(tmp_path, run_record("newer", minutes=1))
    holding("prod")
    assert History(tmp_path).prune("prod", 1, None, moment(5)) == ()
    assert History(tmp_path).runs("prod")[1].standing == "running"


def test_a_lock_file_full_of_nonsense_is_told_as_nobody(tmp_path):
    file = tmp_path / "prod.lock"
    file.write_bytes(b"\x1b[31m" * 99)
    with file.open() as handle:
        flock(handle, LOCK_EX)
        with pytest.raises(InputError, match="its process is not known"), History(tmp_path).running("prod", "mine"):
            pass


def test_a_folder_that_cannot_be_made_is_the_users_mistake(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"), History(tmp_path / "file").running("prod", "mine"):
        pass
