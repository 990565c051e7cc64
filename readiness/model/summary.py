"""What came of a scan in a line: for lists of runs and of records, where a report would be too much."""

from __future__ import annotations

from collections import Counter
from typing import Any

from readiness.model.environment import Release
from readiness.model.facts import Model
from readiness.model.outcomes import Outcome
from readiness.model.report import Report


class Summary(Model):
    """What such a line tells of a report; without one all but the first two is missing.

    ``counts`` are controls by outcome; ``waived_score`` is there where something is waived; ``partial`` says that a
    selection of the policy was judged, whose score is not comparable with that of the whole.
    """

    environment: str = ""
    run: str = ""
    vantages: tuple[str, ...] = ()
    partial: bool = False
    policy: str = ""
    policy_version: str = ""
    release: Release | None = None
    word: str = ""
    score: float | None = None
    waived_score: float | None = None
    coverage: float | None = None
    counts: dict[Outcome, int] = {}
    reached: str = ""


def summary(report: Report) -> dict[str, Any]:
    """The fields of the line about a report; scores and counts as in the report."""
    card, waived = report.scorecard, report.waived_scorecard
    return {
        "environment": report.environment,
        "run": report.run,
        "vantages": report.vantages,
        "partial": report.selection.partial,
        "policy": report.policy,
        "policy_version": report.policy_version,
        "release": report.release,
        "word": str(report.verdict.word),
        "score": card.score,
        "waived_score": waived.score if waived else None,
        "coverage": card.coverage,
        "counts": dict(Counter(part.outcome for part in card.contributions)),
        "reached": report.reached,
    }
