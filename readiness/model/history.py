"""Runs of the past: what a history tells about each, and what was removed from it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from pydantic import AwareDatetime, Field

from readiness.model.facts import Model
from readiness.model.outcomes import Outcome
from readiness.model.summary import Summary

RunStanding = Literal["complete", "interrupted", "running", "unreadable"]
"""interrupted: its record has no end, or says that it ended early. unreadable: the file is no record."""


class RunOutcome(Model):
    """What became of a control on a target in a run; ``waived`` is the ticket of the waiver that was laid over it."""

    control: str
    target: str | None = None
    outcome: Outcome
    waived: str | None = None


class RunSummary(Summary):
    """A run in a line. ``file`` is its record's name in the environment's folder of the history.

    ``word`` is empty, and all that follows from judging is missing, where the run is still going on, its record cannot
    be read (``problem`` says why) or nobody has judged it.
    """

    file: str
    standing: RunStanding
    problem: str = ""
    started: AwareDatetime
    finished: AwareDatetime | None = None
    resumed: int = 0
    exit_code: int | None = None

    @property
    def complete(self) -> bool:
        """Whether it came to its end."""
        return self.standing == "complete"


class Flap(Model):
    """A control on a target that changed direction at least twice; ``outcomes`` in each run, oldest first."""

    control: str
    target: str | None = None
    outcomes: tuple[Outcome | None, ...]


class Removed(Model):
    """A record that was given up: which run's, where it was, and why."""

    run: str
    file: PurePath
    started: AwareDatetime
    why: str


class RunHistory(Model):
    """The newest runs of an environment, newest first, what flapped in them, and what was removed just now."""

    schema_version: int = Field(default=1, description="version of this format; grows only")
    environment: str
    folder: str
    runs: tuple[RunSummary, ...] = ()
    flapping: tuple[Flap, ...] = ()
    removed: tuple[Removed, ...] = ()
