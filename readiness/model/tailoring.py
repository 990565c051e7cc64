"""How a policy changes what it extends, and every change that asks for less."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from readiness.model.facts import Model
from readiness.model.outcomes import Severity


class Override(Model):
    """Changes to a control of an extended policy. ``weight`` 0 makes it informational: shown, and out of the score."""

    severity: Severity | None = None
    weight: float | None = Field(default=None, ge=0, le=100)
    reason: str = ""


class Setting(Model):
    """Another value for a parameter of an extended policy, and why."""

    value: Any
    reason: str = ""


LooseningKind = Literal["dropped", "severity", "weight", "parameter", "gate"]


class Loosening(Model):
    """One thing that is asked for less than in what was extended: from what to what, by whom and why.

    ``what`` is the control, the parameter or the gate's key. ``by`` is the policy that does it, ``environment`` or
    ``command line``. ``reason`` is what was written with it, empty where nothing was.
    """

    kind: LooseningKind
    what: str
    before: str
    after: str
    by: str
    reason: str = ""


class PolicySource(Model):
    """A policy that went into the merged one, with the SHA-256 over its files, in the order in which they were read."""

    policy: str
    version: str
    sha256: str
    place: str = ""
