"""What is examined, how it is reached, and what may be done to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import AwareDatetime, Field

from readiness.model.facts import Model
from readiness.model.outcomes import Safety
from readiness.model.server import Server
from readiness.model.target import Address, HostName, Target


class ReachSettings(Model):
    """How names are found before public DNS says so, and whom to trust.

    ``addresses`` works like curl's ``--resolve``; ``resolver`` replaces the system's; ``trust`` is a PEM file of more
    certificate authorities; ``anchor`` a file of DS or DNSKEY records for the DNS root instead of IANA's.
    """

    addresses: dict[HostName, tuple[Address, ...]] = {}
    resolver: Server | None = None
    nameserver_port: int = Field(default=53, ge=1, le=65535)
    smtp_port: int = Field(default=25, ge=1, le=65535)
    trust: str | None = None
    anchor: str | None = None
    timeout_s: float = Field(default=5.0, gt=0, le=60)


class Consent(Model):
    """Leave to do more than look: who gave it, for which targets, until when (inclusive, UTC)."""

    allow: Safety
    targets: tuple[str, ...] = Field(min_length=1)
    by: str = Field(min_length=1)
    ticket: str = ""
    until: date


class Release(Model):
    """What is deployed: proofs of one release say nothing about another. ``digest`` is that of the image or archive."""

    version: str = ""
    commit: str = ""
    digest: str = ""
    deployed_at: AwareDatetime | None = None

    def said(self) -> dict[str, Any]:
        """What is said of it, as plain values: what is empty is left out, so that two unknowns never look alike."""
        return {name: value for name, value in self.model_dump(mode="json").items() if value}


class ReleaseFile(Model):
    """A release that the deployment wrote into a file of its own (JSON or YAML), relative to the environment file."""

    from_: str = Field(alias="from", min_length=1)


class HistorySettings(Model):
    """Where the records of an environment's scans are kept, relative to its file, and which of them are given up.

    The newest complete one is always kept.
    """

    folder: str = ".readiness"
    keep: int | None = Field(default=None, ge=1)
    days: float | None = Field(default=None, gt=0)


class Environment(Model):
    """One environment, such as prod or staging.

    ``waivers``, ``attestations`` and ``lifecycle`` are files relative to this one; ``waivers.yaml`` and
    ``attestations.yaml`` beside it are read without being named.
    """

    policy: str
    params: dict[str, Any] = {}
    release: Release | ReleaseFile | None = None
    waivers: str | None = None
    attestations: str | None = None
    lifecycle: str | None = None
    history: HistorySettings = HistorySettings()
    reach: ReachSettings = ReachSettings()
    consent: tuple[Consent, ...] = ()
    targets: dict[str, Target] = Field(min_length=1)


class EnvironmentFile(Model):
    """A ``readiness.yaml``: environments by name."""

    environments: dict[str, Environment] = Field(min_length=1)
