"""The whole validation of a name: the chain above it, its records, and what its zone says does not exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import dns.exception
import dns.name
import dns.rcode
import dns.rdatatype
from dns.message import Message
from dns.name import Name
from dns.rdatatype import RdataType

from readiness.protocols.dnssec.anchors import Anchors
from readiness.protocols.dnssec.chain import Steps, Trust, alias, ask, descend, keys_of
from readiness.protocols.dnssec.signatures import find
from readiness.protocols.dnssec.verdicts import Bogus, Denial, Insecure, Verdict

ABSENT_LABEL = "readiness-absent-name"
ABSENT_TYPE = dns.rdatatype.HINFO
"""A name and a type that hardly any zone has, the same each time so that a scan can be planned and repeated."""


@dataclass
class _Seen:
    checked: list[str] = field(default_factory=list)
    denial: Denial | None = None
    proved: bool | None = None


def validate(name: Name, types: Sequence[RdataType], anchors: Anchors, now: int) -> Steps[Verdict]:
    """A generator that yields questions, is sent the answers and returns the verdict.

    It asks for keys and DS records on the way down, then for ``types`` of the name, then for a name and a type that do
    not exist. ``now`` is in seconds since 1970. Raises Unanswerable when an answer allows no verdict, nothing else.
    """
    trust, seen = Trust(now), _Seen()
    try:
        yield from descend(name, anchors, trust)
        yield from _records(name, types, trust, seen)
        yield from _absence(name, trust, seen)
    except Bogus as broken:
        if broken.expires is not None:
            trust.expiries.append((broken.zone, broken.expires))
        return _verdict("bogus", broken, trust, seen)
    except Insecure as ended:
        seen.denial = ended.denial or seen.denial
        if trust.about != ended.zone:
            yield from _look_at_unsigned(ended.zone, trust)
        return _verdict("insecure", ended, trust, seen)
    return _verdict("secure", None, trust, seen)


def _records(name: Name, types: Sequence[RdataType], trust: Trust, seen: _Seen) -> Steps[None]:
    for rdtype in types:
        message = yield from ask(name, rdtype)
        rrset = find(message, message.answer, name, rdtype)
        if rrset is None and alias(message, name, trust):
            seen.checked.append("CNAME")
            return
        _check(message, name, rdtype, trust, seen)
        if rrset is not None:
            seen.checked.append(dns.rdatatype.to_text(rdtype))


def _absence(name: Name, trust: Trust, seen: _Seen) -> Steps[None]:
    seen.proved = False
    absent = _absent_name(trust.zone)
    for asked, rdtype in ((absent, dns.rdatatype.A), (name, ABSENT_TYPE)):
        message = yield from ask(asked, rdtype)
        if not alias(message, asked, trust):
            _check(message, asked, rdtype, trust, seen)
    seen.proved = True


def _check(message: Message, name: Name, rdtype: RdataType, trust: Trust, seen: _Seen) -> None:
    """Verify the records of an answer, or the proof that there are none."""
    rrset = find(message, message.answer, name, rdtype)
    if rrset is not None:
        verified = trust.check(message, rrset, message.answer)
        if verified.wildcard is not None:
            trust.proofs(message).require_no_closer(name, verified.wildcard)
        return
    proofs = trust.proofs(message)
    seen.denial = proofs.denial or seen.denial
    if message.rcode() == dns.rcode.NXDOMAIN:
        proofs.require_nxdomain(name)
    else:
        proofs.require_nodata(name, rdtype)


def _absent_name(zone: Name) -> Name:
    try:
        return dns.name.from_text(ABSENT_LABEL, zone)
    except dns.exception.DNSException:  # the zone's own name fills the 255 octets
        return zone


def _look_at_unsigned(zone: Name, trust: Trust) -> Steps[None]:
    """A zone without DS records may be signed all the same: see whether it publishes keys."""
    message = yield from ask(zone, dns.rdatatype.DNSKEY)
    trust.about, trust.ds = zone, ()
    trust.published = keys_of(find(message, message.answer, zone, dns.rdatatype.DNSKEY))


def _verdict(status: str, ended: Bogus | Insecure | None, trust: Trust, seen: _Seen) -> Verdict:
    zone = trust.zone if ended is None else max(trust.zone, ended.zone, key=len)
    own = [expires for owner, expires in trust.expiries if owner == zone]
    above = [expires for owner, expires in trust.expiries if owner != zone]
    return Verdict(
        status=status,  # type: ignore[arg-type]  # one of the three words
        zone=zone,
        reason=None if ended is None else ended.reason,
        broken_at=None if ended is None else ended.zone,
        keys=trust.published if trust.about == zone else (),
        ds=trust.ds if trust.about == zone else (),
        expires=min(own, default=None),
        chain_expires=min(above, default=None),
        denial=seen.denial,
        proved=seen.proved,
        checked=tuple(sorted(set(seen.checked))),
    )
