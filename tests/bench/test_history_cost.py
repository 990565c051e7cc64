"""A thousand past runs are listed and compared about as fast as ten: what is asked for is read, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from measuring import at_most, interleaved, python

from readiness.judge.report import report
from readiness.record.history import History
from readiness.record.read import read_file

FEW, MANY = 10, 1000
TIMES = 5
VERSION = ("-m", "readiness", "--version")


@pytest.fixture
def histories(scan_demo, tmp_path: Path) -> dict[int, Path]:
    """Folders with so many runs of the demo, an hour apart, all of them in the index."""
    _, file = scan_demo()
    return {number: fill(tmp_path / str(number), file, number) for number in (FEW, MANY)}


def fill(folder: Path, file: Path, number: int) -> Path:
    first, *rest = file.read_text(encoding="utf-8").splitlines(True)
    header, found = json.loads(first), report(read_file(file))
    history, begun = History(folder), datetime.fromisoformat(header["started"])
    for n in range(number):
        run, started = f"run-{n}", begun + timedelta(hours=n)
        with history.running("demo", run) as path:
            header |= {"run": run, "started": started.isoformat()}
            path.write_text("".join([json.dumps(header, sort_keys=True) + "\n", *rest]), encoding="utf-8")
            history.note(path, found.model_copy(update={"run": run, "started": started}))
    return folder


def timed(surroundings: dict[str, str], *arguments: str) -> Callable[[], float]:
    return lambda: python(["-m", "readiness", *arguments], surroundings, ends_with=(0, 1)).wall_s


def ratio(cases: dict[str, Callable[[], float]], one: str, other: str) -> tuple[float, str]:
    least = interleaved(cases, TIMES)
    figures = " / ".join(f"{name} {least[name] * 1000:.0f} ms" for name in (one, other))
    return least[one] / least[other], figures


def test_listing_a_thousand_runs_takes_little_longer_than_listing_ten(histories, surroundings):
    def listing(number: int) -> Callable[[], float]:
        return timed(surroundings, "history", "demo", "--history", str(histories[number]))

    at_most(2, lambda: ratio({"1000 runs": listing(MANY), "10 runs": listing(FEW)}, "1000 runs", "10 runs"))
    version = timed(surroundings, "--version")
    at_most(8, lambda: ratio({"1000 runs": listing(MANY), "--version": version}, "1000 runs", "--version"))


def test_comparing_two_of_a_thousand_runs_takes_little_longer_than_judging_one(histories, surroundings, tmp_path):
    record = histories[FEW] / "demo" / "run-0.jsonl"

    def comparing(number: int) -> Callable[[], float]:
        return timed(surroundings, "diff", "last~1", "last", "-e", "demo", "--history", str(histories[number]))

    at_most(2, lambda: ratio({"1000 runs": comparing(MANY), "10 runs": comparing(FEW)}, "1000 runs", "10 runs"))
    judging = timed(surroundings, "judge", str(record), "-q")
    at_most(2.5, lambda: ratio({"diff": comparing(MANY), "judge": judging}, "diff", "judge"))
