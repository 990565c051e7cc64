"""Judging a record: every selected control on every target of its kind, endpoint by endpoint. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from readiness.expressions import Bound, Compiled, Engine
from readiness.judge.binding import Found, find
from readiness.judge.conditions import Conditions, decide, prepare
from readiness.judge.values import Evidence, Place, Values
from readiness.model.outcomes import Outcome, worst
from readiness.model.policy import Control
from readiness.model.report import Finding, Judgement, Level, Reason, Result

_OUTCOMES = {
    Result.HELD: Outcome.PASS,
    Result.NOT_MET: Outcome.FAIL,
    Result.ABSENT: Outcome.FAIL,
    Result.ERROR: Outcome.ERROR,
    Result.UNPROVEN: Outcome.UNPROVEN,
}


@dataclass(frozen=True)
class _Case:
    """A control with its conditions. Cases with the same ``sight`` see the same values wherever they are judged."""

    control: Control
    conditions: Conditions
    sight: tuple[str, ...]


def judge(evidence: Evidence, controls: Iterable[Control], engine: Engine) -> tuple[Finding, ...]:
    """A finding for each control and target, in the order of the policy, targets sorted."""
    cases = [_Case(control, prepare(engine, control), _sight(control)) for control in controls]
    alike: dict[tuple[str, ...], list[int]] = {}
    for number, case in enumerate(cases):
        alike.setdefault(case.sight, []).append(number)
    found: dict[int, list[Finding]] = {}
    for numbers in alike.values():
        for findings in _findings(evidence, [cases[number] for number in numbers], engine):
            for number, finding in zip(numbers, findings, strict=True):
                found.setdefault(number, []).append(finding)
    return tuple(finding for number in range(len(cases)) for finding in found[number])


def _sight(control: Control) -> tuple[str, ...]:
    seen = sorted((alias, one.model_dump_json()) for alias, one in control.observe.items())
    return (control.target, *(text for pair in seen for text in pair))


def _findings(evidence: Evidence, alike: list[_Case], engine: Engine) -> Iterable[list[Finding]]:
    """For each target the findings of controls that see alike, for whom everything is made ready but once."""
    first = alike[0].control
    targets = evidence.of_kind(first.target)
    if not targets:
        yield [_finding(case.control, None, (_nowhere(case.control),)) for case in alike]
    for target in targets:
        judged: list[list[Judgement]] = [[] for _ in alike]
        for place in evidence.places(first, target):
            found = find(evidence, first, target, place)
            bound = engine.bind(found.maps)
            for case, judgements in zip(alike, judged, strict=True):
                judgements.append(_judge(case.conditions, found, bound, place, engine))
        yield [_finding(case.control, target, tuple(own)) for case, own in zip(alike, judged, strict=True)]


def _nowhere(control: Control) -> Judgement:
    detail = f"no target of kind {control.target} is declared"
    reason = Reason(level="require", condition="", result=Result.UNPROVEN, detail=detail)
    return Judgement(outcome=Outcome.UNPROVEN, reasons=(reason,))


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
    outcomes = {judgement.outcome for judgement in judgements}
    return worst(list(outcomes - {Outcome.NOT_APPLICABLE} or outcomes))


def _judge(conditions: Conditions, found: Found, bound: Bound, place: Place, engine: Engine) -> Judgement:
    missing = found.missing(conditions.wanted)
    if place.missing is not None:
        missing["endpoint", "*"] = (place.missing,)
    return decide_values(engine, conditions, Values(found.maps, missing), bound, place.endpoint)


def decide_values(
    engine: Engine, conditions: Conditions, values: Values, bound: Bound, endpoint: str | None
) -> Judgement:
    """Judge a control on the values of one place: first whether it applies, then the minimum, then the recommended."""

    def decide_all(level: Level, block: tuple[Compiled, ...]) -> tuple[Reason, ...]:
        return tuple(decide(engine, level, compiled, values, bound, conditions.many) for compiled in block)

    applies = decide_all("when", conditions.when)
    if applies and (outcome := _applicable(applies)) is not Outcome.PASS:
        return Judgement(endpoint=endpoint, outcome=outcome, reasons=applies)
    required = decide_all("require", conditions.require)
    outcome = worst(list({_OUTCOMES[reason.result] for reason in required}))
    if outcome is not Outcome.PASS or conditions.recommend is None:
        return Judgement(endpoint=endpoint, outcome=outcome, reasons=(*applies, *required))
    recommended = decide_all("recommend", conditions.recommend)
    outcome = worst(list({_recommended(reason.result) for reason in recommended}))
    return Judgement(endpoint=endpoint, outcome=outcome, reasons=(*applies, *required, *recommended))


def _applicable(reasons: tuple[Reason, ...]) -> Outcome:
    results = [reason.result for reason in reasons]
    if any(result is Result.NOT_MET for result in results):
        return Outcome.NOT_APPLICABLE
    if any(result in (Result.ERROR, Result.ABSENT) for result in results):
        return Outcome.ERROR
    return Outcome.UNPROVEN if Result.UNPROVEN in results else Outcome.PASS


def _recommended(result: Result) -> Outcome:
    return Outcome.PARTIAL if result in (Result.NOT_MET, Result.ABSENT) else _OUTCOMES[result]
