"""What must hold: catalog rows, controls, parameters and the gate."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from readiness.model.facts import Model
from readiness.model.outcomes import Severity
from readiness.model.tailoring import Loosening, Override, PolicySource, Setting

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
RowId = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
FrameworkId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")]

ENVIRONMENT = "environment"
"""The target of controls that are judged once for the environment as a whole; no declared target may be called so."""

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
    """One line of the guide that asks for something. ``human`` marks a row whose core is a human act.

    ``demands`` are the versions that it names, by product of the lifecycle data: they can be past their end of life.
    """

    id: RowId
    chapter: Id
    phase: Id
    asks: str
    human: bool = False
    demands: dict[str, str] = {}


class Catalog(Model):
    """The guide as data."""

    catalog: Id
    title: str
    chapters: tuple[Chapter, ...] = Field(min_length=1)
    phases: tuple[Phase, ...] = ()
    rows: tuple[Row, ...] = Field(min_length=1)


ParamType = Literal["int", "float", "string", "bool", "strings", "count", "duration", "bytes", "regex"]


class ParamSpec(Model):
    """A named value that a policy leaves open, with the source of its default.

    A ``duration`` is written with units (``90d``, ``1h30m``) and stands for seconds, ``bytes`` likewise (``500 GB``,
    ``4 GiB``), a ``count`` is a whole number from 0, a ``regex`` one in RE2's syntax, ``strings`` a list of texts.
    ``stricter`` says in which direction it asks for more; without it every other value counts as a loosening.
    """

    type: ParamType
    default: Any
    source: str = Field(min_length=1)
    description: str = ""
    stricter: Literal["higher", "lower"] | None = None


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


class Variant(Model):
    """What a control asks of targets of one sort (an operating system, a platform): the first whose ``when`` holds.

    Its conditions are added to the control's own; its remedies come before the control's.
    """

    id: Id
    when: str
    require: str
    recommend: str | None = None
    remedy: dict[str, str] = {}


class Attest(Model):
    """What a person must attest: for how long at most it counts, the pieces of evidence, the roles that may say so."""

    valid_for_days: int = Field(ge=1, le=3660)
    evidence: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


class Carry(Model):
    """Proofs from other scans of the same release that count here, as long as they are no older than ``max_age_days``.

    ``from`` names other environments (staging) whose proof counts too, if the control ``parity`` passes here.
    """

    max_age_days: float = Field(gt=0)
    from_: tuple[str, ...] = Field(default=(), alias="from")
    parity: Id | None = None


class Control(Model):
    """One requirement made decidable: by conditions on what probes observe, by an attestation, or by both.

    ``maps`` says which requirements of named frameworks it helps to meet, by framework.
    """

    id: Id
    title: str = Field(min_length=1, max_length=90)
    rows: tuple[RowId, ...] = ()
    maps: dict[FrameworkId, tuple[str, ...]] = {}
    severity: Severity
    weight: float | None = Field(default=None, ge=0, le=100)
    target: str = ENVIRONMENT
    observe: dict[Name, Observe] = {}
    when: str | None = None
    require: str = ""
    recommend: str | None = None
    variants: tuple[Variant, ...] = ()
    attest: Attest | None = None
    carry: Carry | None = None
    rationale: str = Field(min_length=1)
    remedy: dict[str, str] = Field(min_length=1)
    references: tuple[str, ...] = Field(min_length=1)
    tags: tuple[str, ...] = ()
    examples: tuple[dict[str, Any], ...] = ()

    @property
    def worth(self) -> float:
        """What it adds to the score's denominator; 0 for one that only informs."""
        return WEIGHTS[self.severity] if self.weight is None else self.weight


class Framework(Model):
    """A named framework that controls map to; ``requirement`` is a regular expression for its requirements."""

    title: str
    version: str
    source: str
    requirement: str


class WaiverRules(Model):
    """What waivers may do: how long one may last, how many may be applied, and how much of the weight they may cover.

    ``warn_days`` before its end a waiver (or an attestation) is shown as ending soon.
    """

    longest_days: int = Field(default=365, ge=1)
    most: int | None = Field(default=None, ge=0)
    most_weight: float | None = Field(default=None, ge=0, le=100)
    warn_days: int = Field(default=14, ge=0)


class Gate(Model):
    """What a verdict of READY takes. ``blocking`` are the severities whose controls may not fail or stay undecided.

    ``chapters`` are minimum scores of single chapters, ``evidence_days`` is the greatest age of what was observed,
    counted to the moment of judging. With ``regressions`` false no control may be worse than in the baseline.
    """

    score: float = Field(default=90, ge=0, le=100)
    coverage: float = Field(default=100, ge=0, le=100)
    blocking: tuple[Severity, ...] = (Severity.CRITICAL, Severity.HIGH)
    chapters: dict[Id, float] = {}
    waivers: WaiverRules = WaiverRules()
    evidence_days: float | None = Field(default=None, gt=0)
    regressions: bool = True


class PolicyFile(Model):
    """One policy file as written. ``include`` names further files of the same policy, relative to this one.

    ``extends`` names policies, files, or ``https://…/policy.yaml#sha256=…``. Of their controls ``select`` keeps some
    (terms as of ``--only``), ``drop`` leaves some out with a reason each, ``override`` and ``set`` change what they
    weigh and their parameters. ``rows`` says which rows of this policy's catalog they decide, by control.
    """

    policy: Id
    version: str
    title: str = ""
    extends: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    drop: dict[Id, str] = {}
    override: dict[Id, Override] = {}
    set_: dict[Name, Setting] = Field(default={}, alias="set")
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
    """What a scan is judged by: all merged, ``params`` in normal form (seconds, bytes), ``set_by`` whose they are."""

    name: Id
    version: str
    title: str = ""
    gate: Gate = Gate()
    params: dict[str, ParamSpec] = {}
    set_by: dict[str, str] = {}
    catalog: Catalog | None = None
    controls: tuple[Control, ...] = Field(min_length=1)
    frameworks: dict[FrameworkId, Framework] = {}
    loosenings: tuple[Loosening, ...] = ()
    sources: tuple[PolicySource, ...] = ()

    def param_origin(self, name: str) -> str:
        """What a report says of where the policy's own value of a parameter comes from: ``policy NAME``."""
        return f"policy {self.set_by.get(name, self.name)}"
