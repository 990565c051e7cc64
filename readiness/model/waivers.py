"""Waivers: deviations that somebody accepted, for a while, with a name under it."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase
from typing import Literal

from pydantic import Field

from readiness.model.facts import Model
from readiness.model.policy import Id
from readiness.model.validity import Validity


class Waiver(Model):
    """One accepted deviation: a control, on targets that match a glob, from ``granted`` until ``expires``.

    Both days are inclusive and those of UTC. It is laid over an outcome and never replaces it: the control still runs.
    ``approver`` is not ``owner``.
    """

    control: Id
    targets: str = Field(default="*", min_length=1)
    reason: str = Field(min_length=10)
    risk: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    approver: str = Field(min_length=1)
    ticket: str = Field(min_length=1)
    granted: date
    expires: date

    @property
    def validity(self) -> Validity:
        """When it holds."""
        return Validity(since=self.granted, until=self.expires)

    def covers(self, control: str, target: str | None) -> bool:
        """Whether it is about this control on this target; ``None`` (no target is declared) takes the glob ``*``."""
        return control == self.control and (self.targets == "*" or fnmatchcase(target or "", self.targets))


class WaiverFile(Model):
    """A ``waivers.yaml``."""

    waivers: tuple[Waiver, ...] = ()


WaiverStanding = Literal["applied", "unused", "ahead", "expired", "refused"]
"""applied: it covers a finding that is not green. refused: it breaks the policy's rules and so covers nothing."""


class WaiverState(Model):
    """What became of a waiver in a report. ``findings`` are those that it covers as ``control [target]``.

    ``problem`` says why it is refused or unused; ``expires_soon`` within the policy's days of warning; ``overlaps`` are
    the tickets of other active waivers that cover the same.
    """

    waiver: Waiver
    standing: WaiverStanding
    problem: str = ""
    findings: tuple[str, ...] = ()
    days_left: int
    expires_soon: bool = False
    overlaps: tuple[str, ...] = ()
