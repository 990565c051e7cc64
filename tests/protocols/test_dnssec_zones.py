"""Whatever a zone holds: all its denials together prove exactly what is absent, neither less nor more."""

from __future__ import annotations

import itertools
from functools import cache

import dns.name
import dns.rdatatype
import dns.rrset
import pytest
from dns.name import Name
from dns.rdtypes.ANY.NSEC import NSEC
from dns.rdtypes.ANY.NSEC3 import NSEC3
from hypothesis import given, settings
from hypothesis import strategies as st
from servers.dns_zones import Nsec3, SignedZone, Spec, make_key

from readiness.protocols.dnssec.nsec import Cut, NsecProofs
from readiness.protocols.dnssec.nsec3 import Nsec3Proofs

ZONE = dns.name.from_text("z.")
A = dns.rdatatype.A
LABELS = ("a", "b", "*")
UNIVERSE = [
    dns.name.Name([one.encode() for one in labels] + [b"z", b""])
    for depth in (1, 2, 3)
    for labels in itertools.product(LABELS, repeat=depth)
]
VALUES = {"A": "192.0.2.1", "TXT": "x", "CNAME": "elsewhere.", "NS": "ns.elsewhere.", "DNAME": "elsewhere."}
KEYS = (make_key("ED25519", sep=True), make_key("ED25519", sep=False))


@st.composite
def zones(draw: st.DrawFn) -> dict[Name, str]:
    """Names of a zone with one type each; no delegation at a wildcard, nothing below a delegation or DNAME."""
    found = draw(st.dictionaries(st.sampled_from(UNIVERSE), st.sampled_from(sorted(VALUES)), max_size=6))
    found = {name: rdtype for name, rdtype in found.items() if not (name.is_wild() and rdtype in ("NS", "DNAME"))}
    return {name: rdtype for name, rdtype in found.items() if _closest(name, found) is None}


def _closest(name: Name, zone: dict[Name, str]) -> str | None:
    """The type of the delegation or DNAME above a name."""
    for above in zone:
        if name != above and name.is_subdomain(above) and zone[above] in ("NS", "DNAME"):
            return zone[above]
    return None


def _exists(name: Name, zone: dict[Name, str]) -> bool:
    return name == ZONE or any(one.is_subdomain(name) for one in zone)


def _truth(name: Name, zone: dict[Name, str]) -> str:
    """What the zone has to say about A of a name."""
    if _closest(name, zone) is not None or zone.get(name) == "NS":
        return "elsewhere"
    if not _exists(name, zone):
        encloser = name.parent()
        while not _exists(encloser, zone):
            encloser = encloser.parent()
        name = dns.name.from_text("*", encloser)
        if not _exists(name, zone):
            return "no name"
    return "records" if zone.get(name) in ("A", "CNAME") else "no data"


def _signed(zone: dict[Name, str], nsec3: Nsec3 | None) -> SignedZone:
    made = SignedZone(ZONE, Spec("", nsec3=nsec3), ksk=KEYS[0], zsk=KEYS[1])
    made.add(dns.rrset.from_text(ZONE, 300, "IN", "SOA", "ns. h. 1 2 3 4 5"))
    made.add(dns.rrset.from_text(ZONE, 300, "IN", "NS", "ns."))
    for name, rdtype in zone.items():
        made.add(dns.rrset.from_text(name, 300, "IN", rdtype, VALUES[rdtype]))
    made.sign(1_790_000_000)
    return made


def _proofs(zone: dict[Name, str], nsec3: Nsec3 | None) -> NsecProofs | Nsec3Proofs:
    signed = _signed(zone, nsec3)
    if nsec3 is None:
        plain = {name: rrset[0] for (name, _), rrset in signed.rrsets.items() if isinstance(rrset[0], NSEC)}
        return NsecProofs(ZONE, plain)
    hashed = {
        name.labels[0].decode().upper(): rrset[0]
        for (name, _), rrset in signed.rrsets.items()
        if isinstance(rrset[0], NSEC3)
    }
    return Nsec3Proofs(ZONE, hashed, nsec3.iterations, nsec3.salt)


@cache
def _names() -> tuple[Name, ...]:
    return tuple(name for name in UNIVERSE if not name.is_wild())


@pytest.mark.parametrize("nsec3", [None, Nsec3(), Nsec3(1, b"salt")])
@given(zone=zones())
@settings(max_examples=60, deadline=None)
def test_what_is_provable_is_what_is_true(nsec3: Nsec3 | None, zone: dict[Name, str]) -> None:
    proofs = _proofs(zone, nsec3)
    for name in _names():
        truth = _truth(name, zone)
        assert proofs.nxdomain(name) == (truth == "no name"), (name, truth)
        assert proofs.nodata(name, A) == (truth == "no data"), (name, truth)


@pytest.mark.parametrize("nsec3", [None, Nsec3(), Nsec3(opt_out=True)])
@given(zone=zones())
@settings(max_examples=60, deadline=None)
def test_a_wildcard_stands_only_for_what_is_absent(nsec3: Nsec3 | None, zone: dict[Name, str]) -> None:
    proofs = _proofs(zone, nsec3)
    for name in _names():
        for encloser in (name.parent(), name.parent().parent()):
            if encloser.is_subdomain(ZONE) and proofs.no_closer(name, encloser):
                below = name.split(len(encloser) + 1)[1]
                skipped = nsec3 is not None and nsec3.opt_out and _only_leads_to_unsigned(below, zone)
                assert skipped or not _exists(below, zone), (name, encloser)


def _only_leads_to_unsigned(name: Name, zone: dict[Name, str]) -> bool:
    return zone.get(name) == "NS"


@pytest.mark.parametrize("nsec3", [None, Nsec3()])
@given(zone=zones())
@settings(max_examples=60, deadline=None)
def test_only_a_delegation_is_an_unsigned_cut(nsec3: Nsec3 | None, zone: dict[Name, str]) -> None:
    proofs = _proofs(zone, nsec3)
    for name in _names():
        if _closest(name, zone) is None:
            assert (proofs.cut(name) is Cut.UNSIGNED) == (zone.get(name) == "NS"), name
            assert (proofs.cut(name) is Cut.ABSENT) == (_truth(name, zone) == "no name"), name
