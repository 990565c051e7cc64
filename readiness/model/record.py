"""A scan on disk: everything that its verdict depends on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import AwareDatetime

from readiness.model.attestations import Attestation, EvidenceSeen
from readiness.model.environment import Release
from readiness.model.facts import Model
from readiness.model.lifecycle import Lifecycle
from readiness.model.observation import Expansion, Observation
from readiness.model.policy import Policy
from readiness.model.report import ParamValue, Selection
from readiness.model.waivers import Waiver


class Header(Model):
    """The first line of a record: every input of the verdict but the observations. ``targets`` hold no secrets.

    ``run`` names the scan; ``vantage`` is where it looked from.
    """

    format: Literal[1] = 1
    readiness: str
    environment: str
    run: str = ""
    vantage: str = "here"
    started: AwareDatetime
    release: Release | None = None
    waivers: tuple[Waiver, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    lifecycle: Lifecycle | None = None
    policy: Policy
    selection: Selection = Selection()
    params: dict[str, ParamValue] = {}
    targets: dict[str, dict[str, Any]]
    reach: dict[str, Any] = {}
    consent: tuple[dict[str, Any], ...] = ()
    versions: dict[str, str] = {}


class Resumed(Model):
    """A scan was taken up again after it had been interrupted; what follows was observed from then on."""

    when: AwareDatetime


class End(Model):
    """The last line of a record; a record without it, or with ``complete`` false, was interrupted, ``why`` says how."""

    finished: AwareDatetime
    complete: bool
    requests: int
    why: str = ""


@dataclass(frozen=True)
class Record:
    """A record as it is judged."""

    header: Header
    expansions: tuple[Expansion, ...]
    observations: tuple[Observation, ...]
    end: End | None
    evidence: tuple[EvidenceSeen, ...] = ()
    resumed: tuple[Resumed, ...] = ()
