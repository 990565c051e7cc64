"""Telling facts that mean something when they differ from those that change by themselves, as probes say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from readiness.expressions.types import Keyed, Many, Message, slots
from readiness.model.comparison import FactSeen
from readiness.model.facts import Facts, volatile
from readiness.model.record import Record

Steady = Callable[[str, str, FactSeen | None], FactSeen | None]
"""``(control, path, seen)``: the fact without everything that changes by itself; None if nothing of it is left."""


def all_steady(control: str, path: str, seen: FactSeen | None) -> FactSeen | None:  # noqa: ARG001  # of that form
    """Every fact means something."""
    return seen


def by_models(*records: Record) -> Steady:
    """As the fact models of the installed probes say.

    A path begins with an alias; the policies of the records say for which probe it stands, without them it is the
    probe's own name. What no installed probe has is taken to mean something.
    """
    aliases = {
        (control.id, alias): observe.probe or alias
        for record in records
        for control in record.header.policy.controls
        for alias, observe in control.observe.items()
    }

    def steady(control: str, path: str, seen: FactSeen | None) -> FactSeen | None:
        if seen is None or path.startswith("size("):
            return seen
        alias, *steps = path.replace("[]", "").split(".")
        if not steps or (model := _group(aliases.get((control, alias), alias), steps[0])) is None:
            return seen
        if _volatile(model, steps[1:]):
            return None
        return seen.model_copy(update={"value": _without(_model_at(model, steps[1:]), seen.value)})

    return steady


def _group(probe: str, group: str) -> type[Facts] | None:
    from readiness import probes

    try:
        return probes.find(probe).groups()[group].model
    except KeyError:
        return None


def _volatile(model: type[Facts], steps: list[str]) -> bool:
    """Whether the fact at the end of the steps, or one that it is part of, changes by itself."""
    at: Any = model
    for step in steps:
        if at is None or step not in at.model_fields:
            return False
        if volatile(at, step):
            return True
        at = _nested(at, step)
    return False


def _model_at(model: type[Facts], steps: list[str]) -> Any:
    at: Any = model
    for step in steps:
        at = _nested(at, step) if at is not None and step in at.model_fields else None
    return at


def _nested(model: Any, field: str) -> Any:
    """The model of a field, of its items if it is a list or a map; None for plain values."""
    shape = slots(model)[field].shape
    inner = shape.item if isinstance(shape, Many | Keyed) else shape
    return inner.model if isinstance(inner, Message) else None


def _without(model: Any, value: Any) -> Any:
    """A value of a model, or a list of such, without its volatile facts."""
    if model is None:
        return value
    if isinstance(value, list | tuple):
        return [_without(model, item) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        key: _without(_nested(model, key) if key in model.model_fields else None, item)
        for key, item in value.items()
        if key not in model.model_fields or not volatile(model, key)
    }
