"""Reads the public key that a DKIM selector publishes (RFC 6376, 3.6.1; RFC 8463 for Ed25519)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from readiness.protocols.tags import TagError, read_tags

ED25519_OCTETS = 32


@dataclass(frozen=True)
class Key:
    """What a key record says. ``bits`` is None for a revoked key; no ``hashes`` means that any is accepted."""

    algorithm: str
    bits: int | None
    hashes: tuple[str, ...] = ()
    services: tuple[str, ...] = ("*",)
    testing: bool = False
    exact_domain: bool = False

    @property
    def revoked(self) -> bool:
        """Whether the owner took the key back, by an empty ``p=``."""
        return self.bits is None


def read_key(record: str) -> Key:
    """The key in a record; TagError when a verifier would have to ignore the record, with the reason."""
    tags = read_tags(record)
    if "v" in tags and (next(iter(tags)) != "v" or tags["v"] != "DKIM1"):
        raise TagError("v= must be the first tag and DKIM1")
    if "p" not in tags:
        raise TagError("there is no p= tag, so no key")
    algorithm = tags.get("k", "rsa").lower()
    flags = _listed(tags.get("t", ""))
    return Key(
        algorithm=algorithm,
        bits=_bits(algorithm, tags["p"]),
        hashes=_listed(tags.get("h", "")),
        services=_listed(tags.get("s", "*")) or ("*",),
        testing="y" in flags,
        exact_domain="s" in flags,
    )


def _listed(value: str) -> tuple[str, ...]:
    return tuple(sorted({item for item in ("".join(part.split()).lower() for part in value.split(":")) if item}))


def _bits(algorithm: str, data: str) -> int | None:
    if algorithm not in ("rsa", "ed25519"):
        raise TagError(f"the key type {algorithm[:40]!r} is unknown")
    try:
        octets = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        raise TagError("p= is not base64") from None
    if not octets:
        return None
    return _ed25519_bits(octets) if algorithm == "ed25519" else _rsa_bits(octets)


def _ed25519_bits(octets: bytes) -> int:
    if len(octets) != ED25519_OCTETS:
        raise TagError(f"an Ed25519 key has {ED25519_OCTETS} octets, this one {len(octets)}")
    return 8 * len(octets)


def _rsa_bits(octets: bytes) -> int:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(octets)
    except (ValueError, UnsupportedAlgorithm):
        raise TagError("p= holds no key") from None
    if not isinstance(key, RSAPublicKey):
        raise TagError("p= holds a key that is not RSA, k= says rsa")
    return key.key_size
