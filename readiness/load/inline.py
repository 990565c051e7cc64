"""A control made of one condition, for asking by hand; checked like any other."""

from __future__ import annotations

from readiness.expressions import ConditionError, check
from readiness.load.bindings import bindings, params_model
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.outcomes import Severity
from readiness.model.policy import Control, Observe


def inline_control(condition: str, kind: str, probes: tuple[str, ...]) -> Control:
    """A control that requires the condition and observes the probes; InputError when the condition is not one."""
    if not probes:
        hint = "name a fact as probe.group.fact; `readiness probe list` names the probes"
        raise InputError(Mistake(Position("condition", 1, 1), "the condition names no probe", hint, condition))
    control = Control(
        id="condition",
        title="A condition asked by hand",
        severity=Severity.LOW,
        target=kind,
        observe={name: Observe() for name in probes},
        require=" ".join(condition.split()),
        rationale="asked by hand",
        remedy={"none": "none"},
        references=("none",),
    )
    try:
        check(control.require, bindings(control, params_model({})))
    except ConditionError as error:
        position = Position("condition", 1, max(error.offset, 0) + 1)
        raise InputError(Mistake(position, error.message, error.hint, control.require)) from error
    return control
