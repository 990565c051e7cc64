"""The index is a cache: damaged, old, missing or read-only, it costs time and never a run."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from histories import keep, keep_many, run_record

from readiness.judge.report import report
from readiness.record.history import History

TESTS = Path(__file__).resolve().parents[1]
NOTING = """
import sys
from pathlib import Path
from histories import keep, run_record
from readiness.judge.report import report
from readiness.record.history import History
folder, environment, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
history = History(folder, tell=lambda line: print("TOLD", line, flush=True))
for n in range(number):
    found = run_record(f"run-{n:04}", minutes=n, environment=environment)
    path = keep(folder, found)
    print(path.stem, flush=True)
    history.note(path, report(found))
"""


def noting(folder: Path, environment: str, number: int) -> subprocess.Popen[str]:
    """Another process that writes and notes so many runs, and prints each before it notes it."""
    path = os.pathsep.join(map(str, (TESTS.parent, TESTS, TESTS / "support")))
    return subprocess.Popen(
        [sys.executable, "-c", NOTING, str(folder), environment, str(number)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def told_history(folder: Path) -> tuple[History, list[str]]:
    told: list[str] = []
    return History(folder, report, told.append), told


def names(history: History) -> list[str]:
    return [run.run for run in history.runs("prod") if run.word]


def execute(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "index.sqlite")) as connection, connection:
        connection.execute(statement)


def spoil_header(folder: Path) -> None:
    (folder / "index.sqlite").write_bytes(b"this is no database" * 1000)


def spoil_pages(folder: Path) -> None:
    file = folder / "index.sqlite"
    size = file.stat().st_size
    with file.open("r+b") as handle:
        handle.seek(200)
        handle.write(b"\xa5" * (size - 200))


def cut(folder: Path) -> None:
    file = folder / "index.sqlite"
    os.truncate(file, file.stat().st_size // 2)


def other_columns(folder: Path) -> None:
    execute(folder, "ALTER TABLE runs RENAME COLUMN started TO begun")


def no_time(folder: Path) -> None:
    execute(folder, "UPDATE runs SET started = 'yesterday'")


@pytest.mark.parametrize("spoil", [spoil_header, spoil_pages, cut, other_columns, no_time])
def test_a_damaged_index_is_set_aside_with_one_line_and_made_anew(tmp_path, spoil):
    ids = keep_many(tmp_path, 5)
    names(told_history(tmp_path)[0])
    spoil(tmp_path)
    history, told = told_history(tmp_path)
    assert names(history) == ids[::-1]
    assert names(history) == ids[::-1]
    assert len(told) == 1
    assert "index.sqlite.damaged" in told[0]
    assert (tmp_path / "index.sqlite.damaged").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "PRAGMA user_version = 999",
        "UPDATE runs SET summary = '{}', outcomes = '7'",
        "UPDATE runs SET summary = x'ff00'",
        "DELETE FROM runs",
    ],
)
def test_an_index_of_another_version_or_without_sense_is_made_anew_in_silence(tmp_path, statement):
    ids = keep_many(tmp_path, 3)
    names(told_history(tmp_path)[0])
    execute(tmp_path, statement)
    history, told = told_history(tmp_path)
    assert (names(history), told) == (ids[::-1], [])
    assert all(history.outcomes("prod", history.runs("prod")))


def test_an_index_that_is_deleted_is_made_anew(tmp_path):
    ids = keep_many(tmp_path, 3)
    names(told_history(tmp_path)[0])
    (tmp_path / "index.sqlite").unlink()
    assert names(told_history(tmp_path)[0]) == ids[::-1]


def test_an_index_that_cannot_be_opened_is_done_without(tmp_path):
    ids = keep_many(tmp_path, 3)
    (tmp_path / "index.sqlite").mkdir()
    history, told = told_history(tmp_path)
    assert names(history) == ids[::-1]
    found = run_record("new", minutes=9)
    history.note(keep(tmp_path, found), report(found))
    assert names(history) == ["new", *ids[::-1]]
    assert len(told) == 1
    assert "does without it" in told[0]


def test_what_was_recorded_and_never_noted_is_caught_up_with(tmp_path):
    history, _ = told_history(tmp_path)
    found = run_record("one")
    history.note(keep(tmp_path, found), report(found))
    keep(tmp_path, run_record("two", minutes=1))
    assert names(history) == ["two", "one"]


@pytest.mark.parametrize("delay_ms", [0, 1, 2, 3, 5, 8])
def test_a_scan_that_is_killed_while_it_notes_loses_nothing_that_was_recorded(tmp_path, delay_ms):
    process = noting(tmp_path, "prod", 10_000)
    assert process.stdout is not None
    for _ in range(4):
        process.stdout.readline()
    time.sleep(delay_ms / 1000)  # so that it is hit at different moments of the work; none has to be waited for
    process.send_signal(signal.SIGKILL)
    process.communicate()
    files = sorted(path.stem for path in (tmp_path / "prod").iterdir())
    history, told = told_history(tmp_path)
    runs = history.runs("prod")
    assert sorted(run.run for run in runs) == files
    assert all(run.word or run.standing == "unreadable" for run in runs)
    assert [run.run for run in runs if run.standing == "unreadable"] in ([], files[-1:])
    assert told == []


def test_scans_of_several_environments_note_at_the_same_time(tmp_path):
    environments = ["prod", "staging", "test"]
    started = [noting(tmp_path, environment, 15) for environment in environments]
    for process in started:
        out, _ = process.communicate(timeout=120)
        assert (process.returncode, "TOLD" in out) == (0, False)
    with closing(sqlite3.connect(tmp_path / "index.sqlite")) as connection:
        rows = connection.execute("SELECT folder, count(*) FROM runs WHERE summary NOT NULL GROUP BY folder").fetchall()
    assert dict(rows) == dict.fromkeys(environments, 15)


def test_several_that_meet_a_damaged_index_at_once_make_one_good_one(tmp_path):
    ids = keep_many(tmp_path, 5)
    spoil_header(tmp_path)
    told: list[str] = []

    def look(_: int) -> list[str]:
        return names(History(tmp_path, report, told.append))

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(look, range(4))) == [ids[::-1]] * 4
    assert len(told) == 1
