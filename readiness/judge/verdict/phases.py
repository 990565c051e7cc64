"""How far the launch has come: every phase judged by the policy's gate over its own controls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from readiness.judge.catalog import controls_of_phase, rows_of_phase, unclaimed
from readiness.judge.verdict.gate import decide
from readiness.judge.verdict.grounds import Grounds
from readiness.model.outcomes import Outcome
from readiness.model.phases import PhaseStanding, PhaseState
from readiness.model.policy import Phase
from readiness.model.report import Selection

OUTCOMES: dict[PhaseStanding, Outcome] = {
    "holds": Outcome.PASS,
    "does not hold": Outcome.FAIL,
    "undecided": Outcome.UNPROVEN,
}
_STANDINGS: dict[int, PhaseStanding] = {0: "holds", 1: "does not hold", 3: "undecided"}


def phases(grounds: Grounds) -> tuple[PhaseState, ...]:
    """The policy's phases in order; none for a policy without."""
    catalog = grounds.policy.catalog
    return tuple(_phase(grounds, phase) for phase in catalog.phases) if catalog else ()


def reached(states: Iterable[PhaseState]) -> str:
    """The last phase that holds with all before it; empty if not even the first does."""
    last = ""
    for state in states:
        if state.standing != "holds":
            break
        last = state.id
    return last


def _phase(grounds: Grounds, phase: Phase) -> PhaseState:
    controls = controls_of_phase(grounds.policy, phase.id)
    own = tuple(finding for finding in grounds.findings if finding.control in controls)
    judged = {finding.control for finding in own}
    rows = rows_of_phase(grounds.policy, phase.id)
    decided = {row for finding in own for row in finding.rows}
    part = replace(grounds, findings=own, selection=Selection(phase=phase.id), baseline=None, first=False)
    standing, because = _standing(part, controls, judged)
    return PhaseState(
        id=phase.id,
        title=phase.title,
        row=phase.row,
        standing=standing,
        rows=len(rows),
        rows_decided=sum(row in decided for row in rows),
        controls=len(judged),
        score=part.after.score,
        because=because,
    )


def _standing(part: Grounds, controls: set[str], judged: set[str]) -> tuple[PhaseStanding, tuple[str, ...]]:
    if not controls:
        return "undecided", ("no control decides any of its rows",)
    if judged != controls:
        left = len(controls) - len(judged)
        return "undecided", ("not selected" if not judged else f"{left} of its {len(controls)} controls not selected",)
    verdict = decide(part)
    if verdict.exit_code == 0 and (open_rows := unclaimed(part.policy, part.selection.phase)):
        return "undecided", (f"no control decides its rows {', '.join(open_rows)}",)
    return _STANDINGS[verdict.exit_code], verdict.because
