"""What could not be seen, each cause once, with every control that it left undecided."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.model.outcomes import Outcome
from readiness.model.report import Finding, Result, Trouble


def troubles(findings: Iterable[Finding]) -> tuple[Trouble, ...]:
    """One cause, one line, sorted."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for finding, cause, where in _undecided(findings):
        grouped.setdefault((cause, where), []).append(finding.control)
    return tuple(
        Trouble(cause=cause, where=where, controls=tuple(dict.fromkeys(controls)))
        for (cause, where), controls in sorted(grouped.items())
    )


def _undecided(findings: Iterable[Finding]) -> Iterable[tuple[Finding, str, str]]:
    for finding in findings:
        if finding.outcome not in (Outcome.ERROR, Outcome.UNPROVEN):
            continue
        for judgement in finding.judgements:
            for reason in judgement.reasons:
                if reason.result in (Result.ERROR, Result.UNPROVEN):
                    yield finding, reason.detail, judgement.endpoint or finding.target or ""
