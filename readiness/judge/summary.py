"""A report in a line, for those who judge many records at once. Pure."""

from __future__ import annotations

from readiness.model.judged import JudgedRecord
from readiness.model.report import Report
from readiness.model.summary import summary


def summarise(report: Report, file: str, exit_code: int) -> JudgedRecord:
    """The line about the report on the record in a file; scores and counts as in the report."""
    return JudgedRecord(
        file=file,
        exit_code=exit_code,
        started=report.started,
        judged_at=report.judged_at,
        complete=report.complete,
        because=report.verdict.because,
        conditions=report.verdict.conditions,
        **summary(report),
    )
