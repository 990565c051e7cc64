"""Measuring what commands and functions take, so that only ratios within one run are compared."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import readiness

ROOT = Path(readiness.__file__).parent.parent
ROUNDS = 3


@dataclass(frozen=True)
class Run:
    """One command: when it was started (Unix time), seconds until it ended, CPU seconds of it and all its children."""

    started: float
    wall_s: float
    cpu_s: float


def environment(bytecode: Path) -> dict[str, str]:
    """The environment of commands that are measured: compiled once, as what is installed is."""
    found = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**found, "PYTHONPATH": path, "PYTHONPYCACHEPREFIX": str(bytecode)}


def python(arguments: Sequence[str], surroundings: Mapping[str, str], ends_with: tuple[int, ...] = (0,)) -> Run:
    """Run Python with these arguments; AssertionError if its exit code is another."""
    started, begun = time.time(), time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in ends_with, f"{arguments} ended with {process.returncode}"
    return Run(started, wall_s, usage.ru_utime + usage.ru_stime)


def interleaved(cases: Mapping[str, Callable[[], float]], times: int) -> dict[str, float]:
    """The least of each case, all of them in turn: whatever slows the machine down for a while hits them alike."""
    least = dict.fromkeys(cases, float("inf"))
    for _ in range(times):
        for name, measure in cases.items():
            least[name] = min(least[name], measure())
    return least


def cpu_s(act: Callable[[], object]) -> float:
    """CPU seconds that this process takes to act."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


def at_most(limit: float, measure: Callable[[], tuple[float, str]]) -> None:
    """Assert a ratio; the machine is shared, so a bad one is measured again, a few times.

    ``measure`` gives the ratio and the figures behind it, which are printed.
    """
    ratio, figures = measure()
    for _ in range(ROUNDS - 1):
        print(f"\n{figures}: {ratio:.3g}, at most {limit:g}")
        if ratio <= limit:
            return
        ratio, figures = measure()
    print(f"\n{figures}: {ratio:.3g}, at most {limit:g}")
    assert ratio <= limit, figures
