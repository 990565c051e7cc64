"""A scan that is killed at any moment, again and again, comes to the same report as one that is left alone."""

from __future__ import annotations

import json
import random
import signal
from collections import Counter
from dataclasses import dataclass
from functools import partial

import pytest
from scan_runs import Scans, platform

SEEDS = 10
RUNS = 5
"""Of each seed; it is tried to kill every one of them at least once."""
AGAIN = 0.4
"""How likely a resumed scan is killed as well."""
NOTHING = 2
DONE = (0, 1)


@dataclass(frozen=True)
class Whole:
    """An environment, what an undisturbed scan of it reports and how many lines its record has."""

    environment: str
    report: dict[str, object]
    lines: int


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """The demo, running apart from all scans, and an undisturbed scan of it."""
    folder = tmp_path_factory.mktemp("platform")
    with platform(folder) as environment:
        scans = Scans(folder / "whole", environment)
        code, said = scans.start().ended()
        assert code in DONE, said
        yield Whole(environment, scans.report(), len(scans.lines()))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_scan_that_is_killed_at_random_moments_and_resumed_reports_what_an_undisturbed_one_does(
    seed, whole, tmp_path
):
    chance = random.Random(seed)
    kills = [disturbed(Scans(tmp_path / f"run{run}", whole.environment), chance, whole) for run in range(RUNS)]
    assert sum(kills) >= RUNS / 2, "the scans were over before they could be killed"


def disturbed(scans, chance, whole):
    """Scan, kill, resume until it is done; how often it really was killed."""
    tries, kills, resume = 0, 0, False
    kept = []
    while True:
        process = scans.start(*(["--resume"] if resume else []))
        if tries and chance.random() > AGAIN:
            code, said = process.ended()
        else:
            moment = chance.randrange(whole.lines)  # lines that the record has by then: 0 is before its header
            reached = partial(has_lines, scans, moment)
            code, said = process.killed(reached, chance.uniform(0.0, 0.3 if moment == 0 else 0.03)), ""
            tries += 1
            kills += code == -signal.SIGKILL
        assert process.gone(), process.left()
        lines = scans.lines()
        assert lines[: len(kept)] == kept or json.loads(kept[-1])["line"] == "end"
        kept = lines
        if code in DONE:
            break
        if code == NOTHING:  # it was killed before it began, or after it had ended
            assert "nothing to resume" in said or not said
            resume = False
            continue
        assert code == -signal.SIGKILL, said
        resume = bool(lines)
    sound([json.loads(line) for line in lines])
    assert scans.report() == whole.report
    return kills


def has_lines(scans, number):
    """Whether the newest record has so many lines by now."""
    return len(scans.lines()) >= number


def sound(items):
    """One header, one end, nothing asked twice."""
    kinds = Counter(item["line"] for item in items)
    assert (kinds["header"], items[0]["line"], items[-1]["line"]) == (1, "header", "end")
    asked = [
        json.dumps([item[name] for name in ("probe", "target", "inputs", "endpoint", "group", "vantage")])
        for item in items
        if item["line"] == "observation"
    ]
    assert len(asked) == len(set(asked))
