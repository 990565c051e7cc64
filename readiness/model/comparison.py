"""Two scans side by side: what became better, what became worse, and which facts made the difference."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, Field

from readiness.model.environment import Release
from readiness.model.facts import Model
from readiness.model.outcomes import Outcome, Severity


class Move(StrEnum):
    """How a control on a target moved between two scans, what wants attention first.

    What does not apply counts as much as a pass: between the two a control is only *different*.
    """

    REGRESSED = "regressed"
    NEW = "new"
    GONE = "gone"
    BETTER = "better"
    FIXED = "fixed"
    DIFFERENT = "different"
    UNCHANGED = "unchanged"


class Side(Model):
    """One of the scans that are compared. A ``partial`` one judged a selection of its policy only."""

    name: str
    run: str = ""
    environment: str
    started: AwareDatetime
    complete: bool
    partial: bool = False
    word: str
    exit_code: int
    score: float
    coverage: float
    policy: str
    policy_version: str
    release: Release | None = None
    readiness: str


class SettingChange(Model):
    """Something that is not a finding and differs: policy, release, a parameter, the gate; None where it is not set."""

    what: str
    before: Any = None
    after: Any = None


class FactSeen(Model):
    """A fact's value as JSON; ``absent`` when it was asked for and is not there."""

    value: Any = None
    absent: bool = False


class FactChange(Model):
    """A fact that differs, at the places where it does so alike; None on the side whose conditions did not read it.

    A ``volatile`` one changes by itself; it is told only where nothing else did.
    """

    path: str
    before: FactSeen | None = None
    after: FactSeen | None = None
    places: tuple[str, ...] = ()
    volatile: bool = False


class Change(Model):
    """A control on a target in both scans; an outcome is None where it is not judged.

    ``outcomes`` are those of all scans in which it was looked for a back and forth, oldest first; ``flapping`` when it
    changed direction at least twice. ``causes`` are why it could not be decided, ``waived`` the tickets of waivers.
    """

    control: str
    target: str | None = None
    title: str = ""
    severity: Severity
    move: Move
    flapping: bool = False
    before: Outcome | None = None
    after: Outcome | None = None
    outcomes: tuple[Outcome | None, ...] = ()
    facts: tuple[FactChange, ...] = ()
    causes_before: tuple[str, ...] = ()
    causes_after: tuple[str, ...] = ()
    waived_before: str | None = None
    waived_after: str | None = None

    @property
    def waiver_changed(self) -> bool:
        """Whether a waiver was laid over it, taken away or replaced."""
        return self.waived_before != self.waived_after


class Comparison(Model):
    """The first of some scans against the last; those between show what went back and forth.

    ``counts`` has every move, those that did not happen with 0. ``trail`` is the number of scans that flapping was
    looked for in.
    """

    schema_version: int = Field(default=1, description="version of this format; grows only")
    sides: tuple[Side, ...] = Field(min_length=2)
    settings: tuple[SettingChange, ...] = ()
    changes: tuple[Change, ...] = ()
    counts: dict[Move, int] = {}
    flapping: int = 0
    trail: int = 2

    @property
    def regressed(self) -> bool:
        """Whether any control is worse than before."""
        return self.counts.get(Move.REGRESSED, 0) > 0


class Bearing(StrEnum):
    """Whether a change of a policy asks for more, for less, or for something else."""

    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    DIFFERENT = "different"


class PolicyChange(Model):
    """One difference between two policies: ``of`` a control, ``param NAME`` or ``gate``; ``what`` about it.

    Of conditions ``before`` are the lines that are gone and ``after`` those that are new; None where there are none.
    """

    of: str
    what: str
    before: Any = None
    after: Any = None
    bearing: Bearing


class PolicyComparison(Model):
    """Two policies, and what both make of one record (``outcomes``: the same scan, so only the policy differs)."""

    schema_version: int = Field(default=1, description="version of this format; grows only")
    old: str
    new: str
    changes: tuple[PolicyChange, ...] = ()
    outcomes: Comparison | None = None
