"""What must hold: catalog rows, controls, parameters and the gate."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from readiness.model.facts import Model
from readiness.model.outcomes import Severity

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
RowId = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]

WEIGHTS = {Severity.CRITICAL: 10.0, Severity.HIGH: 7.5, Severity.MEDIUM: 5.0, Severity.LOW: 2.5}


class Chapter(Model):
    """A chapter of the guide."""

    id: Id
    number: int
    title: str


class Phase(Model):
    """A step of the launch, which gates the next; ``row`` is the guide's line that asks for it."""

    id: Id
    title: str
    row: RowId


class Row(Model):
    """One line of the guide that asks for something. ``human`` marks a row whose core is a human act."""

    id: RowId
    chapter: Id
    phase: Id
    asks: str
    human: bool = False


class Catalog(Model):
    """The guide as data."""

    catalog: Id
    title: str
    chapters: tuple[Chapter, ...] = Field(min_length=1)
    phases: tuple[Phase, ...] = ()
    rows: tuple[Row, ...] = Field(min_length=1)


class ParamSpec(Model):
    """A named number or list that a policy leaves open, with the source of its default."""

    type: Literal["int", "float", "string", "bool", "strings"]
    default: Any
    source: str = Field(min_length=1)
    description: str = ""


class Others(Model):
    """Other targets that an observation reads: all of a kind, or only those related to the control's own target."""

    kind: str
    of: Literal["target"] | None = None


class Observe(Model):
    """One observation: which probe, with which inputs, on the control's own target or on others.

    A ``with`` value that starts with ``params.`` or ``target.`` stands for that parameter or declared fact.
    """

    probe: str | None = None
    with_: dict[str, Any] = Field(default={}, alias="with")
    targets: Others | None = None


class Control(Model):
    """One requirement made decidable."""

    id: Id
    title: str = Field(min_length=1, max_length=90)
    rows: tuple[RowId, ...] = ()
    severity: Severity
    target: str
    observe: dict[Name, Observe] = Field(min_length=1)
    when: str | None = None
    require: str
    recommend: str | None = None
    rationale: str = Field(min_length=1)
    remedy: dict[str, str] = Field(min_length=1)
    references: tuple[str, ...] = Field(min_length=1)
    tags: tuple[str, ...] = ()
    examples: tuple[dict[str, Any], ...] = ()

    @property
    def weight(self) -> float:
        """What it adds to the score's denominator."""
        return WEIGHTS[self.severity]


class Gate(Model):
    """What a verdict of READY takes. ``blocking`` are the severities whose controls may not fail or stay undecided."""

    score: float = Field(default=90, ge=0, le=100)
    coverage: float = Field(default=100, ge=0, le=100)
    blocking: tuple[Severity, ...] = (Severity.CRITICAL, Severity.HIGH)


class PolicyFile(Model):
    """One policy file as written. ``include`` names further files of the same policy, relative to this one.

    ``rows`` says which rows of this policy's catalog the controls of the extended policies decide, by control.
    """

    policy: Id
    version: str
    title: str = ""
    extends: tuple[str, ...] = ()
    catalog: str | None = None
    include: tuple[str, ...] = ()
    rows: dict[Id, tuple[RowId, ...]] = {}
    gate: Gate | None = None
    params: dict[Name, ParamSpec] = {}
    controls: tuple[Control, ...] = ()


class ControlsFile(Model):
    """A chapter of a policy in a file of its own."""

    params: dict[Name, ParamSpec] = {}
    controls: tuple[Control, ...] = Field(min_length=1)


class Policy(Model):
    """A policy with everything that it extends and includes merged: what a scan is judged by."""

    name: Id
    version: str
    title: str = ""
    gate: Gate = Gate()
    params: dict[str, ParamSpec] = {}
    catalog: Catalog | None = None
    controls: tuple[Control, ...] = Field(min_length=1)
