"""What is signed: in-toto statements about a whole bundle, and about one person's approval of it.

Source: https://github.com/in-toto/attestation, Statement v1. The predicate types are names, not places to fetch from.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AwareDatetime, Field, StringConstraints, ValidationError

from readiness.model.attestations import Sha256
from readiness.model.environment import Release
from readiness.model.facts import Model
from readiness.model.report import Report, Selection
from readiness.record.bundle.canonical import decode, encode
from readiness.record.bundle.dsse import Envelope
from readiness.record.bundle.errors import AlteredError, NewerError
from readiness.record.bundle.keys import KeyFormatError, PublicKey, public_key

STATEMENT = "https://in-toto.io/Statement/v1"
REPORT = "https://pypi.org/project/readiness/report/v1"
SIGN_OFF = "https://pypi.org/project/readiness/sign-off/v1"
Text = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]


class Signer(Model):
    """Whose signature belongs to the statement: the public key as PEM text. Every version writes it like this."""

    public_key: str


class ReportClaim(Model):
    """What a bundle says of itself, for readers who look no further; ``readiness`` is the version that judged."""

    readiness: str
    environment: str
    run: str
    release: Release | None
    policy: str
    policy_version: str
    selection: Selection
    verdict: str
    exit_code: int
    score: float
    coverage: float
    complete: bool
    started: AwareDatetime
    judged_at: AwareDatetime
    signer: Signer | None


class SignOffClaim(Model):
    """One person's word on a bundle; ``conditions`` are what an approval hangs on."""

    by: Text
    role: Text
    decision: Literal["approve", "refuse"]
    conditions: tuple[Text, ...] = Field(default=(), max_length=100)
    signed_at: AwareDatetime
    signer: Signer


Claim = TypeVar("Claim", ReportClaim, SignOffClaim)
_TYPES: dict[type[Model], str] = {ReportClaim: REPORT, SignOffClaim: SIGN_OFF}


def claim_of(report: Report, readiness: str, signer: PublicKey | None) -> ReportClaim:
    """What a report says, in short."""
    return ReportClaim(
        readiness=readiness,
        environment=report.environment,
        run=report.run,
        release=report.release,
        policy=report.policy,
        policy_version=report.policy_version,
        selection=report.selection,
        verdict=str(report.verdict.word),
        exit_code=report.verdict.exit_code,
        score=report.scorecard.score,
        coverage=report.scorecard.coverage,
        complete=report.complete,
        started=report.started,
        judged_at=report.judged_at,
        signer=Signer(public_key=signer.pem) if signer else None,
    )


def state(claim: ReportClaim | SignOffClaim, subjects: Mapping[str, bytes]) -> bytes:
    """The statement that makes this claim about these contents, by name."""
    return _statement(claim.model_dump(mode="json"), _TYPES[type(claim)], subjects)


def read(
    envelope: Envelope, kind: type[Claim], subjects: Mapping[str, bytes], what: str
) -> tuple[Claim, PublicKey | None]:
    """The claim of a signed statement about exactly these contents, and the key that signed it; None: nobody did.

    Whether that key can be trusted is another question. AlteredError when the statement is about something else, says
    more or is not signed by the key that it names; NewerError when all that is well but it is of a later version.
    """
    value = decode(envelope.payload, what)
    predicate = value.get("predicate") if isinstance(value, dict) else None
    if not isinstance(predicate, dict):
        raise AlteredError(f"{what} is not an in-toto statement")
    if _statement(predicate, value.get("predicateType"), subjects) != envelope.payload:
        raise AlteredError(_differing(value.get("subject"), subjects, what))
    signer = _signer(predicate.get("signer"), envelope, what)
    if value["predicateType"] != _TYPES[kind]:
        raise NewerError(f"{what} is of another type than {_TYPES[kind]}")
    try:
        return kind.model_validate(predicate), signer
    except ValidationError as error:
        raise NewerError(f"{what} says what this version does not know") from error


def _signer(said: object, envelope: Envelope, what: str) -> PublicKey | None:
    """The key that the statement names and that did sign it."""
    if said is None and envelope.signature is None:
        return None
    try:
        text = Signer.model_validate(said).public_key
        key = public_key(text.encode("ascii"))
    except (ValidationError, ValueError, KeyFormatError):
        raise AlteredError(f"{what} does not name the key that signed it") from None
    if key.pem != text or not envelope.signed_by(key):
        raise AlteredError(f"{what} is not signed by the key that it names")
    return key


def _statement(predicate: dict[str, Any], kind: object, subjects: Mapping[str, bytes]) -> bytes:
    about = [{"name": name, "digest": {"sha256": digest(subjects[name])}} for name in sorted(subjects)]
    return encode({"_type": STATEMENT, "subject": about, "predicateType": kind, "predicate": predicate})


def digest(content: bytes) -> Sha256:
    """The SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()


def _differing(said: object, subjects: Mapping[str, bytes], what: str) -> str:
    """Which contents are not those that the statement is about."""
    about = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
    known = {str(one.get("name")): one.get("digest") for one in about}
    wrong = [name for name in sorted(subjects) if known.get(name) != {"sha256": digest(subjects[name])}]
    if wrong:
        return f"{', '.join(wrong)}: not what {what} was made for"
    return f"{what} is about more than there is, or not as readiness writes it"
