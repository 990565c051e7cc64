"""What a reader gets: findings, scorecard, verdict and where it all came from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from readiness.model.facts import Model
from readiness.model.outcomes import Outcome, Severity

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


class Judgement(Model):
    """A control judged on one endpoint of a target (or on the target itself: ``endpoint`` None)."""

    endpoint: str | None = None
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()


class Finding(Model):
    """A control judged on a target; its outcome is the worst of its judgements. ``target`` None: none is declared."""

    control: str
    title: str
    rows: tuple[str, ...] = ()
    severity: Severity
    target: str | None = None
    outcome: Outcome
    judgements: tuple[Judgement, ...] = ()


class Contribution(Model):
    """What one control adds to the score: ``credit`` of ``weight``."""

    control: str
    severity: Severity
    outcome: Outcome
    weight: float
    credit: float


class Scorecard(Model):
    """Score and coverage in percent; ``uncapped`` before ``cap`` was applied, ``best`` if all undecided passed."""

    algorithm: int = 1
    score: float
    uncapped: float
    best: float
    cap: str = ""
    coverage: float
    applicable: float
    contributions: tuple[Contribution, ...]


class Word(StrEnum):
    """The verdict in a word; of one phase it is ``PHASE network HOLDS (2 of 7)`` and the like instead."""

    READY = "READY"
    NOT_READY = "NOT READY"
    UNDECIDED = "UNDECIDED"
    HOLDS = "SELECTION HOLDS"
    DOES_NOT_HOLD = "SELECTION DOES NOT HOLD"
    SELECTION_UNDECIDED = "SELECTION UNDECIDED"


class Verdict(Model):
    """May it go live: the word, the exit code and the reasons, most important first."""

    word: Annotated[Word | str, Field(union_mode="left_to_right")]
    exit_code: int
    because: tuple[str, ...] = ()


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
    verdict: Verdict
    scorecard: Scorecard
    findings: tuple[Finding, ...]
    troubles: tuple[Trouble, ...] = ()
    rows: tuple[RowState, ...] = ()
    params: dict[str, ParamValue] = {}
    controls: dict[str, ControlText] = {}
    requests: int = 0
    versions: dict[str, str] = {}
