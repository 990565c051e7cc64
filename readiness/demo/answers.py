"""Decide what a name server answers from its zones: records, referrals, aliases and signed denials; nothing is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
import dns.zone
from dns.name import Name
from dns.rdatatype import RdataType
from dns.rrset import RRset

ZoneFor = Callable[[Name, RdataType], dns.zone.Zone | None]
"""Which zone answers for a name and type; none if that is for somebody else to say."""


@dataclass(frozen=True)
class Answer:
    """The sections of one response."""

    rcode: dns.rcode.Rcode = dns.rcode.NOERROR
    authoritative: bool = True
    answer: tuple[RRset, ...] = ()
    authority: tuple[RRset, ...] = ()
    additional: tuple[RRset, ...] = ()


def only(zone: dns.zone.Zone) -> ZoneFor:
    """What an authoritative server of one zone knows."""
    return lambda name, _: zone if name.is_subdomain(_origin(zone)) else None


def deepest(zones: Sequence[dns.zone.Zone]) -> ZoneFor:
    """What a resolver finds: the zone closest to the name; a DS record stands in the parent (RFC 4035, 2.4)."""

    def zone_for(name: Name, rdtype: RdataType) -> dns.zone.Zone | None:
        outside = rdtype == dns.rdatatype.DS and name != dns.name.root
        fitting = [zone for zone in zones if name.is_subdomain(_origin(zone)) and not (outside and name == zone.origin)]
        return max(fitting, key=lambda zone: len(_origin(zone)), default=None)

    return zone_for


def look_up(zone_for: ZoneFor, name: Name, rdtype: RdataType, *, dnssec: bool, recursive: bool = False) -> Answer:
    """The answer for one question, following aliases as far as ``zone_for`` reaches.

    Where aliases form a loop, a resolver has failed; an authoritative server has said all that it knows.
    """
    chain: tuple[RRset, ...] = ()
    seen: set[Name] = set()
    while name not in seen:
        seen.add(name)
        zone = zone_for(name, rdtype)
        if zone is None:
            return Answer(answer=chain) if chain else Answer(dns.rcode.REFUSED, authoritative=False)
        found = _in_zone(zone, name, rdtype, dnssec)
        alias = _target(found, rdtype)
        if alias is None:
            return replace(found, authoritative=found.authoritative or bool(chain), answer=chain + found.answer)
        chain, name = chain + found.answer, alias
    return Answer(dns.rcode.SERVFAIL) if recursive else Answer(answer=chain)


def _in_zone(zone: dns.zone.Zone, name: Name, rdtype: RdataType, dnssec: bool) -> Answer:
    """One step: what this zone says about exactly this name (RFC 1034, 4.3.2)."""
    cut = _delegation(zone, name, rdtype)
    if cut is not None:
        return _referral(zone, cut, dnssec)
    for candidate in (rdtype, dns.rdatatype.CNAME):
        found = _rrsets(zone, name, candidate, dnssec)
        if found:
            return Answer(answer=found)
    return _denial(zone, name, dnssec)


def _target(found: Answer, rdtype: RdataType) -> Name | None:
    if rdtype == dns.rdatatype.CNAME or not found.answer or found.answer[0].rdtype != dns.rdatatype.CNAME:
        return None
    target: Name = found.answer[0][0].target
    return target


def _delegation(zone: dns.zone.Zone, name: Name, rdtype: RdataType) -> Name | None:
    """The highest cut between the zone and the name; the DS of a cut is the parent's own to answer."""
    origin = _origin(zone)
    for depth in range(len(origin) + 1, len(name) + 1):
        owner = name.split(depth)[1]
        if zone.get_rdataset(owner, dns.rdatatype.NS) and not (owner == name and rdtype == dns.rdatatype.DS):
            return owner
    return None


def _referral(zone: dns.zone.Zone, cut: Name, dnssec: bool) -> Answer:
    servers = _rrsets(zone, cut, dns.rdatatype.NS, False)
    proof: tuple[RRset, ...] = ()
    if dnssec:
        proof = _rrsets(zone, cut, dns.rdatatype.DS, True) or _rrsets(zone, cut, dns.rdatatype.NSEC, True)
    glue = [found for server in servers[0] for found in _rrsets(zone, server.target, dns.rdatatype.A, False)]
    return Answer(authoritative=False, authority=servers + proof, additional=tuple(glue))


def _denial(zone: dns.zone.Zone, name: Name, dnssec: bool) -> Answer:
    """NODATA or NXDOMAIN, proved by the NSEC at or before the name and before its wildcard (RFC 4035, 3.1.3)."""
    origin = _origin(zone)
    exists = any(known.is_subdomain(name) for known in zone)
    authority = _rrsets(zone, origin, dns.rdatatype.SOA, dnssec)
    signed = sorted(owner for owner in zone if zone.get_rdataset(owner, dns.rdatatype.NSEC))
    if dnssec and signed:
        denied = [name]
        if not exists:
            closest = next(above for above in _ancestors(name) if any(known.is_subdomain(above) for known in zone))
            denied.append(dns.name.Name((b"*", *closest.labels)))
        owners = dict.fromkeys(max(owner for owner in signed if owner <= each) for each in denied)
        for owner in owners:
            authority += _rrsets(zone, owner, dns.rdatatype.NSEC, True)
    return Answer(dns.rcode.NOERROR if exists else dns.rcode.NXDOMAIN, authority=authority)


def _ancestors(name: Name) -> list[Name]:
    return [name.split(depth)[1] for depth in range(len(name) - 1, 0, -1)]


def _rrsets(zone: dns.zone.Zone, owner: Name, rdtype: RdataType, dnssec: bool) -> tuple[RRset, ...]:
    """The record set and, if wanted and there is one, its signatures; nothing if the owner has no such record."""
    found = zone.get_rrset(owner, rdtype)
    if found is None:
        return ()
    signatures = zone.get_rrset(owner, dns.rdatatype.RRSIG, rdtype) if dnssec else None
    return (found,) if signatures is None else (found, signatures)


def _origin(zone: dns.zone.Zone) -> Name:
    if zone.origin is None:
        raise ValueError("a zone without an origin answers for no name")
    return zone.origin
