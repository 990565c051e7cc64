"""From what a user calls scans to their comparison."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.cli._reports import read_either
from readiness.cli._runs import Past, find_history, find_run
from readiness.judge.comparison.diff import diff
from readiness.judge.comparison.flapping import RUNS, Outcomes
from readiness.judge.comparison.volatility import by_models

if TYPE_CHECKING:
    from readiness.model.comparison import Comparison


def compare(scans: Sequence[str], environment: str | None, file: Path, folder: Path | None) -> Comparison:
    """Compare scans; of two in a history the runs before the newer one show what flaps. InputError for a wrong name."""
    kept = find_history(environment, file, folder) if environment is not None else None
    paths = [find_run(name, kept) for name in scans]
    read = {path: read_either(path) for path in dict.fromkeys(paths)}
    records = [record for _, record in read.values() if record is not None]
    trail = _trail(kept, paths[-1]) if kept is not None and len(scans) == 2 else ()
    return diff([read[path][0] for path in paths], scans, trail=trail, steady=by_models(*records))


def _trail(kept: Past, newest: Path) -> tuple[Outcomes, ...]:
    """The outcomes of the last ten runs up to this one, oldest first; none if it is not in the history."""
    runs = kept.history.runs_to(kept.environment, newest, RUNS)
    outcomes = kept.history.outcomes(kept.environment, [run for run in reversed(runs) if run.word])
    trail = tuple({(one.control, one.target): one.outcome for one in run} for run in outcomes)
    return trail if len(trail) > 1 else ()
