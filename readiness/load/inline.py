"""A control made of one condition, for asking by hand; checked like any other."""

from __future__ import annotations

from datetime import UTC, datetime

from readiness import probes
from readiness.expressions import ConditionError, Engine, check
from readiness.load.policy.bindings import bindings, params_model
from readiness.load.policy.conditions import in_words
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.mistakes import nearest
from readiness.model.outcomes import Severity
from readiness.model.policy import Control, Observe


def probes_named(condition: str) -> tuple[str, ...]:
    """The probes whose facts a condition reads, sorted; InputError when it is no condition or reads no fact."""
    try:
        reads = Engine(datetime.now(UTC)).compile(_one_line(condition)).reads
    except ConditionError as error:
        raise _mistake(condition, error.message, error.offset, error.hint) from error
    roots = sorted({read.root for read in reads} - {"target", "endpoint", "params", "now"})
    for root in roots:
        if root not in probes.names():
            hint = nearest(root, probes.names()) or f"there are {', '.join(probes.names())}"
            raise _mistake(condition, f"there is no probe `{root}`", _one_line(condition).find(root), hint)
    if not roots:
        hint = "name a fact as probe.group.fact; `readiness probe list` names the probes"
        raise _mistake(condition, "the condition reads no fact", 0, hint)
    return tuple(roots)


def inline_control(condition: str, kind: str, named: tuple[str, ...]) -> Control:
    """A control that requires the condition and observes the named probes; InputError when the condition is not one."""
    control = Control(
        id="condition",
        title="A condition asked by hand",
        severity=Severity.LOW,
        target=kind,
        observe={name: Observe() for name in named},
        require=_one_line(condition),
        rationale="asked by hand",
        remedy={"none": "none"},
        references=("none",),
    )
    names = bindings(control, params_model({}))
    try:
        check(control.require, names)
    except ConditionError as error:
        raise _mistake(condition, in_words(error, control.require, names), error.offset, error.hint) from error
    return control


def _one_line(condition: str) -> str:
    """The condition without line breaks: in a control every line would be a condition of its own."""
    return " ".join(condition.splitlines()).strip()


def _mistake(condition: str, message: str, offset: int, hint: str) -> InputError:
    return InputError(Mistake(Position("condition", 1, max(offset, 0) + 1), message, hint, _one_line(condition)))
