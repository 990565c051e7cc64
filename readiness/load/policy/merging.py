"""Brings together the policies that one extends: what they share is there once, in its stricter form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from readiness.load.params import is_weaker
from readiness.load.policy.gates import strictest
from readiness.load.policy.layers import Held, Layer, Param
from readiness.model.errors import Mistake
from readiness.model.outcomes import Severity
from readiness.model.policy import Gate
from readiness.model.tailoring import LooseningKind

SEVERITIES = (Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)


def merge(layers: Iterable[Layer], mistakes: list[Mistake]) -> Layer:
    """One layer with everything of all; two things of the same name from different files are mistakes."""
    merged = Layer()
    for layer in layers:
        for held in layer.controls.values():
            add_control(merged, held, mistakes)
        for name, param in layer.params.items():
            add_param(merged, name, param, mistakes)
        merged.left.extend(left for left in layer.left if not any(left.held.same_as(o.held) for o in merged.left))
        merged.catalog = layer.catalog or merged.catalog
        below = (*layer.gates, (layer.name, layer.gate or Gate()))
        merged.gates.extend(named for named in below if named not in merged.gates)
        merged.sources |= layer.sources
        if layer.gate is not None:
            merged.gate_by = layer.gate_by if merged.gate is None else merged.gate_by
            merged.gate = layer.gate if merged.gate is None else strictest(merged.gate, layer.gate)
    kept = list(merged.controls.values())
    merged.left = [left for left in merged.left if not any(left.held.same_as(held) for held in kept)]
    return merged


def add_control(layer: Layer, held: Held, mistakes: list[Mistake], *, once: bool = False) -> None:
    """Add a control; unless it must be there ``once``, one that came on two ways stays in its stricter form."""
    other = layer.controls.get(held.control.id)
    if other is None:
        layer.controls[held.control.id] = held
    elif other.same_as(held) and not once:
        layer.controls[held.control.id] = _stricter(other, held)
    else:
        message = f"control `{held.control.id}` is defined at {other.written.position} already"
        mistakes.append(held.written.complain("id", message))


def add_param(layer: Layer, name: str, param: Param, mistakes: list[Mistake]) -> None:
    """Add a parameter; one that came on another way as well has the stricter value, or is torn between both."""
    other = layer.params.get(name)
    if other is None:
        layer.params[name] = param
    elif other.document is not param.document:
        message = f"parameter `{name}` is defined in {other.document.file} already"
        mistakes.append(param.document.mistake(("params", name), message, key=True))
    else:
        layer.params[name] = _stricter_param(other, param)


def _stricter(one: Held, other: Held) -> Held:
    """The higher severity, the higher worth and all rows, whichever way they came."""
    severe, heavy = max(one, other, key=severity_of), max(one, other, key=_worth)
    rows = tuple(dict.fromkeys((*one.control.rows, *other.control.rows)))
    weight = heavy.control.weight if heavy is severe else heavy.control.worth
    found = {"rows": rows, "severity": severe.control.severity, "weight": weight}
    kinds: tuple[tuple[LooseningKind, Held], ...] = (("severity", severe), ("weight", heavy))
    lowered = {kind: held.lowered[kind] for kind, held in kinds if kind in held.lowered}
    own = len(one.control.rows) - one.written.mapped
    written = replace(one.written, control=one.control.model_copy(update=found), mapped=len(rows) - own)
    return replace(one, written=written, lowered=lowered, assumed={**other.assumed, **one.assumed})


def severity_of(held: Held) -> int:
    """How severe it is: higher is more."""
    return SEVERITIES.index(held.control.severity)


def _worth(held: Held) -> float:
    return held.control.worth


def _stricter_param(one: Param, other: Param) -> Param:
    if one.spec.default == other.spec.default:
        return replace(one, torn=one.torn or other.torn)
    if one.spec.stricter is None:
        return replace(one, torn=tuple(dict.fromkeys((*one.torn, one.change.by, *other.torn, other.change.by))))
    return other if is_weaker(one.spec, one.spec.default, other.spec.default) else one
