"""Checks one RRset against its signatures (RFC 4035 section 5.3)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import dns.dnssec
import dns.exception
import dns.rdataset
import dns.rdatatype
from cryptography.exceptions import UnsupportedAlgorithm
from dns.message import Message
from dns.name import Name
from dns.node import Node
from dns.rdataclass import IN
from dns.rdataset import Rdataset
from dns.rdatatype import RdataType
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.RRSIG import RRSIG
from dns.rrset import RRset

from readiness.protocols.dnssec.algorithms import SUPPORTED
from readiness.protocols.dnssec.verdicts import Bogus
from readiness.protocols.names import written

# Bounds against zones made to cost time (CVE-2023-50387); ordinary ones have one or two of each.
MAX_SIGNATURES = 8
MAX_KEYS_OF_A_TAG = 4
ZONE_KEY, REVOKED = 0x0100, 0x0080

_Section = list[RRset]


@dataclass(frozen=True)
class Verified:
    """A good signature: when it expires, and below which name a wildcard was expanded to make the RRset, if any."""

    expires: int
    wildcard: Name | None


def find(message: Message, section: _Section, name: Name, rdtype: RdataType) -> RRset | None:
    """The RRset of a name and type in a section."""
    return message.get_rrset(section, name, IN, rdtype)


def signatures(message: Message, section: _Section, rrset: RRset) -> tuple[RRSIG, ...]:
    """The signatures that a section holds for an RRset."""
    found = message.get_rrset(section, rrset.name, IN, dns.rdatatype.RRSIG, rrset.rdtype)
    return tuple(one for one in found or () if isinstance(one, RRSIG))


def described(name: Name, rdtype: RdataType) -> str:
    """How reasons speak of an RRset: ``MX of example.com``."""
    return f"{dns.rdatatype.to_text(rdtype)} of {written(name)}"


def verify(rrset: RRset, signed: Iterable[RRSIG], zone: Name, keys: Sequence[DNSKEY], now: int) -> Verified:
    """The good signature that lasts longest; Bogus with what is wrong when no signature of ``zone`` is good."""
    what = described(rrset.name, rrset.rdtype)
    ordered = sorted(signed, key=lambda one: one.expiration, reverse=True)[:MAX_SIGNATURES]
    if not ordered:
        raise Bogus(zone, f"{what} has no signature")
    failures: dict[str, None] = {}
    for signature in ordered:
        failure = _failure(rrset, signature, zone, keys, now)
        if failure is None:
            return Verified(signature.expiration, _wildcard(rrset.name, signature))
        failures[failure] = None
    expired = ordered[0].expiration if ordered[0].expiration < now else None
    raise Bogus(zone, f"{what} {'; '.join(failures)}", expired)


def _failure(rrset: RRset, signature: RRSIG, zone: Name, keys: Sequence[DNSKEY], now: int) -> str | None:
    if signature.type_covered != rrset.rdtype:
        return "has a signature for another type"
    if signature.signer != zone or not rrset.name.is_subdomain(zone):
        return f"is signed by {written(signature.signer)} and not by {written(zone)}"
    if signature.algorithm not in SUPPORTED:
        return f"is signed with algorithm {int(signature.algorithm)}, which validators do not support"
    if signature.labels > len(rrset.name) - 1:
        return "has a signature for a longer name"
    if signature.expiration < now:
        return f"has a signature that expired on {_when(signature.expiration)}"
    if signature.inception > now:
        return f"has a signature that is not valid before {_when(signature.inception)}"
    candidates = [key for key in keys if _fits(key, signature)][:MAX_KEYS_OF_A_TAG]
    if not candidates:
        return f"is signed with key {signature.key_tag}, which {written(zone)} does not have"
    if not any(_verifies(rrset, signature, key, now) for key in candidates):
        return "does not match its signature"
    return None


def _fits(key: DNSKEY, signature: RRSIG) -> bool:
    return (
        key.algorithm == signature.algorithm
        and bool(key.flags & ZONE_KEY)
        and not key.flags & REVOKED
        and key.protocol == 3
        and dns.dnssec.key_id(key) == signature.key_tag
    )


def _verifies(rrset: RRset, signature: RRSIG, key: DNSKEY, now: int) -> bool:
    keys: dict[Name, Node | Rdataset] = {signature.signer: dns.rdataset.from_rdata_list(0, [key])}
    try:
        dns.dnssec.validate_rrsig(rrset, signature, keys, now=now)
    except (dns.exception.DNSException, UnsupportedAlgorithm):
        return False
    except (ValueError, TypeError, IndexError, OverflowError, struct.error):  # malformed keys and signatures
        return False
    return True


def _wildcard(name: Name, signature: RRSIG) -> Name | None:
    labels = len(name) - 1 - (1 if name.is_wild() else 0)
    return name.split(signature.labels + 1)[1] if signature.labels < labels else None


def _when(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
