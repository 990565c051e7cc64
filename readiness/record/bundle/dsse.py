"""Signatures as DSSE envelopes: a payload, its type, and who signed both.

Source: https://github.com/secure-systems-lab/dsse, protocol 1.0.2 and its recommended JSON envelope.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from readiness.record.bundle.canonical import decode, encode
from readiness.record.bundle.errors import AlteredError
from readiness.record.bundle.keys import PrivateKey, PublicKey

PAYLOAD_TYPE = "application/vnd.in-toto+json"


def pae(payload_type: str, payload: bytes) -> bytes:
    """The pre-authentication encoding: the bytes that are really signed."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


@dataclass(frozen=True)
class Envelope:
    """A payload and its signature; ``keyid``, a hint that decides nothing, and ``signature`` are None without one."""

    payload: bytes
    keyid: str | None = None
    signature: bytes | None = None

    def signed_by(self, key: PublicKey) -> bool:
        """Whether it carries this key's signature, under the key's own name."""
        if self.signature is None or self.keyid != key.keyid:
            return False
        return key.verifies(self.signature, pae(PAYLOAD_TYPE, self.payload))


def seal(payload: bytes, key: PrivateKey | None) -> Envelope:
    """The payload signed with a key, or not at all."""
    if key is None:
        return Envelope(payload)
    return Envelope(payload, key.public.keyid, key.sign(pae(PAYLOAD_TYPE, payload)))


def write(envelope: Envelope) -> bytes:
    """The JSON envelope, in its one way of writing."""
    signatures = []
    if envelope.signature is not None:
        signatures = [{"keyid": envelope.keyid, "sig": base64.b64encode(envelope.signature).decode()}]
    return encode(
        {
            "payload": base64.b64encode(envelope.payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": signatures,
        }
    )


def read(data: bytes, what: str) -> Envelope:
    """The envelope that ``write`` wrote like this; AlteredError for anything else."""
    try:
        envelope = _envelope(decode(data, what))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise AlteredError(f"{what} is not a DSSE envelope with one signature or none") from error
    if write(envelope) != data:
        raise AlteredError(f"{what} is written differently from how readiness writes it")
    return envelope


def _envelope(value: dict[str, object]) -> Envelope:
    payload = base64.b64decode(str(value["payload"]), validate=True)
    found: list[dict[str, str]] = value["signatures"]  # type: ignore[assignment]  # what is not raises, for `read`
    if not found:
        return Envelope(payload)
    (one,) = found
    return Envelope(payload, one["keyid"], base64.b64decode(one["sig"], validate=True))
