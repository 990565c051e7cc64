"""Judging a record: every selected control on every target of its kind, endpoint by endpoint. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.expressions import Engine, split
from readiness.judge.binding import bind
from readiness.judge.conditions import decide, groups_read
from readiness.judge.values import Evidence, Place, Values
from readiness.model.outcomes import Outcome, worst
from readiness.model.policy import Control
from readiness.model.report import Finding, Judgement, Reason, Result

_OUTCOMES = {
    Result.HELD: Outcome.PASS,
    Result.NOT_MET: Outcome.FAIL,
    Result.ABSENT: Outcome.FAIL,
    Result.ERROR: Outcome.ERROR,
    Result.UNPROVEN: Outcome.UNPROVEN,
}

def judge(evidence: Evidence, controls: Iterable[Control], engine: Engine) -> tuple[Finding, ...]:
    """A finding for each control and target, in the order of the policy, targets sorted."""
    return tuple(finding for control in controls for finding in _findings(evidence, control, engine))

def _findings(evidence: Evidence, control: Control, engine: Engine) -> Iterable[Finding]:
    targets = evidence.of_kind(control.target)
    if not targets:
        reason = Reason(
            level="require",
            condition="",
            result=Result.UNPROVEN,
            detail=f"no target of kind {control.target} is declared",
        )
        yield _finding(control, None, (Judgement(outcome=Outcome.UNPROVEN, reasons=(reason,)),))
    for target in targets:
        places = evidence.places(control, target)
        yield _finding(control, target, tuple(_judge(evidence, control, target, place, engine) for place in places))

def _finding(control: Control, target: str | None, judgements: tuple[Judgement, ...]) -> Finding:
    return Finding(
        control=control.id,
        title=control.title,
        rows=control.rows,
        severity=control.severity,
        target=target,
        outcome=_worst_applicable(judgements),
        judgements=judgements,
    )

def _worst_applicable(judgements: tuple[Judgement, ...]) -> Outcome:
    outcomes = [judgement.outcome for judgement in judgements]
    return worst([o for o in outcomes if o is not Outcome.NOT_APPLICABLE] or outcomes)

def _judge(evidence: Evidence, control: Control, target: str, place: Place, engine: Engine) -> Judgement:
    many = frozenset(name for name, seen in control.observe.items() if seen.targets is not None)
    wanted = groups_read(engine, (control.when, control.require, control.recommend), many)
    values = bind(evidence, control, target, place, wanted)
    if place.missing is not None:
        values = Values(values.maps, {**values.missing, ("endpoint", "*"): (place.missing,)})
    return decide_values(control, values, engine, many, place.endpoint)


def decide_values(
    control: Control, values: Values, engine: Engine, many: frozenset[str], endpoint: str | None
) -> Judgement:
    """Judge a control on the values of one place: first whether it applies, then the minimum, then the recommended."""
    applies = _decide_all(engine, "when", control.when, values, many)
    if applies and (outcome := _applicable(applies)) is not Outcome.PASS:
        return Judgement(endpoint=endpoint, outcome=outcome, reasons=applies)
    required = _decide_all(engine, "require", control.require, values, many)
    outcome = worst([_OUTCOMES[reason.result] for reason in required])
    if outcome is not Outcome.PASS or control.recommend is None:
        return Judgement(endpoint=endpoint, outcome=outcome, reasons=(*applies, *required))
    recommended = _decide_all(engine, "recommend", control.recommend, values, many)
    outcome = worst([_recommended(reason.result) for reason in recommended])
    return Judgement(endpoint=endpoint, outcome=outcome, reasons=(*applies, *required, *recommended))

def _decide_all(
    engine: Engine, level: str, block: str | None, values: Values, many: frozenset[str]
) -> tuple[Reason, ...]:
    return tuple(decide(engine, level, line.text, values, many) for line in split(block or ""))

def _applicable(reasons: tuple[Reason, ...]) -> Outcome:
    results = [reason.result for reason in reasons]
    if any(result is Result.NOT_MET for result in results):
        return Outcome.NOT_APPLICABLE
    if any(result in (Result.ERROR, Result.ABSENT) for result in results):
        return Outcome.ERROR
    return Outcome.UNPROVEN if Result.UNPROVEN in results else Outcome.PASS

def _recommended(result: Result) -> Outcome:
    return Outcome.PARTIAL if result in (Result.NOT_MET, Result.ABSENT) else _OUTCOMES[result]

__all__ = ["Missing", "judge"]
