"""A scan on disk: everything that its verdict depends on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import AwareDatetime

from readiness.model.facts import Model
from readiness.model.observation import Expansion, Observation
from readiness.model.policy import Policy
from readiness.model.report import ParamValue, Selection


class Header(Model):
    """The first line of a record: every input of the verdict but the observations. ``targets`` hold no secrets."""

    format: Literal[1] = 1
    readiness: str
    environment: str
    started: AwareDatetime
    policy: Policy
    selection: Selection = Selection()
    params: dict[str, ParamValue] = {}
    targets: dict[str, dict[str, Any]]
    consent: tuple[dict[str, Any], ...] = ()
    versions: dict[str, str] = {}


class End(Model):
    """The last line of a record; a record without it, or with ``complete`` false, was interrupted."""

    finished: AwareDatetime
    complete: bool
    requests: int


@dataclass(frozen=True)
class Record:
    """A record as it is judged."""

    header: Header
    expansions: tuple[Expansion, ...]
    observations: tuple[Observation, ...]
    end: End | None
