"""What a reader gets: findings, scorecard, verdict and where it all came from."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from readiness.model.attestations import AttestationState
from readiness.model.environment import Release
from readiness.model.facts import Model
from readiness.model.outcomes import Outcome, Severity
from readiness.model.phases import PhaseState
from readiness.model.policy import Gate
from readiness.model.score import Basis, Gain, Scorecard
from readiness.model.tailoring import Loosening, PolicySource
from readiness.model.waivers import WaiverState

Level = Literal["when", "require", "recommend"]


class Result(StrEnum):
    """What became of one condition on one endpoint."""

    HELD = "held"
    NOT_MET = "not met"
    ABSENT = "absent"
    ERROR = "error"
    UNPROVEN = "unproven"


class Seen(Model):
    """A fact that a condition read, with its value as JSON; ``absent`` when it was asked for and is not there."""

    path: str
    value: Any = None
    absent: bool = False


class Reason(Model):
    """One condition, what became of it and the facts that it read. ``level`` is when, require or recommend."""

    level: Level
    condition: str
    result: Result
    detail: str = ""
    seen: tuple[Seen, ...] = ()


class Carried(Model):
    """A proof that was not observed in this scan but carried over from another: what, from where and how old it was."""

    observation: str
    environment: str
    run: str
    observed: AwareDatetime
    age_days: float


class Judgement(Model):
    """A control judged on one endpoint of a target (or on the target itself: ``endpoint`` None).

    ``vantage`` is where it was looked at from, where records from several were merged; ``variant`` the control's
    variant that fitted.
    """

    endpoint: str | None = None
    vantage: str | None = None
    variant: str | None = None
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    carried: tuple[Carried, ...] = ()


class Finding(Model):
    """A control judged on a target; its outcome is the worst of its judgements. ``target`` None: none is declared.

    ``weight`` 0 informs and leaves the score alone. ``basis`` is the weakest that a judgement of it stands on.
    ``waived`` is the ticket of the waiver that is laid over the outcome.
    """

    control: str
    title: str
    rows: tuple[str, ...] = ()
    severity: Severity
    weight: float | None = None
    target: str | None = None
    outcome: Outcome
    basis: Basis = Basis.OBSERVED
    waived: str | None = None
    judgements: tuple[Judgement, ...] = ()


class Word(StrEnum):
    """The verdict in a word; of one phase it is ``PHASE network HOLDS (2 of 7)`` and the like instead."""

    READY = "READY"
    READY_WITH_CONDITIONS = "READY WITH CONDITIONS"
    NOT_READY = "NOT READY"
    UNDECIDED = "UNDECIDED"
    HOLDS = "SELECTION HOLDS"
    HOLDS_WITH_CONDITIONS = "SELECTION HOLDS WITH CONDITIONS"
    DOES_NOT_HOLD = "SELECTION DOES NOT HOLD"
    SELECTION_UNDECIDED = "SELECTION UNDECIDED"


class Verdict(Model):
    """May it go live: the word, the exit code and the reasons, most important first.

    ``conditions`` are what a READY hangs on: waivers, attestations near their end, proofs that were carried over.
    """

    word: Annotated[Word | str, Field(union_mode="left_to_right")]
    exit_code: int
    because: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


class Selection(Model):
    """Which controls are judged: terms of ``--only`` and ``--skip``, and one phase; all empty means all controls."""

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    phase: str = ""

    @property
    def partial(self) -> bool:
        """Whether anything was selected at all."""
        return bool(self.only or self.skip or self.phase)


class ParamValue(Model):
    """A parameter as it was used, and where its value came from: policy, environment or command line."""

    value: Any
    origin: str
    source: str = ""


class ControlText(Model):
    """What a reader needs to act on a control."""

    title: str
    rationale: str
    remedy: dict[str, str]
    references: tuple[str, ...]


class RowState(Model):
    """A line of the guide in this run: its controls and its worst outcome, None where no control decides it."""

    row: str
    asks: str
    controls: tuple[str, ...] = ()
    outcome: Outcome | None = None


class FrameworkState(Model):
    """A requirement of a named framework in this run: the controls that map to it and their worst outcome."""

    framework: str
    requirement: str
    controls: tuple[str, ...]
    outcome: Outcome


class StaleDemand(Model):
    """A version that the guide asks for although its maker has stopped supporting it: the guide itself is stale."""

    row: str
    product: str
    version: str
    ended: date
    source: str


class Regression(Model):
    """A control that is worse than in the baseline."""

    control: str
    target: str | None
    before: Outcome
    after: Outcome


class Baseline(Model):
    """What the gate compared with, and what is worse now."""

    environment: str
    started: AwareDatetime
    regressions: tuple[Regression, ...] = ()


class Trouble(Model):
    """One cause of not knowing, told once, with the controls that it left undecided."""

    cause: str
    where: str
    controls: tuple[str, ...]


class Report(Model):
    """The whole report; everything in it follows from one record, so the same record gives the same bytes."""

    schema_version: int = Field(default=1, description="version of this format; grows only")
    readiness: str
    environment: str
    policy: str
    policy_version: str
    started: AwareDatetime
    finished: AwareDatetime | None
    judged_at: AwareDatetime
    complete: bool
    selection: Selection
    vantages: tuple[str, ...] = ()
    run: str = ""
    resumed: tuple[AwareDatetime, ...] = ()
    why_incomplete: str = ""
    release: Release | None = None
    gate: Gate = Gate()
    verdict: Verdict
    scorecard: Scorecard
    waived_scorecard: Scorecard | None = Field(default=None, description="without what is waived; None: nothing is")
    gains: tuple[Gain, ...] = ()
    findings: tuple[Finding, ...]
    waivers: tuple[WaiverState, ...] = ()
    attestations: tuple[AttestationState, ...] = ()
    loosenings: tuple[Loosening, ...] = ()
    sources: tuple[PolicySource, ...] = ()
    phases: tuple[PhaseState, ...] = ()
    reached: str = Field(default="", description="the last phase that holds, with all before it; empty for none")
    frameworks: tuple[FrameworkState, ...] = ()
    stale: tuple[StaleDemand, ...] = ()
    lifecycle_dated: date | None = None
    baseline: Baseline | None = None
    troubles: tuple[Trouble, ...] = ()
    rows: tuple[RowState, ...] = ()
    params: dict[str, ParamValue] = {}
    controls: dict[str, ControlText] = {}
    requests: int = 0
    versions: dict[str, str] = {}
