"""Small report bundles, with keys of which everybody knows the private half."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from records import control, record, seen

from readiness.cli._rejudging import rejudge
from readiness.model.record import Record
from readiness.record.bundle import dsse
from readiness.record.bundle.bundle import make, open_bundle, sign_off
from readiness.record.bundle.container import pack
from readiness.record.bundle.contents import STATEMENT, Contents, Inputs
from readiness.record.bundle.keys import PrivateKey
from readiness.record.bundle.statement import ReportClaim
from readiness.record.lines import write

SIGNED_AT = datetime(2026, 11, 22, 13, 0, 0, 123456, tzinfo=UTC)


def key(number: int) -> PrivateKey:
    """The same key for the same number."""
    return PrivateKey(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


CI, JANE, JOHN, STRANGER = key(1), key(2), key(3), key(9)
PASSING = record([control("tls.versions.count > 0")], [seen("versions", {"count": 2})])


def lines_of(found: Record) -> bytes:
    """A record as it is written."""
    items = (found.header, *found.expansions, *found.observations, *((found.end,) if found.end else ()))
    return "".join(write(item) for item in items).encode()


def contents(found: Record = PASSING, **inputs: object) -> Contents:
    """What a bundle of this record is made of."""
    return Contents((lines_of(found),), found.header.policy, Inputs.model_validate(inputs))


def bundle(of: Contents | None = None, signer: PrivateKey | None = CI, readiness: str = "0.1.0") -> bytes:
    """A bundle of these contents."""
    of = of or contents()
    found = rejudge(of)
    return make(of, found.rendered, found.claim(readiness, signer.public if signer else None), signer)


def approved(data: bytes, by: str = "Jane Doe", signer: PrivateKey = JANE, *conditions: str) -> bytes:
    """The bundle with an approval."""
    return sign_off(open_bundle(data, "b"), by, "CTO", "approve", conditions, signer, SIGNED_AT)


def refused(data: bytes, by: str = "John Roe", signer: PrivateKey = JOHN) -> bytes:
    """The bundle with a refusal."""
    return sign_off(open_bundle(data, "b"), by, "CISO", "refuse", (), signer, SIGNED_AT)


def resealed(members: Mapping[str, bytes], payload: bytes, signer: PrivateKey | None) -> bytes:
    """A bundle with these members and a main statement of these bytes, signed with this key."""
    return pack({**members, STATEMENT: dsse.write(dsse.seal(payload, signer))})


def claim_in(data: bytes) -> ReportClaim:
    """What a bundle says of itself."""
    return open_bundle(data, "b").claim


def publish(folder: Path, **keys: PrivateKey) -> None:
    """Write key pairs as ``readiness key`` does: ``NAME.pem`` and ``NAME.pem.pub``."""
    for name, one in keys.items():
        private = folder / f"{name}.pem"
        private.write_bytes(one.pem())
        private.chmod(0o600)
        (folder / f"{name}.pem.pub").write_text(one.public.pem)
