"""Makes a report bundle, opens one with all its signatures checked, and adds a person's sign-off to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from readiness.model.errors import InputError, Mistake, Position
from readiness.model.people import folded
from readiness.record.bundle import dsse
from readiness.record.bundle.container import pack, unpack
from readiness.record.bundle.contents import STATEMENT, Contents, check_names, members_of, sign_off_name
from readiness.record.bundle.errors import AlteredError
from readiness.record.bundle.keys import PrivateKey, PublicKey
from readiness.record.bundle.statement import ReportClaim, Signer, SignOffClaim, read, state


@dataclass(frozen=True)
class SignOff:
    """What a person said of the bundle, and the key that said it."""

    claim: SignOffClaim
    key: PublicKey


@dataclass(frozen=True)
class Bundle:
    """A bundle that nobody altered since it was signed; ``signer`` None: nobody did sign it.

    Whether the keys are to be trusted, and whether the report follows from the records, are questions left open.
    """

    members: Mapping[str, bytes]
    claim: ReportClaim
    signer: PublicKey | None
    sign_offs: tuple[SignOff, ...]


def make(contents: Contents, report: str, claim: ReportClaim, key: PrivateKey | None) -> bytes:
    """The bundle of a report, given as JSON, which says ``claim`` of itself; ``key`` is that of the claim's signer.

    ValueError when it would be larger than a bundle may be.
    """
    members = members_of(contents, report)
    members[STATEMENT] = dsse.write(dsse.seal(state(claim, members), key))
    return pack(members)


def open_bundle(data: bytes, file: str) -> Bundle:
    """The bundle that these bytes are, with container, digests and signatures checked.

    InputError when they are none, AlteredError when a bundle was tampered with, NewerError when it is of a version that
    this one cannot read.
    """
    members = unpack(data, file)
    check_names(members)
    envelope = dsse.read(members[STATEMENT], "the statement")
    claim, signer = read(envelope, ReportClaim, _stated(members), "the statement")
    return Bundle(members, claim, signer, _sign_offs(members, envelope.payload))


def sign_off(
    bundle: Bundle,
    by: str,
    role: str,
    decision: Literal["approve", "refuse"],
    conditions: tuple[str, ...],
    key: PrivateKey,
    now: datetime,
) -> bytes:
    """The bundle with one more sign-off, on everything that was signed so far.

    InputError when this person did sign with this key; pydantic's ValidationError for a name, role or condition that is
    empty or too long; ValueError when the bundle would become too large.
    """
    claim = SignOffClaim(
        by=by,
        role=role,
        decision=decision,
        conditions=conditions,
        signed_at=now.replace(microsecond=0),
        signer=Signer(public_key=key.public.pem),
    )
    if _person(claim, key.public) in {_person(one.claim, one.key) for one in bundle.sign_offs}:
        raise InputError(Mistake(Position("command line"), f"{claim.by} did sign this bundle with this key"))
    payload = dsse.read(bundle.members[STATEMENT], "the statement").payload
    number = len(bundle.sign_offs) + 1
    subjects = _signed_off(bundle.members, payload, number)
    return pack({**bundle.members, sign_off_name(number): dsse.write(dsse.seal(state(claim, subjects), key))})


def _stated(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """What the main statement is about: all but itself and the sign-offs, which come later."""
    return {name: data for name, data in members.items() if name != STATEMENT and not name.startswith("sign-offs/")}


def _signed_off(members: Mapping[str, bytes], payload: bytes, number: int) -> dict[str, bytes]:
    """What a sign-off is about: the main statement, and the sign-offs before it, so that none can be taken out."""
    earlier = [sign_off_name(before) for before in range(1, number)]
    return {"statement": payload, **{name: members[name] for name in earlier}}


def _sign_offs(members: Mapping[str, bytes], payload: bytes) -> tuple[SignOff, ...]:
    found: list[SignOff] = []
    while (name := sign_off_name(len(found) + 1)) in members:
        envelope = dsse.read(members[name], name)
        if envelope.signature is None:
            raise AlteredError(f"{name} is not signed")
        claim, key = read(envelope, SignOffClaim, _signed_off(members, payload, len(found) + 1), name)
        assert key is not None, "what is signed names its key"
        found.append(SignOff(claim, key))
    if len({_person(one.claim, one.key) for one in found}) < len(found):
        raise AlteredError("one person signed it twice with the same key")
    return tuple(found)


def _person(claim: SignOffClaim, key: PublicKey) -> tuple[str, str]:
    return folded(claim.by), key.keyid
