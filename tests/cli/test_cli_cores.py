"""Many files on several cores: results in order, a process that dies costs its own file, and none is left over."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from multiprocessing import active_children
from pathlib import Path

import pytest

from readiness.cli._cores import AHEAD, RETIRES, WORTHWHILE, in_order

PATHS = [Path(str(n)) for n in range(4 * WORTHWHILE)]


def act(path: Path) -> str:
    """What is done in the other process; some numbers are odd."""
    if path.name == "3":
        time.sleep(0.2)
    if path.name == "5":
        os.kill(os.getpid(), signal.SIGKILL)
    return f"{path}"


def fail(path: Path) -> str:
    raise ZeroDivisionError(str(path))


def own_process(path: Path) -> int:
    return os.getpid()


def lost(path: Path, code: int) -> str:
    return f"{path} ended with {code}"


def test_results_come_in_order_and_a_process_that_dies_costs_its_own_file():
    assert list(in_order(PATHS, 2, act, lost)) == [f"{p}" if p.name != "5" else "5 ended with -9" for p in PATHS]
    assert active_children() == []


def test_an_exception_is_raised_where_the_results_are_taken():
    with pytest.raises(ZeroDivisionError):
        list(in_order(PATHS, 2, fail, lost))
    assert active_children() == []


def test_no_process_is_left_when_nobody_wants_more():
    results = in_order(PATHS, 2, act, lost)
    assert next(results) == "0"
    assert active_children() != []
    results.close()
    assert active_children() == []


def test_few_files_are_not_worth_a_process():
    assert set(in_order(PATHS[:WORTHWHILE], 8, own_process, lambda path, code: 0)) == {os.getpid()}
    assert set(in_order(PATHS, 1, own_process, lambda path, code: 0)) == {os.getpid()}
    assert os.getpid() not in set(in_order(PATHS, 2, own_process, lambda path, code: 0))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_process_retires_before_what_libraries_leak_adds_up(jobs):
    paths = [Path(str(n)) for n in range(2 * RETIRES + 1)]
    done = Counter(in_order(paths, jobs, own_process, lambda path, code: 0))
    assert os.getpid() not in done
    assert max(done.values()) <= RETIRES
    assert sum(done.values()) == len(paths)


class Counted(list):
    """Paths that note how far they have been asked for."""

    furthest = 0

    def __getitem__(self, index):
        self.furthest = max(self.furthest, index)
        return super().__getitem__(index)


def test_a_slow_file_holds_up_the_others_before_too_many_results_wait():
    paths = Counted(Path(str(n)) for n in range(1000))
    results = in_order(paths, 2, slow_first, lost)
    assert next(results) == "0"
    assert 2 * AHEAD - 2 <= paths.furthest <= 2 * AHEAD
    results.close()


def slow_first(path: Path) -> str:
    if path.name == "0":
        time.sleep(1.5)
    return path.name
