"""A control on the values of one place: whether it applies, which variant fits, the minimum, then the recommended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from readiness.expressions import Bound, Compiled, Engine
from readiness.judge.conditions import Block, Conditions, decide
from readiness.judge.evidence.values import Values
from readiness.model.outcomes import Outcome, worst
from readiness.model.report import Judgement, Level, Reason, Result

_OUTCOMES = {
    Result.HELD: Outcome.PASS,
    Result.NOT_MET: Outcome.FAIL,
    Result.ABSENT: Outcome.FAIL,
    Result.ERROR: Outcome.ERROR,
    Result.UNPROVEN: Outcome.UNPROVEN,
}

NOT_ATTESTED = "nobody has attested it"
NO_VARIANT = "no variant of this control fits this target"

_DecideAll = Callable[[Level, tuple[Compiled, ...]], tuple[Reason, ...]]


def unproven(detail: str) -> Reason:
    """The reason where there was no condition to decide."""
    return Reason(level="require", condition="", result=Result.UNPROVEN, detail=detail)


def decide_values(
    engine: Engine, conditions: Conditions, values: Values, bound: Bound, endpoint: str | None
) -> Judgement:
    """Judge a control; ``bound`` are the same values, made ready for the engine.

    A control with variants asks what its own conditions and those of the first variant that fits ask. Where it cannot
    be decided whether one fits, none after it is tried; where none fits, the control is unproven.
    """

    def decide_all(level: Level, block: tuple[Compiled, ...]) -> tuple[Reason, ...]:
        return tuple(decide(engine, level, compiled, values, bound, conditions.many) for compiled in block)

    applies = decide_all("when", conditions.own.when)
    if applies and (outcome := _applicable(applies)) is not Outcome.PASS:
        return Judgement(endpoint=endpoint, outcome=outcome, reasons=applies)
    if not conditions.variants:
        fitting = _Fitting(None, conditions.own, applies)
    else:
        fitting = _fit(conditions, applies, decide_all)
        if fitting.open_ is not None:
            return Judgement(endpoint=endpoint, outcome=fitting.open_, reasons=fitting.reasons)
    return _demand(fitting, endpoint, decide_all)


@dataclass(frozen=True)
class _Fitting:
    """The variant that fits and what is asked then, with the reasons so far; ``open_`` is the outcome if none does."""

    variant: str | None
    block: Block
    reasons: tuple[Reason, ...]
    open_: Outcome | None = None


def _fit(conditions: Conditions, applies: tuple[Reason, ...], decide_all: _DecideAll) -> _Fitting:
    passed_over = applies
    for name, block in conditions.variants:
        reasons = decide_all("when", block.when)
        outcome = _applicable(reasons) if reasons else Outcome.PASS
        if outcome is Outcome.PASS:
            return _Fitting(name, conditions.own.with_variant(block), (*applies, *reasons))
        passed_over += reasons
        if outcome is not Outcome.NOT_APPLICABLE:
            return _Fitting(None, conditions.own, passed_over, outcome)
    return _Fitting(None, conditions.own, (*passed_over, unproven(NO_VARIANT)), Outcome.UNPROVEN)


def _demand(fitting: _Fitting, endpoint: str | None, decide_all: _DecideAll) -> Judgement:
    required = decide_all("require", fitting.block.require) or (unproven(NOT_ATTESTED),)
    outcome = worst(list({_OUTCOMES[reason.result] for reason in required}))
    reasons = (*fitting.reasons, *required)
    if outcome is Outcome.PASS and fitting.block.recommend is not None:
        recommended = decide_all("recommend", fitting.block.recommend)
        outcome = worst(list({_recommended(reason.result) for reason in recommended}))
        reasons += recommended
    return Judgement(endpoint=endpoint, variant=fitting.variant, outcome=outcome, reasons=reasons)


def _applicable(reasons: tuple[Reason, ...]) -> Outcome:
    results = [reason.result for reason in reasons]
    if any(result is Result.NOT_MET for result in results):
        return Outcome.NOT_APPLICABLE
    if any(result in (Result.ERROR, Result.ABSENT) for result in results):
        return Outcome.ERROR
    return Outcome.UNPROVEN if Result.UNPROVEN in results else Outcome.PASS


def _recommended(result: Result) -> Outcome:
    return Outcome.PARTIAL if result in (Result.NOT_MET, Result.ABSENT) else _OUTCOMES[result]
