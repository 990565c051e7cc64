"""Checking one control: its rows, target kind, probes, inputs and conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from readiness import probes
from readiness.load.conditions import condition_mistakes
from readiness.load.yaml import Document
from readiness.model.errors import Mistake, Position
from readiness.model.mistakes import nearest
from readiness.model.policy import Catalog, Control, Observe, ParamSpec
from readiness.model.target import KINDS
from readiness.probes.plugin import Probe

RESERVED = frozenset({"target", "params", "endpoint", "release", "now"})


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

    def complain(self, key: str | tuple[str | int, ...], message: str, hint: str = "", line: int = 0, column: int = 0,
                 *, at_key: bool = False) -> Mistake:
        """A mistake in the value of one of the control's keys."""
        path = (key,) if isinstance(key, str) else key
        place = ("controls", self.index, *path)
        return self.document.mistake(place, message, hint, key=at_key, line=line, column=column)

    def params_used(self, params: Mapping[str, ParamSpec]) -> set[str]:
        """The parameters that the control's conditions and inputs name."""
        control = self.control
        inputs = [str(v) for seen in control.observe.values() for v in seen.with_.values()]
        text = "\n".join((control.when or "", control.require, control.recommend or "", *inputs))
        return {name for name in params if re.search(rf"\bparams\.{name}\b", text)}


def control_mistakes(
    written: Written, params: Mapping[str, ParamSpec], model: type[BaseModel], catalog: Catalog | None
) -> Iterator[Mistake]:
    """Every mistake in a control; its conditions are looked at only when the names in them are known."""
    structural = [
        *_row_mistakes(written, catalog),
        *_target_mistakes(written),
        *(m for alias in written.control.observe for m in _observe_mistakes(written, alias, params)),
    ]
    yield from structural
    if not any(isinstance(m, Mistake) for m in structural if "row" not in m.message):
        yield from condition_mistakes(written.control, model, written.complain)


def _row_mistakes(written: Written, catalog: Catalog | None) -> Iterator[Mistake]:
    rows = [row.id for row in catalog.rows] if catalog else []
    own = len(written.control.rows) - written.mapped
    for position, row in enumerate(written.control.rows[:own]):
        if row not in rows:
            yield written.complain(("rows", position), f"there is no row {row} in the catalog", nearest(row, rows))


def _target_mistakes(written: Written) -> Iterator[Mistake]:
    kind = written.control.target
    if kind not in KINDS:
        yield written.complain("target", f"there is no target kind `{kind}`", nearest(kind, KINDS))


def _observe_mistakes(written: Written, alias: str, params: Mapping[str, ParamSpec]) -> Iterator[Mistake]:
    seen = written.control.observe[alias]
    name = seen.probe or alias
    place = ("observe", alias)
    if alias in RESERVED:
        yield written.complain(place, f"`{alias}` is a reserved name", at_key=True)
    if name not in probes.names():
        yield written.complain(place, f"there is no probe `{name}`", nearest(name, probes.names()), at_key=True)
        return
    probe = probes.find(name)
    kind = seen.targets.kind if seen.targets else written.control.target
    if kind in KINDS and kind not in probe.kinds:
        hint = f"it looks at {', '.join(sorted(probe.kinds))}"
        yield written.complain(place, f"the probe `{name}` does not look at a {kind}", hint, at_key=True)
    elif kind not in KINDS and seen.targets:
        yield written.complain((*place, "targets", "kind"), f"there is no target kind `{kind}`", nearest(kind, KINDS))
    yield from _input_mistakes(written, place, probe, seen, params)


def _input_mistakes(
    written: Written, place: tuple[str, str], probe: type[Probe], seen: Observe, params: Mapping[str, ParamSpec]
) -> Iterator[Mistake]:
    for name, value in seen.with_.items():
        at = (*place, "with", name)
        if name not in probe.inputs.model_fields:
            hint = nearest(name, probe.inputs.model_fields)
            yield written.complain(at, f"the probe `{probe.name}` has no input `{name}`", hint, at_key=True)
        yield from _reference_mistakes(written, at, value, params)


def _reference_mistakes(
    written: Written, at: tuple[str | int, ...], value: Any, params: Mapping[str, ParamSpec]
) -> Iterator[Mistake]:
    root, _, rest = value.partition(".") if isinstance(value, str) else ("", "", "")
    if root == "params" and rest not in params:
        yield written.complain(at, f"there is no parameter `{rest}`", nearest(rest, params))
    kind = KINDS.get(written.control.target)
    if root == "target" and kind is not None and rest not in kind.model_fields:
        yield written.complain(at, f"a {written.control.target} has no `{rest}`", nearest(rest, kind.model_fields))
