"""Which DNSSEC algorithms and digests a validator accepts today, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable

from dns.dnssectypes import Algorithm
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.DS import DS

SUPPORTED = frozenset({8, 10, 13, 14, 15, 16})
"""RSA with SHA-2, ECDSA, EdDSA. RFC 9905 tells validators to treat RSA with SHA-1 (5, 7) as unsupported, RFC 9906 the
GOST algorithms; DSA and RSA with MD5 went with RFC 8624. A zone that is signed with others alone is insecure, not bogus
(RFC 4035 section 5.2, RFC 6840 section 5.2)."""

SHA1 = 1
DIGESTS = {SHA1: "SHA-1", 2: "SHA-256", 4: "SHA-384"}
"""Digests of DS records that validators accept (RFC 9904); the name is the one of the IANA registry."""

_RSA = frozenset({1, 5, 7, 8, 10})
_BITS = {13: 256, 14: 384, 15: 256, 16: 456}


def algorithm_name(number: int) -> str:
    """Mnemonic of the IANA registry such as ECDSAP256SHA256, the number if it has none."""
    return Algorithm.to_text(Algorithm.make(number))


def digest_name(number: int) -> str:
    """Name of a DS record's digest, the number if validators do not accept it."""
    return DIGESTS.get(number, str(number))


def usable(ds: Iterable[DS]) -> tuple[DS, ...]:
    """The DS records that a validator goes by: supported, no SHA-1 beside a stronger digest (RFC 4509 section 3)."""
    known = [one for one in ds if one.algorithm in SUPPORTED and one.digest_type in DIGESTS]
    strong = [one for one in known if one.digest_type != SHA1]
    return tuple(strong or known)


def key_bits(key: DNSKEY) -> int | None:
    """Size of a public key in bits, None where the algorithm is unknown or the key malformed."""
    if key.algorithm not in _RSA:
        return _BITS.get(key.algorithm)
    data = key.key
    if len(data) >= 3 and data[0] == 0:  # RFC 3110: the exponent's length is in one byte, or in the two after a zero
        start = 3 + int.from_bytes(data[1:3], "big")
    elif data and data[0]:
        start = 1 + data[0]
    else:
        return None
    return int.from_bytes(data[start:], "big").bit_length() or None
