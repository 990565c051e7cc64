"""From the trust anchor to the zone: where the chain holds, where it ends and where it breaks."""

from __future__ import annotations

import dns.dnssec
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest
from dns.message import Message
from servers.dns_walk import COM, DAY, LEAF, NOW, ROOT, STYLES, Zones, asked, internet, walk
from servers.dns_zones import Nsec3, Spec, anchor

from readiness.protocols.dnssec.chain import Question
from readiness.protocols.dnssec.verdicts import Unanswerable, Verdict

EXAMPLE = dns.name.from_text("example.com")


@pytest.fixture(scope="module", params=sorted(STYLES))
def good(request: pytest.FixtureRequest) -> Zones:
    """A healthy zone in each style of denial."""
    return internet(Spec(LEAF, nsec3=STYLES[request.param]))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("example.com", ("A", "MX", "SOA")),
        ("www.example.com", ("CNAME",)),
        ("ent.example.com", ()),
        ("deep.ent.example.com", ("A",)),
        ("host.closer.wild.example.com", ("A",)),
        ("x.old.example.com", ("CNAME",)),
    ],
)
def test_it_validates_what_a_signed_zone_has(good: Zones, name: str, found: tuple[str, ...]) -> None:
    verdict = walk(good, name)
    assert (verdict.status, verdict.reason, verdict.checked) == ("secure", None, found)
    assert verdict.zone == EXAMPLE
    assert verdict.proved is True


def test_it_validates_wildcards_and_absent_names_where_no_opt_out_hides_them() -> None:
    for style in ("nsec", "nsec3", "salted"):
        zones = internet(Spec(LEAF, nsec3=STYLES[style]))
        assert walk(zones, "x.wild.example.com").checked == ("A",)
        assert walk(zones, "y.x.wild.example.com").checked == ("A",)
        assert walk(zones, "x.alias.example.com").checked == ("CNAME",)
        assert walk(zones, "absent.example.com").status == "secure"


def test_opt_out_makes_what_it_skips_insecure() -> None:
    zones = internet(Spec(LEAF, nsec3=Nsec3(opt_out=True)))
    verdict = walk(zones, "absent.example.com")
    assert (verdict.status, verdict.reason) == ("insecure", "example.com has no DS record for absent.example.com")


@pytest.mark.parametrize("algorithm", ["RSASHA256", "RSASHA512", "ECDSAP256SHA256", "ECDSAP384SHA384", "ED25519"])
def test_it_validates_every_algorithm_in_use(algorithm: str) -> None:
    verdict = walk(internet(Spec(LEAF, algorithm=algorithm)))
    assert verdict.status == "secure"
    assert {dns.dnssec.algorithm_to_text(key.algorithm) for key in verdict.keys} == {algorithm}


@pytest.mark.parametrize(
    ("leaf", "status", "reason"),
    [
        (Spec(LEAF, ds="none"), "insecure", "com has no DS record for example.com"),
        (
            Spec(LEAF, ds="unknown algorithm"),
            "insecure",
            "example.com has no DS record with an algorithm and digest that validators support",
        ),
        (
            Spec(LEAF, ds="sha1 algorithm"),
            "insecure",
            "example.com has no DS record with an algorithm and digest that validators support",
        ),
        (
            Spec(LEAF, ds="unknown digest"),
            "insecure",
            "example.com has no DS record with an algorithm and digest that validators support",
        ),
        (
            Spec(LEAF, nsec3=Nsec3(51)),
            "insecure",
            "example.com has NSEC3 with 51 iterations, more than the 50 that validators accept",
        ),
        (Spec(LEAF, nsec3=Nsec3(50)), "secure", None),
        (Spec(LEAF, ds="sha384"), "secure", None),
        (Spec(LEAF, ds="wrong"), "bogus", "example.com has no key that fits its DS records"),
        (Spec(LEAF, signed=False), "bogus", "example.com has DS records but publishes no keys"),
        (
            Spec(LEAF, since=-9, until=-1),
            "bogus",
            "DNSKEY of example.com has a signature that expired on 2026-09-20 14:13 UTC",
        ),
        (
            Spec(LEAF, since=1),
            "bogus",
            "DNSKEY of example.com has a signature that is not valid before 2026-09-22 14:13 UTC",
        ),
        (
            Spec(LEAF, stale=("MX",)),
            "bogus",
            "MX of example.com has a signature that expired on 2026-09-19 14:13 UTC",
        ),
        (
            Spec(LEAF, stale=("NSEC",)),
            "bogus",
            "NSEC of example.com has a signature that expired on 2026-09-19 14:13 UTC",
        ),
    ],
)
def test_it_names_the_record_and_zone_at_fault(leaf: Spec, status: str, reason: str | None) -> None:
    verdict = walk(internet(leaf))
    assert (verdict.status, verdict.reason) == (status, reason)
    assert verdict.broken_at == (None if status == "secure" else EXAMPLE)
    assert verdict.zone == EXAMPLE


def test_a_zone_that_is_signed_without_ds_shows_its_keys() -> None:
    assert len(walk(internet(Spec(LEAF, ds="none"))).keys) == 2
    assert walk(internet(Spec(LEAF, signed=False, ds="none"))).keys == ()


def test_a_break_above_is_reported_where_it_is() -> None:
    verdict = walk(internet(Spec(LEAF), com=Spec(COM, since=-9, until=-1)))
    assert (verdict.status, verdict.broken_at) == ("bogus", dns.name.from_text("com"))


def test_another_trust_anchor_than_the_roots_makes_everything_bogus() -> None:
    other = anchor(internet(Spec(LEAF)))
    verdict = walk(internet(Spec(LEAF)), anchors=other)
    assert (verdict.status, verdict.reason) == ("bogus", ". has no key that fits the trust anchor")
    assert verdict.broken_at == dns.name.root


def test_validation_may_begin_at_a_zone_in_the_middle() -> None:
    zones = internet(Spec(LEAF, ds="none"))
    verdict = walk(zones, anchors=anchor(zones, "example.com."))
    assert (verdict.status, verdict.chain_expires) == ("secure", None)
    outside = walk(zones, "plain.com", anchors=anchor(zones, "example.com."))
    assert (outside.status, outside.reason) == ("insecure", "no trust anchor covers plain.com")


def test_expiry_is_told_for_the_zone_and_for_those_above() -> None:
    verdict = walk(internet(Spec(LEAF, until=3), com=Spec(COM, until=2), root=Spec(ROOT, until=9)))
    assert (verdict.expires, verdict.chain_expires) == (NOW + 3 * DAY, NOW + 2 * DAY)
    assert walk(internet(Spec(LEAF, stale=("MX",)))).expires == NOW - 2 * DAY


def test_of_two_signatures_the_one_that_lasts_counts() -> None:
    zones = internet(Spec(LEAF, until=9))
    stale = dns.rdatatype.SOA
    apex = zones[EXAMPLE]
    rrset = apex.rrsets[(EXAMPLE, stale)]
    old = dns.dnssec.sign(
        rrset, apex.zsk.private, EXAMPLE, apex.zsk.record, inception=NOW - 9 * DAY, expiration=NOW - DAY
    )
    apex.signatures[(EXAMPLE, stale)].add(old)
    verdict = walk(zones)
    assert (verdict.status, verdict.expires) == ("secure", NOW + 9 * DAY)


def test_a_resolver_that_drops_signatures_allows_no_verdict() -> None:
    def change(question: Question, message: Message) -> Message:
        message.answer[:] = [one for one in message.answer if one.rdtype != dns.rdatatype.RRSIG]
        message.index.clear()
        return dns.message.from_wire(message.to_wire())

    with pytest.raises(Unanswerable, match=r"passes on no signed keys of \."):
        walk(internet(Spec(LEAF)), change=change)


def test_a_resolver_without_edns_allows_no_verdict() -> None:
    def change(question: Question, message: Message) -> Message:
        message.use_edns(False)
        return message

    with pytest.raises(Unanswerable, match="without EDNS") as caught:
        walk(internet(Spec(LEAF)), change=change)
    assert caught.value.stripped


@pytest.mark.parametrize("at", ["DNSKEY of .", "DS of com", "DNSKEY of example.com", "A of example.com"])
def test_an_error_of_the_resolver_allows_no_verdict(at: str) -> None:
    def change(question: Question, message: Message) -> Message:
        if at == f"{dns.rdatatype.to_text(question.rdtype)} of {question.name.to_text(omit_final_dot=True)}":
            message.set_rcode(dns.rcode.SERVFAIL)
        return message

    with pytest.raises(Unanswerable, match=f"the resolver answered SERVFAIL to {at}"):
        walk(internet(Spec(LEAF)), change=change)


def test_names_below_an_unsigned_delegation_are_insecure() -> None:
    zones = internet(Spec(LEAF))
    verdict: Verdict = walk(zones, "host.sub.example.com")
    assert (verdict.status, verdict.reason) == ("insecure", "example.com has no DS record for sub.example.com")
    assert asked(zones, "sub.example.com", "DS").answer == []
