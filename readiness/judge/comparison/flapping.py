"""What goes back and forth: controls whose outcomes changed direction again and again. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from readiness.model.outcomes import Outcome

if TYPE_CHECKING:
    from readiness.model.report import Report

Key = tuple[str, str | None]
Outcomes = Mapping[Key, Outcome]
"""The outcome of each control on each target in one run."""

TURNS = 2
RUNS = 10
"""So many runs of a history are looked at."""


def outcomes_of(report: Report) -> Outcomes:
    """The outcomes in a report."""
    return {(finding.control, finding.target): finding.outcome for finding in report.findings}


def level(outcome: Outcome) -> int:
    """How good an outcome is; what does not apply is as good as a pass."""
    return min(outcome.rank, Outcome.PASS.rank)


def turns(outcomes: Iterable[Outcome | None]) -> int:
    """How often the outcomes changed direction, from better to worse or back; runs without one are passed over."""
    levels = [level(outcome) for outcome in outcomes if outcome is not None]
    moves = [after > before for before, after in pairwise(levels) if after != before]
    return sum(before != after for before, after in pairwise(moves))


def trace(trail: Sequence[Outcomes], key: Key) -> tuple[Outcome | None, ...]:
    """A control's outcomes, None for a run that did not judge it."""
    return tuple(outcomes.get(key) for outcomes in trail)


def flapping(trail: Sequence[Outcomes]) -> dict[Key, tuple[Outcome | None, ...]]:
    """What changed direction at least twice in these runs (oldest first), sorted, with its outcomes in each."""
    keys = sorted({key for outcomes in trail for key in outcomes}, key=lambda key: (key[0], key[1] or ""))
    traces = {key: trace(trail, key) for key in keys}
    return {key: found for key, found in traces.items() if turns(found) >= TURNS}
