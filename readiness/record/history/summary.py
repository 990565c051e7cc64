"""What an index keeps of a judged run: a line about it, and the outcome of each control on each target."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from readiness.model.history import RunOutcome, RunSummary
from readiness.model.outcomes import Outcome
from readiness.model.summary import summary
from readiness.record.history.glimpse import Glimpse

if TYPE_CHECKING:
    from readiness.model.report import Report


def summarise(report: Report, seen: Glimpse) -> RunSummary:
    """The line about a run."""
    fields = {**summary(report), "run": seen.run}
    return RunSummary(
        file=seen.file,
        standing="complete" if report.complete else "interrupted",
        started=report.started,
        finished=report.finished,
        resumed=len(report.resumed),
        exit_code=report.verdict.exit_code,
        **fields,
    )


def bare(environment: str, seen: Glimpse, *, running: bool) -> RunSummary:
    """The line about a run that was not judged."""
    ended = "complete" if seen.complete else "running" if running else "interrupted"
    return RunSummary.model_validate(
        {
            "run": seen.run,
            "environment": environment,
            "file": seen.file,
            "standing": "unreadable" if seen.problem else ended,
            "problem": seen.problem,
            "started": seen.started,
        }
    )


def written(summary: RunSummary) -> str:
    """A line as JSON, in ASCII: a record may hold text that no other encoding takes."""
    return json.dumps(summary.model_dump(mode="json"))


def pack(report: Report) -> str:
    """The outcomes of a report as compact JSON."""
    return json.dumps([[f.control, f.target, str(f.outcome), f.waived] for f in report.findings])


def unpack(text: str | None) -> tuple[RunOutcome, ...]:
    """The outcomes that were packed; ValueError for anything else."""
    rows: list[Any] = json.loads(text or "[]")
    return tuple(
        RunOutcome.model_construct(control=control, target=target, outcome=Outcome(outcome), waived=waived)
        for control, target, outcome, waived in rows
    )
