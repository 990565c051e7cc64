"""Walks from a trust anchor down to the zone of a name, one label at a time (RFC 4035 section 5)."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import dns.dnssec
import dns.exception
import dns.name
import dns.rdatatype
from dns.dnssectypes import DSDigest
from dns.message import Message
from dns.name import Name
from dns.rdatatype import RdataType
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.DS import DS
from dns.rrset import RRset

from readiness.protocols.dnssec.algorithms import usable
from readiness.protocols.dnssec.anchors import Anchors, nearest
from readiness.protocols.dnssec.denial import Proofs, gather
from readiness.protocols.dnssec.nsec import Cut
from readiness.protocols.dnssec.signatures import REVOKED, ZONE_KEY, Verified, described, find, signatures, verify
from readiness.protocols.dnssec.verdicts import Bogus, Insecure, Unanswerable
from readiness.protocols.names import upwards, written
from readiness.protocols.rcodes import is_answer, said

MAX_DS = 32
Result = TypeVar("Result")


@dataclass(frozen=True)
class Question:
    """What to ask the resolver, with signatures and without its own validation (DO and CD)."""

    name: Name
    rdtype: RdataType


Steps = Generator[Question, Message, Result]


@dataclass
class Trust:
    """Where the walk has come to: the zone, its verified keys, and the expiry of each signature that was relied on.

    ``ds`` and ``published`` are what the zone ``about`` has, verified or not: the one that was entered last or failed.
    """

    now: int
    zone: Name = dns.name.root
    keys: tuple[DNSKEY, ...] = ()
    about: Name | None = None
    ds: tuple[DS, ...] = ()
    published: tuple[DNSKEY, ...] = ()
    expiries: list[tuple[Name, int]] = field(default_factory=list)

    def check(self, message: Message, rrset: RRset, section: list[RRset]) -> Verified:
        """Verify an RRset with the zone's keys; Bogus if it does not hold."""
        verified = verify(rrset, signatures(message, section, rrset), self.zone, self.keys, self.now)
        self.expiries.append((self.zone, verified.expires))
        return verified

    def proofs(self, message: Message) -> Proofs:
        """What the answer proves to be absent."""
        found = gather(message, self.zone, self.keys, self.now)
        self.expiries.extend((self.zone, expires) for expires in found.expires)
        return found


def ask(name: Name, rdtype: RdataType) -> Steps[Message]:
    """One question; Unanswerable if the answer is an error, or went through something that knows no EDNS."""
    message = yield Question(name, rdtype)
    what = described(name, rdtype)
    if not is_answer(message):
        raise Unanswerable(f"the resolver answered {said(message)} to {what}")
    if message.edns < 0:
        raise Unanswerable(f"the resolver answered {what} without EDNS, so without signatures", stripped=True)
    return message


def descend(name: Name, anchors: Anchors, trust: Trust) -> Steps[None]:
    """Move ``trust`` to the lowest signed zone that holds the name; Bogus or Insecure where the chain breaks."""
    start = nearest(anchors, name)
    if start is None:
        raise Insecure(name, f"no trust anchor covers {written(name)}")
    message = yield from ask(start, dns.rdatatype.DNSKEY)
    keys = find(message, message.answer, start, dns.rdatatype.DNSKEY)
    if keys is None or not signatures(message, message.answer, keys):
        raise Unanswerable(f"the resolver passes on no signed keys of {written(start)}", stripped=True)
    enter(trust, start, anchors[start], message, f"{written(start)} has no key that fits the trust anchor")
    for child in reversed(upwards(name)[: len(name) - len(start)]):
        if not (yield from _step(child, trust)):
            return


def _step(child: Name, trust: Trust) -> Steps[bool]:
    """Look for a zone cut at one name below; False if nothing can be below it."""
    message = yield from ask(child, dns.rdatatype.DS)
    ds = find(message, message.answer, child, dns.rdatatype.DS)
    if ds is not None:
        if trust.check(message, ds, message.answer).wildcard is not None:
            raise Bogus(trust.zone, f"{described(child, dns.rdatatype.DS)} is signed as a wildcard")
        message = yield from ask(child, dns.rdatatype.DNSKEY)
        records = tuple(one for one in ds if isinstance(one, DS))
        enter(trust, child, records, message, f"{written(child)} has no key that fits its DS records")
        return True
    if alias(message, child, trust):
        return True
    cut = trust.proofs(message).cut(child)
    if cut is Cut.UNSIGNED:
        raise Insecure(child, f"{written(trust.zone)} has no DS record for {written(child)}")
    return cut is Cut.NONE


def enter(trust: Trust, zone: Name, ds: Sequence[DS], message: Message, unmatched: str) -> None:
    """Take over a zone's keys, which one of those that DS names must have signed; Bogus or Insecure otherwise."""
    rrset = find(message, message.answer, zone, dns.rdatatype.DNSKEY)
    trust.about, trust.ds, trust.published = zone, tuple(ds[:MAX_DS]), keys_of(rrset)
    accepted = usable(trust.ds)
    if not accepted:
        raise Insecure(zone, f"{written(zone)} has no DS record with an algorithm and digest that validators support")
    if rrset is None:
        raise Bogus(zone, f"{written(zone)} has DS records but publishes no keys")
    trusted = [key for key in trust.published if any(_matches(zone, key, one) for one in accepted)]
    if not trusted:
        raise Bogus(zone, unmatched)
    verified = verify(rrset, signatures(message, message.answer, rrset), zone, trusted, trust.now)
    trust.zone, trust.keys = zone, trust.published
    trust.expiries.append((zone, verified.expires))


def keys_of(rrset: RRset | None) -> tuple[DNSKEY, ...]:
    """The keys of a DNSKEY RRset."""
    return tuple(key for key in rrset or () if isinstance(key, DNSKEY))


def alias(message: Message, name: Name, trust: Trust) -> bool:
    """Whether the answer has a verified alias at the name, its own, a wildcard's or one that DNAME above makes."""
    rrset = find(message, message.answer, name, dns.rdatatype.CNAME)
    if rrset is None:
        return False
    for above in upwards(name)[1:]:
        redirect = find(message, message.answer, above, dns.rdatatype.DNAME)
        if redirect is not None and not signatures(message, message.answer, rrset):
            _check_synthesis(message, rrset, redirect, trust)
            return True
    verified = trust.check(message, rrset, message.answer)
    if verified.wildcard is not None:
        trust.proofs(message).require_no_closer(name, verified.wildcard)
    return True


def _check_synthesis(message: Message, rrset: RRset, redirect: RRset, trust: Trust) -> None:
    """A CNAME that DNAME makes has no signature of its own (RFC 6672 section 5.3.1)."""
    if trust.check(message, redirect, message.answer).wildcard is not None:
        raise Bogus(trust.zone, f"{described(redirect.name, dns.rdatatype.DNAME)} is signed as a wildcard")
    prefix = rrset.name.relativize(redirect.name)
    try:
        made = prefix.concatenate(redirect[0].target)
    except dns.exception.DNSException:
        made = None
    if made is None or any(one.target != made for one in rrset):
        raise Bogus(trust.zone, f"{described(rrset.name, dns.rdatatype.CNAME)} is not what its DNAME makes")


def _matches(zone: Name, key: DNSKEY, ds: DS) -> bool:
    if not key.flags & ZONE_KEY or key.flags & REVOKED or key.algorithm != ds.algorithm:
        return False
    if dns.dnssec.key_id(key) != ds.key_tag:
        return False
    made = dns.dnssec.make_ds(zone, key, DSDigest.make(ds.digest_type), validating=True)
    return made.digest == ds.digest
