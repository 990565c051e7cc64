"""A history of many records is judged in time and memory that do not grow with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from fleets import CONTROLS, fleet
from measuring import at_most, python

SCRIPT = Path(__file__).parent / "many_cost.py"
MANY = 100
EARLY, LATE = slice(9, 27), slice(81, 99)
"""Of nine records in a row each lacks something else; before these the process is still warming up."""


@pytest.fixture
def many(scan_demo, tmp_path: Path) -> Path:
    """A folder with so many records, each of an environment of its own with ten targets and a large policy."""
    return fleet(tmp_path / "many", scan_demo()[1], MANY)


def judged(folder: Path, surroundings: dict[str, str]) -> list[dict[str, Any]]:
    command = [sys.executable, str(SCRIPT), str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=280, env=surroundings)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_the_hundredth_record_costs_what_the_twentieth_does(many, surroundings):
    def measure():
        found = judged(many, surroundings)
        early, late = (fmean(one["cpu_s"] for one in found[part]) for part in (EARLY, LATE))
        figures = f"{CONTROLS} controls: {late * 1000:.0f} ms of CPU a record / {early * 1000:.0f} ms at first"
        return late / early, figures

    at_most(1.3, measure)


def test_nothing_is_kept_of_a_record_that_was_judged(many, surroundings):
    """But for what the CEL library leaks, about a fiftieth of a record: for that, processes retire after a while."""
    sizes = [path.stat().st_size for path in sorted(many.iterdir())]

    def measure():
        found = judged(many, surroundings)
        early, late = (max(one["held"] for one in found[part]) for part in (EARLY, LATE))
        read = sum(sizes[EARLY.stop : LATE.stop])
        figures = f"{late / 1e6:.1f} MB held, {early / 1e6:.1f} MB at first, {read / 1e6:.1f} MB read in between"
        return max(late - early, 0) / read, figures

    at_most(0.1, measure)


def test_more_processes_cost_little_more_than_one(many, surroundings):
    """Not compared is how much sooner they are done: whether there are cores for them depends on the machine."""

    def measure():
        one, more = (
            python(["-m", "readiness", "judge", "--each", str(many), "--jobs", jobs], surroundings, ends_with=(1,))
            for jobs in ("1", "2")
        )
        figures = f"{MANY} records: two processes {more.cpu_s:.1f} s of CPU in {more.wall_s:.1f} s"
        return (
            more.cpu_s / one.cpu_s,
            f"{figures} / one {one.cpu_s:.1f} s in {one.wall_s:.1f} s, {os.cpu_count()} cores",
        )

    at_most(1.5, measure)
