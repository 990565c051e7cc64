"""From a record to the report that everything is rendered from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from readiness.expressions import Engine
from readiness.judge.judge import judge
from readiness.judge.score import contributions, decide, score
from readiness.judge.selection import phases_of, select
from readiness.judge.values import Evidence
from readiness.model.outcomes import Outcome, worst
from readiness.model.policy import Catalog, Control
from readiness.model.record import Record
from readiness.model.report import ControlText, Finding, Report, Result, RowState, Trouble


def report(record: Record, at: datetime | None = None) -> Report:
    """Judge a record by the policy in its header, with the clock of the record or ``at``."""
    header, end = record.header, record.end
    now = at or header.started
    controls = select(header.policy, header.selection)
    findings = judge(Evidence(record), controls, Engine(now))
    complete = end is not None and end.complete
    card = score(contributions(findings))
    return Report(
        readiness=header.readiness,
        environment=header.environment,
        policy=header.policy.name,
        policy_version=header.policy.version,
        started=header.started,
        finished=end.finished if end else None,
        judged_at=now,
        complete=complete,
        selection=header.selection,
        verdict=decide(card, header.policy.gate, header.selection, complete=complete, phases=phases_of(header.policy)),
        scorecard=card,
        findings=findings,
        troubles=_troubles(findings),
        rows=_rows(header.policy.catalog, findings),
        params=header.params,
        controls={control.id: _text(control) for control in controls},
        requests=end.requests if end else 0,
        versions=header.versions,
    )


def _text(control: Control) -> ControlText:
    return ControlText(
        title=control.title, rationale=control.rationale, remedy=control.remedy, references=control.references
    )


def _rows(catalog: Catalog | None, findings: tuple[Finding, ...]) -> tuple[RowState, ...]:
    return tuple(_row(row.id, row.asks, findings) for row in catalog.rows) if catalog else ()


def _row(row: str, asks: str, findings: tuple[Finding, ...]) -> RowState:
    own = [finding for finding in findings if row in finding.rows]
    outcome = worst([finding.outcome for finding in own]) if own else None
    return RowState(row=row, asks=asks, controls=tuple(dict.fromkeys(f.control for f in own)), outcome=outcome)


def _troubles(findings: tuple[Finding, ...]) -> tuple[Trouble, ...]:
    """One cause, one line: what could not be seen, once, with every control that it left undecided."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for finding, cause, where in _undecided(findings):
        grouped.setdefault((cause, where), []).append(finding.control)
    return tuple(
        Trouble(cause=cause, where=where, controls=tuple(dict.fromkeys(controls)))
        for (cause, where), controls in sorted(grouped.items())
    )


def _undecided(findings: tuple[Finding, ...]) -> Iterable[tuple[Finding, str, str]]:
    for finding in findings:
        if finding.outcome not in (Outcome.ERROR, Outcome.UNPROVEN):
            continue
        for judgement in finding.judgements:
            for reason in judgement.reasons:
                if reason.result in (Result.ERROR, Result.UNPROVEN):
                    yield finding, reason.detail, judgement.endpoint or finding.target or ""
