"""Attestations: a person's dated statement for what no machine can see, with evidence that a machine can check."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from readiness.model.facts import Model
from readiness.model.observation import Cause, Sent
from readiness.model.policy import Id
from readiness.model.target import Url
from readiness.model.validity import Validity, lasting

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class EvidenceRef(Model):
    """A file (relative to the attestations' own file) or a URL, and the SHA-256 of its content when it was attested.

    ``what`` names which of the control's wanted pieces of evidence it is.
    """

    what: str = ""
    file: str | None = None
    url: Url | None = None
    sha256: Sha256

    @model_validator(mode="after")
    def _one_place(self) -> EvidenceRef:
        if (self.file is None) == (self.url is None):
            raise ValueError("needs either `file` or `url`")
        return self

    @property
    def place(self) -> str:
        """The file or URL."""
        return self.file or self.url or ""


class Attestation(Model):
    """One statement about a control on targets that match a glob: who says so, in which role, when, and for how long.

    Valid on ``date`` and ``valid_for_days`` days after it, UTC.
    """

    control: Id
    targets: str = Field(default="*", min_length=1)
    statement: str = Field(min_length=10)
    by: str = Field(min_length=1)
    role: str = Field(min_length=1)
    date: date
    valid_for_days: int = Field(ge=1, le=3660)
    evidence: tuple[EvidenceRef, ...] = ()

    @property
    def validity(self) -> Validity:
        """When it holds, by its own words; the control's limit may be shorter."""
        return lasting(self.date, self.valid_for_days)

    def covers(self, control: str, target: str | None) -> bool:
        """Whether it is about this control on this target."""
        return control == self.control and (self.targets == "*" or fnmatchcase(target or "", self.targets))


class AttestationFile(Model):
    """An ``attestations.yaml``."""

    attestations: tuple[Attestation, ...] = ()


class EvidenceSeen(Model):
    """What a scan found of one piece of evidence: the digest of what is there now, or why it could not be read."""

    place: str
    when: AwareDatetime
    sha256: Sha256 | None = None
    size: int = 0
    cause: Cause | None = None
    sent: tuple[Sent, ...] = ()


AttestationStanding = Literal["valid", "ahead", "stale", "changed", "missing", "refused", "unused"]
"""changed: evidence is not what was attested. missing: it cannot be read or nobody looked. refused: breaks a rule."""


class AttestationState(Model):
    """What became of an attestation in a report; ``problem`` says why it does not count."""

    attestation: Attestation
    standing: AttestationStanding
    problem: str = ""
    findings: tuple[str, ...] = ()
    days_left: int
    expires_soon: bool = False
