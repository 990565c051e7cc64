"""The guide's lines in a run: what decided them and how."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.judge.verdict.phases import OUTCOMES
from readiness.model.outcomes import Outcome, worst
from readiness.model.phases import PhaseState
from readiness.model.policy import Catalog
from readiness.model.report import Finding, RowState


def rows(catalog: Catalog | None, findings: Iterable[Finding], phases: Iterable[PhaseState]) -> tuple[RowState, ...]:
    """Every row of the catalog; one that asks for a phase has the phase's outcome."""
    composed = {phase.row: OUTCOMES[phase.standing] for phase in phases}
    deciding: dict[str, list[Finding]] = {}
    for finding in findings:
        for row in dict.fromkeys(finding.rows):
            deciding.setdefault(row, []).append(finding)
    return (
        tuple(_row(row.id, row.asks, deciding.get(row.id, []), composed.get(row.id)) for row in catalog.rows)
        if catalog
        else ()
    )


def _row(row: str, asks: str, own: list[Finding], composed: Outcome | None) -> RowState:
    outcome = composed or (worst([finding.outcome for finding in own]) if own else None)
    return RowState(row=row, asks=asks, controls=tuple(dict.fromkeys(f.control for f in own)), outcome=outcome)
