"""A report in a line, for those who judge many records at once. Pure."""

from __future__ import annotations

from collections import Counter

from readiness.model.judged import JudgedRecord
from readiness.model.report import Report


def summarise(report: Report, file: str, exit_code: int) -> JudgedRecord:
    """The line about the report on the record in a file; scores and counts as in the report."""
    card, waived, verdict = report.scorecard, report.waived_scorecard, report.verdict
    return JudgedRecord(
        file=file,
        exit_code=exit_code,
        environment=report.environment,
        run=report.run,
        vantages=report.vantages,
        started=report.started,
        judged_at=report.judged_at,
        complete=report.complete,
        partial=report.selection.partial,
        policy=report.policy,
        policy_version=report.policy_version,
        release=report.release,
        word=str(verdict.word),
        because=verdict.because,
        conditions=verdict.conditions,
        score=card.score,
        waived_score=waived.score if waived else None,
        coverage=card.coverage,
        counts=dict(Counter(part.outcome for part in card.contributions)),
        reached=report.reached,
    )
