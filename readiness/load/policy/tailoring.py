"""What a policy does to the policies that it extends: selects and drops controls, overrides them, sets parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from readiness.load.params import UnfitError, normal
from readiness.load.policy import selecting
from readiness.load.policy.layers import Change, Held, Layer, Left, Param
from readiness.load.policy.merging import severity_of
from readiness.load.yaml.document import Document
from readiness.model.errors import Mistake
from readiness.model.mistakes import nearest
from readiness.model.policy import PolicyFile
from readiness.model.tailoring import LooseningKind, Override, Setting

NOT_SELECTED = "not selected"
_VERBS = {"drop": "drop", "override": "override", "rows": "map"}


def tailor(layer: Layer, head: PolicyFile, document: Document) -> Iterator[Mistake]:
    """Change the layer of what is extended as the policy says; every mistake in how it says so."""
    yield from _select(layer, head, document)
    yield from _drop(layer, head, document)
    yield from _override(layer, head, document)
    yield from _set(layer, head, document)


def _select(layer: Layer, head: PolicyFile, document: Document) -> Iterator[Mistake]:
    kept: set[str] = set()
    wrong = False
    for position, term in enumerate(head.select):
        try:
            kept |= selecting.meant(layer, term)
        except LookupError as error:
            wrong = True
            yield document.mistake(("select", position), *error.args)
    if head.select and not wrong:
        for name in [name for name in layer.controls if name not in kept]:
            _leave(layer, name, Change(head.policy, NOT_SELECTED))


def _leave(layer: Layer, name: str, change: Change) -> None:
    layer.left.append(Left(layer.controls.pop(name), change))


def _drop(layer: Layer, head: PolicyFile, document: Document) -> Iterator[Mistake]:
    for name, reason in head.drop.items():
        if name not in layer.controls:
            yield no_control(layer, head, document, "drop", name)
        elif not reason.strip():
            message = f"`{name}` is dropped without a reason"
            yield document.mistake(("drop", name), message, f'write {name}: "why it is not asked here"')
        else:
            _leave(layer, name, Change(head.policy, reason.strip()))


def no_control(layer: Layer, head: PolicyFile, document: Document, key: str, name: str) -> Mistake:
    """The control is not there to be changed: left out already, this policy's own, or unknown."""
    left = layer.named_left(name)
    if left is not None and left.by == head.policy:
        how = "is not selected" if left.reason == NOT_SELECTED else "is dropped"
        message, hint = f"control `{name}` {how} here: there is nothing to {_VERBS[key]}", "remove it"
    elif left is not None:
        message, hint = f"control `{name}` was left out by {left.by} already", "remove it"
    elif any(control.id == name for control in head.controls):
        message, hint = f"control `{name}` is this policy's own", "change it where it stands"
    else:
        message, hint = f"no extended policy has a control `{name}`", nearest(name, layer.controls)
    return document.mistake((key, name), message, hint, key=True)


def _override(layer: Layer, head: PolicyFile, document: Document) -> Iterator[Mistake]:
    for name, override in head.override.items():
        held = layer.controls.get(name)
        if held is None:
            yield no_control(layer, head, document, "override", name)
            continue
        changed = _overridden(held, override, Change(head.policy, override.reason.strip()))
        if changed.control == held.control:
            message = f"this changes nothing of `{name}`"
            weight = "" if held.control.weight is None else f" and its weight {held.control.weight:g}"
            hint = f"its severity is {held.control.severity}{weight} already; remove it"
            yield document.mistake(("override", name), message, hint, key=True)
        layer.controls[name] = changed


def _overridden(held: Held, override: Override, change: Change) -> Held:
    said = {name: value for name in ("severity", "weight") if (value := getattr(override, name)) is not None}
    changed = held.with_control(held.control.model_copy(update=said))
    lowered: dict[LooseningKind, Change] = dict(held.lowered)
    if severity_of(changed) < severity_of(held):
        lowered["severity"] = change
    if changed.control.worth < held.control.worth:
        lowered["weight"] = change
    return replace(changed, lowered=lowered)


def _set(layer: Layer, head: PolicyFile, document: Document) -> Iterator[Mistake]:
    for name, setting in head.set_.items():
        param = layer.params.get(name)
        if param is None:
            own = name in head.params
            unknown = f"no extended policy has a parameter `{name}`"
            message = f"parameter `{name}` is this policy's own" if own else unknown
            hint = "change its default" if own else nearest(name, layer.params)
            yield document.mistake(("set", name), message, hint, key=True)
            continue
        try:
            value = normal(param.spec, setting.value)
        except UnfitError as error:
            yield document.mistake(("set", name, "value"), f"`{name}` {error.message}", error.hint)
        else:
            layer.params[name] = _set_to(param, value, setting, head.policy)
            _assume(layer, name, param)


def _assume(layer: Layer, name: str, before: Param) -> None:
    """Examples of what is extended stay true: they were written for the value that the parameter had."""
    for control, held in layer.controls.items():
        assumed = {name: before.spec.default, **held.assumed}
        layer.controls[control] = replace(held, assumed=assumed)


def _set_to(param: Param, value: object, setting: Setting, by: str) -> Param:
    reason = setting.reason.strip()
    spec = param.spec.model_copy(update={"default": value, "source": reason or f"set by the policy {by}"})
    return replace(param, spec=spec, change=Change(by, reason), torn=())
