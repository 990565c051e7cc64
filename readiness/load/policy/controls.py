"""Checking one control: its rows, target kind, probes, inputs and conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from readiness import probes
from readiness.load.policy.conditions import condition_mistakes
from readiness.load.yaml import Document
from readiness.load.yaml.validate import validate
from readiness.model.demands import demands
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.mistakes import nearest
from readiness.model.names import RESERVED
from readiness.model.policy import ENVIRONMENT, Catalog, Control, ParamSpec, Variant
from readiness.model.target import KINDS


@dataclass(frozen=True)
class Written:
    """A control with the place where it is written. ``mapped`` of its rows were added by a policy that extends it."""

    control: Control
    document: Document
    index: int
    mapped: int = 0

    @property
    def position(self) -> Position:
        """Where its id stands."""
        return self.document.position(("controls", self.index, "id"))

    def complain(
        self,
        key: str | tuple[str | int, ...],
        message: str,
        hint: str = "",
        line: int | None = None,
        column: int | None = None,
        *,
        at_key: bool = False,
    ) -> Mistake:
        """A mistake in the value of one of the control's keys."""
        path = (key,) if isinstance(key, str) else key
        place = ("controls", self.index, *path)
        return self.document.mistake(place, message, hint, key=at_key, line=line, column=column)

    def params_used(self, params: Iterable[str]) -> set[str]:
        """The parameters that the control's conditions and inputs name."""
        return params_named(self.control, params)


def params_named(control: Control, params: Iterable[str]) -> set[str]:
    """Those of some parameters that a control's conditions, variants and inputs name."""
    inputs = [str(v) for seen in control.observe.values() for v in seen.with_.values()]
    parts: tuple[Control | Variant, ...] = (control, *control.variants)
    blocks = [block for part in parts for block in (part.when, part.require, part.recommend) if block]
    text = "\n".join((*blocks, *inputs))
    return {name for name in params if re.search(rf"\bparams\.{name}\b", text)}


def control_mistakes(
    written: Written, params: Mapping[str, ParamSpec], model: type[BaseModel], catalog: Catalog | None
) -> Iterator[Mistake]:
    """Every mistake in a control; its conditions are looked at only when the names in them are known."""
    unknown = [
        *_target_mistakes(written),
        *(m for alias in written.control.observe for m in _name_mistakes(written, alias)),
    ]
    yield from unknown
    yield from _row_mistakes(written, catalog)
    if unknown:
        return
    control = written.control
    if not control.observe and control.attest is None and control.target != ENVIRONMENT:
        yield written.complain("observe", "`observe` must not be empty")
        return
    for alias in control.observe:
        yield from _input_mistakes(written, alias, params)
    yield from condition_mistakes(control, model, demands(catalog), written.complain)


def _row_mistakes(written: Written, catalog: Catalog | None) -> Iterator[Mistake]:
    rows = [row.id for row in catalog.rows] if catalog else []
    own = len(written.control.rows) - written.mapped
    for position, row in enumerate(written.control.rows[:own]):
        if row not in rows:
            message = f"there is no row {row} in the catalog" if catalog else f"there is no catalog with a row {row}"
            hint = nearest(row, rows) if catalog else "name the policy's catalog with `catalog: FILE`"
            yield written.complain(("rows", position), message, hint)


def _target_mistakes(written: Written) -> Iterator[Mistake]:
    kind = written.control.target
    if kind not in KINDS and kind != ENVIRONMENT:
        known = (*KINDS, ENVIRONMENT)
        yield written.complain("target", f"there is no target kind `{kind}`", nearest(kind, known) or _listed(known))


def _name_mistakes(written: Written, alias: str) -> Iterator[Mistake]:
    seen = written.control.observe[alias]
    name = seen.probe or alias
    place = ("observe", alias)
    if alias in RESERVED:
        yield written.complain(place, f"`{alias}` is a reserved name", at_key=True)
    if name not in probes.names():
        hint = nearest(name, probes.names()) or _listed(probes.names())
        at = (*place, "probe") if seen.probe else place
        yield written.complain(at, f"there is no probe `{name}`", hint, at_key=not seen.probe)
        return
    probe = probes.find(name)
    kind = seen.targets.kind if seen.targets else written.control.target
    if written.control.target == ENVIRONMENT and (seen.targets is None or seen.targets.of is not None):
        yield _of_nothing(written, alias)
    if kind in KINDS and kind not in probe.kinds:
        hint = f"it looks at {', '.join(sorted(probe.kinds))}"
        yield written.complain(place, f"the probe `{name}` does not look at a {kind}", hint, at_key=True)
    elif kind not in KINDS and seen.targets is not None:
        hint = nearest(kind, KINDS) or _listed(KINDS)
        yield written.complain((*place, "targets", "kind"), f"there is no target kind `{kind}`", hint)


def _of_nothing(written: Written, alias: str) -> Mistake:
    """An observation of the control's own target, where that is the environment as a whole."""
    place = ("observe", alias)
    if written.control.observe[alias].targets is not None:
        message, hint = "an environment is related to no target", "leave `of` out: all targets of the kind are read"
        return written.complain((*place, "targets", "of"), message, hint)
    hint = "name the kind of target with `target:`; other targets are read with `targets: {kind: …}`"
    return written.complain(
        place, f"`{alias}` is observed on the environment, which no probe looks at", hint, at_key=True
    )


def _listed(names: Iterable[str]) -> str:
    return f"there are {', '.join(names)}"


def _input_mistakes(written: Written, alias: str, params: Mapping[str, ParamSpec]) -> Iterator[Mistake]:
    """Mistakes in the probe's inputs; what a reference stands for is known only when the scan is planned."""
    seen = written.control.observe[alias]
    probe = probes.find(seen.probe or alias)
    place = ("observe", alias, "with")
    elsewhere = set()
    for name, value in seen.with_.items():
        at = (*place, name)
        if name not in probe.inputs.model_fields:
            hint = nearest(name, probe.inputs.model_fields)
            yield written.complain(at, f"the probe `{probe.name}` has no input `{name}`", hint, at_key=True)
            elsewhere.add(written.complain(at, "", at_key=True).position)
        elif _is_reference(value):
            yield from _reference_mistakes(written, at, value, params)
            elsewhere.add(written.complain(at, "").position)
    if seen.with_:
        try:
            validate(written.document, probe.inputs, ("controls", written.index, *place))
        except InputError as error:
            yield from (mistake for mistake in error.mistakes if mistake.position not in elsewhere)
    for name, field in probe.inputs.model_fields.items():
        if field.is_required() and not seen.with_:
            yield written.complain(place[:2], f"the probe `{probe.name}` needs the input `{name}`", at_key=True)


def _is_reference(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("params.", "target."))


def _reference_mistakes(
    written: Written, at: tuple[str | int, ...], value: str, params: Mapping[str, ParamSpec]
) -> Iterator[Mistake]:
    root, _, rest = value.partition(".")
    if root == "params" and rest not in params:
        yield written.complain(at, f"there is no parameter `{rest}`", nearest(rest, params))
    kind = written.control.target
    fields = KINDS[kind].model_fields if kind in KINDS else {}
    if root == "target" and rest not in fields:
        article = "an" if kind[0] in "aeiou" else "a"
        yield written.complain(at, f"{article} {kind} has no `{rest}`", nearest(rest, fields))
