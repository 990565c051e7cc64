"""Answers as a resolver gives them that validates nothing, with all the proofs that the zones hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
from dns.message import Message
from dns.name import Name
from dns.rdatatype import RdataType
from dns.rrset import RRset
from servers.dns_zones import SignedZone

CNAME, DNAME, NSEC, DS, SOA = (dns.rdatatype.from_text(one) for one in ("CNAME", "DNAME", "NSEC", "DS", "SOA"))


def answer(zones: Mapping[Name, SignedZone], query: Message) -> Message:
    """The whole answer to a query, aliases followed through all zones."""
    response = dns.message.make_response(query, recursion_available=True)
    question = query.question[0]
    name = question.name
    for _ in range(8):
        zone = zone_of(zones, name, question.rdtype)
        if zone is None:
            response.set_rcode(dns.rcode.REFUSED)
            return response
        following = _Lookup(zone, response).look(name, question.rdtype)
        if following is None:
            break
        name = following
    return response


def zone_of(zones: Mapping[Name, SignedZone], name: Name, rdtype: RdataType) -> SignedZone | None:
    """The zone that answers: for DS the one above a cut."""
    found = [zone for zone in zones.values() if name.is_subdomain(zone.origin)]
    if rdtype == DS and name != dns.name.root:
        found = [zone for zone in found if zone.origin != name]
    return max(found, key=lambda zone: len(zone.origin), default=None)


class _Lookup:
    def __init__(self, zone: SignedZone, response: Message) -> None:
        self._zone = zone
        self._response = response

    def look(self, name: Name, rdtype: RdataType) -> Name | None:
        """Add what the zone has; the name to go on with if it is an alias."""
        redirect = self._redirect(name)
        if redirect is not None:
            return self._synthesise(name, redirect)
        source = self._source(name)
        if source is None:
            self._response.set_rcode(dns.rcode.NXDOMAIN)
            self._absent()
            self._deny(self._nxdomain(name))
            return None
        for wanted in (rdtype, CNAME):
            rrset = self._zone.rrsets.get((source, wanted))
            if rrset is not None:
                self._put(self._response.answer, name, rrset)
                if source != name:
                    self._deny(self._no_closer(name, source.parent()))
                return rrset[0].target if wanted == CNAME != rdtype else None
        self._absent()
        self._deny(self._nodata(name, source))
        return None

    def _redirect(self, name: Name) -> RRset | None:
        found = [
            rrset for (owner, kind), rrset in self._zone.rrsets.items() if kind == DNAME and _is_below(name, owner)
        ]
        return found[0] if found else None

    def _synthesise(self, name: Name, redirect: RRset) -> Name:
        self._put(self._response.answer, redirect.name, redirect)
        target: Name = name.relativize(redirect.name).concatenate(redirect[0].target)
        self._response.answer.append(dns.rrset.from_text(name, 300, "IN", "CNAME", target.to_text()))
        return target

    def _source(self, name: Name) -> Name | None:
        """The name itself, the wildcard that stands for it, or None."""
        names = self._zone.names()
        if name in names:
            return name
        wildcard = dns.name.from_text("*", self._encloser(name))
        return wildcard if wildcard in names else None

    def _encloser(self, name: Name) -> Name:
        names = self._zone.names()
        while name not in names:
            name = name.parent()
        return name

    def _put(self, section: list[RRset], name: Name, rrset: RRset) -> None:
        signature = self._zone.signatures.get((rrset.name, rrset.rdtype))
        for one in (rrset, signature):
            if one is not None and not any(have.match(name, one.rdclass, one.rdtype, one.covers) for have in section):
                section.append(_renamed(one, name))

    def _absent(self) -> None:
        self._put(self._response.authority, self._zone.origin, self._zone.rrsets[(self._zone.origin, SOA)])

    def _deny(self, names: Iterable[Name]) -> None:
        for name in names:
            rdtype = dns.rdatatype.NSEC3 if self._zone.spec.nsec3 else NSEC
            self._put(self._response.authority, name, self._zone.rrsets[(name, rdtype)])

    def _nodata(self, name: Name, source: Name) -> list[Name]:
        if not self._zone.spec.signed:
            return []
        if self._zone.spec.nsec3:
            return self._nodata3(name, source)
        if source != name:
            return [self._before(name), source]
        return [name] if (name, NSEC) in self._zone.rrsets else [self._before(name)]

    def _nodata3(self, name: Name, source: Name) -> list[Name]:
        hashes = self._zone.hashes
        if source != name:
            return [*self._closest(name), hashes[self._zone.hash(source)]]
        matching = hashes.get(self._zone.hash(name))
        return [matching] if matching else self._closest(name)

    def _nxdomain(self, name: Name) -> list[Name]:
        if not self._zone.spec.signed:
            return []
        wildcard = dns.name.from_text("*", self._encloser(name))
        if self._zone.spec.nsec3:
            return [*self._closest(name), self._over(wildcard)]
        return [self._before(name), self._before(wildcard)]

    def _no_closer(self, name: Name, encloser: Name) -> list[Name]:
        if not self._zone.spec.signed:
            return []
        if self._zone.spec.nsec3:
            return [self._over(name.split(len(encloser) + 1)[1])]
        return [self._before(name)]

    def _closest(self, name: Name) -> list[Name]:
        """NSEC3 of the closest encloser that has one, and the one over the next name below it."""
        below = name
        while self._zone.hash(name) not in self._zone.hashes:
            below, name = name, name.parent()
        return [self._zone.hashes[self._zone.hash(name)], self._over(below)]

    def _before(self, name: Name) -> Name:
        return max(owner for owner, rdtype in self._zone.rrsets if rdtype == NSEC and owner < name)

    def _over(self, name: Name) -> Name:
        wanted, known = self._zone.hash(name), sorted(self._zone.hashes)
        return self._zone.hashes[max((one for one in known if one < wanted), default=known[-1])]


def _is_below(name: Name, owner: Name) -> bool:
    return name != owner and name.is_subdomain(owner)


def _renamed(rrset: RRset, name: Name) -> RRset:
    return dns.rrset.from_rdata_list(name, rrset.ttl, list(rrset))
