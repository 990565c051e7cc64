"""Proofs that something does not exist: they hold for what is absent, and never for what is there."""

from __future__ import annotations

from collections.abc import Callable

import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest
from dns.message import Message
from dns.name import Name
from servers.dns_walk import LEAF, NOW, STYLES, Zones, asked, internet, walk
from servers.dns_zones import Nsec3, Spec

from readiness.protocols.dnssec.chain import Question
from readiness.protocols.dnssec.denial import Proofs, gather
from readiness.protocols.dnssec.nsec import Cut
from readiness.protocols.dnssec.verdicts import Bogus, Denial, Insecure

EXAMPLE = dns.name.from_text("example.com")
A, DS, NSEC = dns.rdatatype.A, dns.rdatatype.DS, dns.rdatatype.NSEC
DENIALS = [
    ("absent.example.com", "A", lambda proofs: proofs.require_nxdomain(_name("absent.example.com"))),
    ("a.b.absent.example.com", "A", lambda proofs: proofs.require_nxdomain(_name("a.b.absent.example.com"))),
    ("mx.example.com", "TXT", lambda proofs: proofs.require_nodata(_name("mx.example.com"), dns.rdatatype.TXT)),
    ("ent.example.com", "A", lambda proofs: proofs.require_nodata(_name("ent.example.com"), A)),
    ("x.wild.example.com", "TXT", lambda proofs: proofs.require_nodata(_name("x.wild.example.com"), dns.rdatatype.TXT)),
    (
        "x.wild.example.com",
        "A",
        lambda proofs: proofs.require_no_closer(_name("x.wild.example.com"), _name("wild.example.com")),
    ),
    ("sub.example.com", "DS", lambda proofs: proofs.cut(_name("sub.example.com"))),
]


def _name(text: str) -> Name:
    return dns.name.from_text(text)


def _proofs(zones: Zones, message: Message) -> Proofs:
    zone = zones[EXAMPLE]
    return gather(message, EXAMPLE, [zone.ksk.record, zone.zsk.record], NOW)


def _without(message: Message, name: Name) -> Message:
    """The message without the denying records of one owner."""
    message.authority[:] = [one for one in message.authority if one.name != name or one.rdtype == dns.rdatatype.SOA]
    return dns.message.from_wire(message.to_wire())


def _deniers(message: Message) -> list[Name]:
    return [one.name for one in message.authority if one.rdtype in (NSEC, dns.rdatatype.NSEC3)]


@pytest.fixture(scope="module", params=["nsec", "nsec3", "salted"])
def zones(request: pytest.FixtureRequest) -> Zones:
    return internet(Spec(LEAF, nsec3=STYLES[request.param]))


@pytest.mark.parametrize(("name", "rdtype", "require"), DENIALS)
def test_a_whole_proof_holds_and_none_with_a_record_missing(
    zones: Zones, name: str, rdtype: str, require: Callable[[Proofs], object]
) -> None:
    message = asked(zones, name, rdtype)
    require(_proofs(zones, message))
    deniers = _deniers(message)
    assert deniers
    for owner in deniers:
        with pytest.raises(Bogus, match=r"example\.com has"):
            require(_proofs(zones, _without(asked(zones, name, rdtype), owner)))


def test_the_style_of_denial_is_told() -> None:
    for style, denial in (
        ("nsec", Denial("nsec")),
        ("salted", Denial("nsec3", 5, True, False)),
        ("opt-out", Denial("nsec3", 0, False, True)),
    ):
        zones = internet(Spec(LEAF, nsec3=STYLES[style]))
        assert walk(zones).denial == denial


def test_too_many_iterations_are_insecure_only_where_the_signature_is_good() -> None:
    zones = internet(Spec(LEAF, nsec3=Nsec3(2000)))
    message = asked(zones, "absent.example.com", "A")
    with pytest.raises(Insecure, match="2000 iterations"):
        _proofs(zones, message)
    unsigned = asked(zones, "absent.example.com", "A")
    unsigned.authority[:] = [one for one in unsigned.authority if one.rdtype != dns.rdatatype.RRSIG]
    with pytest.raises(Bogus, match="has no signature"):
        _proofs(zones, dns.message.from_wire(unsigned.to_wire())).require_nxdomain(_name("absent.example.com"))


def test_the_parents_record_at_a_zone_cut_says_nothing_about_the_child(zones: Zones) -> None:
    proofs = _proofs(zones, asked(zones, "sub.example.com", "DS"))
    assert proofs.cut(_name("sub.example.com")) is Cut.UNSIGNED
    with pytest.raises(Bogus):
        proofs.require_nodata(_name("sub.example.com"), A)
    with pytest.raises(Bogus):
        proofs.require_nxdomain(_name("x.sub.example.com"))
    with pytest.raises(Bogus):
        proofs.require_nodata(_name("x.sub.example.com"), A)


def test_a_child_cannot_deny_its_own_ds(zones: Zones) -> None:
    proofs = _proofs(zones, asked(zones, "example.com", "TXT"))
    proofs.require_nodata(EXAMPLE, dns.rdatatype.TXT)
    with pytest.raises(Bogus):
        proofs.cut(EXAMPLE)


def test_opt_out_denies_ds_and_nothing_else() -> None:
    zones = internet(Spec(LEAF, nsec3=Nsec3(opt_out=True)))
    proofs = _proofs(zones, asked(zones, "sub.example.com", "DS"))
    assert proofs.cut(_name("sub.example.com")) is Cut.UNSIGNED
    with pytest.raises(Bogus):
        proofs.require_nodata(_name("sub.example.com"), A)


def _moved(message: Message, old: str, new: str) -> Message:
    """The message with records and signatures of one owner given to another."""
    for section in (message.answer, message.authority):
        section[:] = [
            dns.rrset.from_rdata_list(_name(new), one.ttl, list(one)) if one.name == _name(old) else one
            for one in section
        ]
    return dns.message.from_wire(message.to_wire())


@pytest.mark.parametrize("wildcard", ["wild.example.com", "alias.example.com"])
def test_a_wildcard_answers_for_no_name_that_a_closer_one_governs(zones: Zones, wildcard: str) -> None:
    """``closer`` exists below the wildcard's name, so the wildcard does not reach below that."""
    replayed, name = f"x.{wildcard}", f"z.closer.{wildcard}"

    def change(question: Question, message: Message) -> Message | None:
        if question == Question(_name(name), A):
            stolen = _moved(asked(zones, replayed, "A"), replayed, name)
            stolen.authority.extend(message.authority)
            return dns.message.from_wire(stolen.to_wire())
        return None

    assert walk(zones, name, ("A",)).status == "secure"
    verdict = walk(zones, name, ("A",), change=change)
    assert verdict.status == "bogus"
    assert verdict.reason is not None
    assert f"the wildcard of {wildcard} stands for {name}" in verdict.reason


def test_a_wildcard_record_does_not_replace_one_that_exists(zones: Zones) -> None:
    def change(question: Question, message: Message) -> Message | None:
        if question == Question(_name("host.closer.wild.example.com"), A):
            return _moved(asked(zones, "x.wild.example.com", "A"), "x.wild.example.com", "host.closer.wild.example.com")
        return None

    assert walk(zones, "host.closer.wild.example.com", ("A",), change=change).status == "bogus"


def test_a_denial_that_is_expanded_from_a_wildcard_is_ignored() -> None:
    zones = internet(Spec(LEAF))
    wildcard = asked(zones, "x.wild.example.com", "TXT")
    forged = _moved(wildcard, "*.wild.example.com", "deep.wild.example.com")
    assert _name("deep.wild.example.com") in _deniers(forged)
    with pytest.raises(Bogus):
        _proofs(zones, forged).require_nodata(_name("deep.wild.example.com"), dns.rdatatype.TXT)


@pytest.mark.parametrize("parameters", ["1 0 0 ff", "1 0 7 -", "1 2 0 -", "9 0 0 -"])
def test_records_with_other_parameters_prove_nothing(parameters: str) -> None:
    """One that spans nearly everything is signed by the zone, but with another salt, iterations, flag or hash."""
    zones = internet(Spec(LEAF, nsec3=Nsec3()))
    owner = _name(f"{'0' * 32}.example.com")
    spanning = dns.rrset.from_text(owner, 300, "IN", "NSEC3", f"{parameters} {'v' * 32}")
    message = asked(zones, "absent.example.com", "A")
    message.authority.extend([spanning, zones[EXAMPLE].signature(spanning, NOW)])
    proofs = _proofs(zones, dns.message.from_wire(message.to_wire()))
    proofs.require_nxdomain(_name("absent.example.com"))
    with pytest.raises(Bogus):
        proofs.require_nxdomain(_name("mx.example.com"))


@pytest.mark.parametrize(("name", "wrong"), [("absent.example.com", "NOERROR"), ("mx.example.com", "NXDOMAIN")])
def test_the_proof_must_be_of_what_the_answer_says(zones: Zones, name: str, wrong: str) -> None:
    def change(question: Question, message: Message) -> Message:
        if question == Question(_name(name), dns.rdatatype.TXT):
            message.set_rcode(dns.rcode.from_text(wrong))
        return message

    assert walk(zones, name, ("TXT",)).status == "secure"
    assert walk(zones, name, ("TXT",), change=change).status == "bogus"


def test_another_zones_denial_beside_an_alias_is_left_alone() -> None:
    zones = internet(Spec(LEAF))
    message = asked(zones, "absent.example.com", "A")
    foreign = dns.rrset.from_text("sub.example.com.", 300, "IN", "NSEC", "ns.sub.example.com. NS SOA RRSIG NSEC")
    message.authority.extend(asked(zones, "absent.com", "A").authority)
    message.authority.extend([foreign, zones[_name("com")].signature(foreign, NOW)])
    proofs = _proofs(zones, dns.message.from_wire(message.to_wire()))
    proofs.require_nxdomain(_name("absent.example.com"))
    assert proofs.failures == ()


def test_an_unproved_absence_is_told_apart_from_a_made_up_proof(zones: Zones) -> None:
    def strip(question: Question, message: Message) -> Message:
        message.authority[:] = [
            one for one in message.authority if question.rdtype == DS or one.rdtype == dns.rdatatype.SOA
        ]
        return dns.message.from_wire(message.to_wire())

    verdict = walk(zones, change=strip)
    assert (verdict.status, verdict.proved) == ("bogus", None)
    assert verdict.reason == "example.com has no proof that TXT of example.com is absent"


def test_a_tampered_denial_shows_in_the_verdict(zones: Zones) -> None:
    """The made-up name is denied with records that are good, but about other names."""

    def change(question: Question, message: Message) -> Message:
        if question.name == _name("readiness-absent-name.example.com"):
            message.authority[:] = asked(zones, "mx.example.com", "TXT").authority
        return dns.message.from_wire(message.to_wire())

    verdict = walk(zones, types=("A",), change=change)
    assert (verdict.status, verdict.proved) == ("bogus", False)
    assert verdict.reason is not None
    assert "do not prove that readiness-absent-name.example.com does not exist" in verdict.reason
