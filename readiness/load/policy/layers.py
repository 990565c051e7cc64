"""A policy while it is put together: its controls and parameters as they stand, and as they were first written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from readiness.load.policy.controls import Written
from readiness.load.yaml.document import Document
from readiness.model.policy import Catalog, Control, Gate, ParamSpec
from readiness.model.tailoring import LooseningKind, PolicySource


@dataclass(frozen=True)
class Change:
    """Who changed something, and why."""

    by: str
    reason: str = ""


@dataclass(frozen=True)
class Held:
    """A control as it stands, as it was ``first`` written, and who last lowered what of it.

    ``assumed`` are the values of parameters for which its examples were written, where they were set since.
    """

    written: Written
    first: Control
    lowered: Mapping[LooseningKind, Change] = field(default_factory=dict)
    assumed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def control(self) -> Control:
        """The control as it stands."""
        return self.written.control

    def with_control(self, control: Control) -> Held:
        """The same, changed."""
        return replace(self, written=replace(self.written, control=control))

    def same_as(self, other: Held) -> bool:
        """Whether both are one control, on two ways from the same file."""
        return self.written.position == other.written.position


@dataclass(frozen=True)
class Left:
    """A control that was left out, and by whom."""

    held: Held
    change: Change


@dataclass(frozen=True)
class Param:
    """A parameter as it stands, its default in normal form, and who set it; ``first`` is the default first written.

    ``torn`` are the policies whose different values have no stricter one among them.
    """

    spec: ParamSpec
    document: Document
    first: Any
    change: Change
    torn: tuple[str, ...] = ()


@dataclass
class Layer:
    """A policy with all that it extends; ``gates`` are those of every policy below it, ``gate`` None: nobody says."""

    name: str = ""
    controls: dict[str, Held] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    params: dict[str, Param] = field(default_factory=dict)
    catalog: Catalog | None = None
    gate: Gate | None = None
    gate_by: str = ""
    gates: list[tuple[str, Gate]] = field(default_factory=list)
    sources: dict[str, PolicySource] = field(default_factory=dict)

    def named_left(self, control: str) -> Change | None:
        """Who left out the control of that name, None if nobody did."""
        return next((left.change for left in self.left if left.held.control.id == control), None)
