"""Collects the signed NSEC and NSEC3 records of an answer and asks them whether something is proved to be absent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import dns.rdatatype
from dns.message import Message
from dns.name import Name
from dns.rdatatype import RdataType
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.NSEC import NSEC
from dns.rdtypes.ANY.NSEC3 import NSEC3
from dns.rrset import RRset

from readiness.protocols.dnssec.nsec import Cut, NsecProofs
from readiness.protocols.dnssec.nsec3 import MAX_ITERATIONS, OPT_OUT, SHA1, Nsec3Proofs
from readiness.protocols.dnssec.signatures import described, signatures, verify
from readiness.protocols.dnssec.verdicts import Bogus, Denial, Insecure
from readiness.protocols.names import written

MAX_RECORDS = 8
"""The longest proof needs three; more are not looked at."""

_Kind = NsecProofs | Nsec3Proofs


@dataclass(frozen=True)
class Proofs:
    """The verified NSEC and NSEC3 records of one zone in one answer, and when their signatures expire."""

    zone: Name
    kinds: tuple[_Kind, ...]
    denial: Denial | None
    expires: tuple[int, ...]
    failures: tuple[Bogus, ...]

    def require_nodata(self, name: Name, rdtype: RdataType) -> None:
        """Bogus unless it is proved that the name has no such record."""
        self._require(lambda kind: kind.nodata(name, rdtype), f"{described(name, rdtype)} is absent")

    def require_nxdomain(self, name: Name) -> None:
        """Bogus unless it is proved that the name does not exist."""
        self._require(lambda kind: kind.nxdomain(name), f"{written(name)} does not exist")

    def require_no_closer(self, name: Name, encloser: Name) -> None:
        """Bogus unless it is proved that the wildcard below ``encloser`` may stand for the name."""
        wanted = f"the wildcard of {written(encloser)} stands for {written(name)}"
        self._require(lambda kind: kind.no_closer(name, encloser), wanted)

    def cut(self, name: Name) -> Cut:
        """What the proved absence of DS at a name says; Bogus if it is not proved."""
        for kind in self.kinds:
            found = kind.cut(name)
            if found is not None:
                return found
        raise self._unproved(f"{described(name, dns.rdatatype.DS)} is absent")

    def _require(self, holds: Callable[[_Kind], bool], wanted: str) -> None:
        if not any(holds(kind) for kind in self.kinds):
            raise self._unproved(wanted)

    def _unproved(self, wanted: str) -> Bogus:
        if self.failures:
            return self.failures[0]
        said = "has no proof" if not self.kinds else "has NSEC records that do not prove"
        return Bogus(self.zone, f"{written(self.zone)} {said} that {wanted}")


def gather(message: Message, zone: Name, keys: Sequence[DNSKEY], now: int) -> Proofs:
    """Proofs from the authority section; Insecure where NSEC3 asks for more iterations than validators do."""
    good: list[RRset] = []
    expires: list[int] = []
    failures: list[Bogus] = []
    for rrset in _candidates(message, zone)[:MAX_RECORDS]:
        try:
            verified = verify(rrset, signatures(message, message.authority, rrset), zone, keys, now)
        except Bogus as failure:
            failures.append(failure)
            continue
        if verified.wildcard is None:  # or it would be a statement about any name that somebody cares to put there
            good.append(rrset)
            expires.append(verified.expires)
    nsec = {rrset.name: rdata for rrset in good for rdata in rrset if isinstance(rdata, NSEC)}
    nsec3 = _nsec3(zone, good)
    kinds: list[_Kind] = [NsecProofs(zone, nsec)] if nsec else []
    if nsec3 is not None:
        kinds.append(nsec3[0])
    denial = Denial("nsec") if nsec else nsec3[1] if nsec3 else None
    return Proofs(zone, tuple(kinds), denial, tuple(expires), tuple(failures))


def _candidates(message: Message, zone: Name) -> list[RRset]:
    """NSEC records of this zone: behind an alias, those of another zone may stand beside them."""
    return [
        rrset
        for rrset in message.authority
        if rrset.rdtype in (dns.rdatatype.NSEC, dns.rdatatype.NSEC3)
        and rrset.name.is_subdomain(zone)
        and all(one.signer == zone for one in signatures(message, message.authority, rrset))
    ]


def _nsec3(zone: Name, good: list[RRset]) -> tuple[Nsec3Proofs, Denial] | None:
    # Unknown hash algorithms and flags make a record unusable (RFC 5155 sections 8.1 and 8.2).
    found = [
        (rrset.name, rdata)
        for rrset in good
        for rdata in rrset
        if isinstance(rdata, NSEC3) and rdata.algorithm == SHA1 and not rdata.flags & ~OPT_OUT
        if rrset.name.parent() == zone
    ]
    if not found:
        return None
    first = found[0][1]
    alike = {
        owner.labels[0].decode("latin-1").upper(): rdata
        for owner, rdata in found
        if (rdata.iterations, rdata.salt) == (first.iterations, first.salt)
    }
    opt_out = any(rdata.flags & OPT_OUT for rdata in alike.values())
    denial = Denial("nsec3", first.iterations, bool(first.salt), bool(opt_out))
    if first.iterations > MAX_ITERATIONS:
        much = f"{first.iterations} iterations, more than the {MAX_ITERATIONS} that validators accept"
        raise Insecure(zone, f"{written(zone)} has NSEC3 with {much}", denial)
    return Nsec3Proofs(zone, alike, first.iterations, first.salt), denial
