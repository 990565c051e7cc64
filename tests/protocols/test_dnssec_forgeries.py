"""Signatures and keys that are good in themselves but do not count: of another key, another zone, or taken back."""

from __future__ import annotations

import dns.dnssec
import dns.message
import dns.name
import dns.rdatatype
import dns.rrset
import pytest
from dns.message import Message
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from servers.dns_walk import LEAF, NOW, Zones, internet, walk
from servers.dns_zones import Spec, make_key

from readiness.protocols.dnssec.chain import Question

EXAMPLE = dns.name.from_text("example.com")


def _resign(zones: Zones, *records: DNSKEY) -> None:
    """Replace example.com's keys and sign them with its key signing key."""
    zone = zones[EXAMPLE]
    rrset = dns.rrset.from_rdata_list(EXAMPLE, 300, list(records))
    zone.add(rrset)
    zone.signatures[(EXAMPLE, dns.rdatatype.DNSKEY)] = zone.signature(rrset, NOW)


def test_a_key_that_ds_does_not_name_cannot_sign_the_keys() -> None:
    zones = internet(Spec(LEAF))
    zone = zones[EXAMPLE]
    thief = make_key("ECDSAP256SHA256", sep=True)
    real = zone.ksk
    zone.ksk = thief
    _resign(zones, real.record, thief.record, zone.zsk.record)
    verdict = walk(zones)
    assert verdict.status == "bogus"
    assert verdict.reason is not None
    assert "which example.com does not have" in verdict.reason


@pytest.mark.parametrize("flags", [0x0101 | 0x0080, 0x0001])
def test_a_revoked_key_and_one_that_is_no_zone_key_count_for_nothing(flags: int) -> None:
    zones = internet(Spec(LEAF))
    zone = zones[EXAMPLE]
    bad = zone.ksk.record.replace(flags=flags)
    assert isinstance(bad, DNSKEY)
    ds = dns.rrset.from_rdata(EXAMPLE, 300, dns.dnssec.make_ds(EXAMPLE, bad, "SHA256"))
    com = zones[dns.name.from_text("com")]
    com.add(ds)
    com.signatures[(EXAMPLE, dns.rdatatype.DS)] = com.signature(ds, NOW)
    zone.ksk.record = bad
    _resign(zones, bad, zone.zsk.record)
    assert walk(zones).reason == "example.com has no key that fits its DS records"


@pytest.mark.parametrize("flags", [0x0100 | 0x0080, 0x0000])
def test_such_a_key_signs_no_record_either(flags: int) -> None:
    zones = internet(Spec(LEAF))
    zone = zones[EXAMPLE]
    bad = zone.zsk.record.replace(flags=flags)
    assert isinstance(bad, DNSKEY)
    zone.zsk.record = bad
    _resign(zones, zone.ksk.record, bad)
    soa = zone.rrsets[(EXAMPLE, dns.rdatatype.SOA)]
    zone.signatures[(EXAMPLE, dns.rdatatype.SOA)] = zone.signature(soa, NOW)
    tag = dns.dnssec.key_id(bad)
    assert walk(zones).reason == f"SOA of example.com is signed with key {tag}, which example.com does not have"


def test_a_weak_digest_is_no_way_around_a_strong_one() -> None:
    zones = internet(Spec(LEAF))
    com = zones[dns.name.from_text("com")]
    key = zones[EXAMPLE].ksk.record
    sha1 = dns.dnssec.make_ds(EXAMPLE, key, "SHA1", policy=dns.dnssec.allow_all_policy)
    sha256 = dns.dnssec.make_ds(EXAMPLE, make_key("ECDSAP256SHA256", sep=True).record, "SHA256")
    for records, status in (([sha1], "secure"), ([sha1, sha256], "bogus")):
        ds = dns.rrset.from_rdata_list(EXAMPLE, 300, records)
        com.add(ds)
        com.signatures[(EXAMPLE, dns.rdatatype.DS)] = com.signature(ds, NOW)
        assert walk(zones).status == status


def test_a_wildcard_is_no_ds_record() -> None:
    zones = internet(Spec(LEAF, ds="none"))
    com = zones[dns.name.from_text("com")]
    ds = dns.dnssec.make_ds(EXAMPLE, zones[EXAMPLE].ksk.record, "SHA256")
    wild = com.signature(dns.rrset.from_rdata(dns.name.from_text("*.com"), 300, ds), NOW)

    def change(question: Question, message: Message) -> Message | None:
        if question == Question(EXAMPLE, dns.rdatatype.DS):
            message.answer[:] = [
                dns.rrset.from_rdata(EXAMPLE, 300, ds),
                dns.rrset.from_rdata_list(EXAMPLE, 300, list(wild)),
            ]
        return dns.message.from_wire(message.to_wire())

    assert walk(zones, change=change).reason == "DS of example.com is signed as a wildcard"


def test_a_zone_cannot_sign_for_another() -> None:
    zones = internet(Spec(LEAF))
    com = zones[dns.name.from_text("com")]
    zone = zones[EXAMPLE]
    key = (EXAMPLE, dns.rdatatype.A)
    zone.signatures[key] = com.signature(zone.rrsets[key], NOW)
    assert walk(zones).reason == "A of example.com is signed by com and not by example.com"


@pytest.mark.parametrize("rdtype", ["DNSKEY", "SOA", "MX"])
def test_a_record_without_signature_is_bogus(rdtype: str) -> None:
    zones = internet(Spec(LEAF))
    del zones[EXAMPLE].signatures[(EXAMPLE, dns.rdatatype.from_text(rdtype))]
    verdict = walk(zones)
    assert (verdict.status, verdict.reason) == ("bogus", f"{rdtype} of example.com has no signature")


def test_a_cname_that_its_dname_does_not_make_is_bogus() -> None:
    def change(question: Question, message: Message) -> Message:
        made = dns.rrset.from_text("x.old.example.com.", 300, "IN", "CNAME", "evil.example.")
        kept = [one for one in message.answer if one.name != made.name]
        message.answer[:] = [*kept, made] if len(kept) < len(message.answer) else kept
        return dns.message.from_wire(message.to_wire())

    assert walk(internet(Spec(LEAF)), "x.old.example.com", change=change).status == "bogus"
