"""The demo's name servers speak DNS and DNSSEC well enough for a validator that trusts nothing but the root's DS."""

from __future__ import annotations

import socket
import struct

import dns.dnssec
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdatatype
import pytest
from demo_visitor import SECONDS, Visitor
from dns.exception import ValidationFailure

DOMAIN = "edpsychconnect.test"
DKIM = f"s2026._domainkey.{DOMAIN}"


@pytest.mark.parametrize(
    ("name", "rdtype"),
    [(DOMAIN, each) for each in ("A", "NS", "SOA", "MX", "TXT", "CAA", "DNSKEY")]
    + [(f"_dmarc.{DOMAIN}", "TXT"), (DKIM, "TXT"), (f"mail.{DOMAIN}", "A"), ("test", "SOA"), (".", "NS")],
)
def test_a_chain_from_the_root_validates(name: str, rdtype: str, healthy: Visitor) -> None:
    answer = healthy.validated(name, rdtype)

    assert answer is not None
    assert answer.answer[0].rdtype == dns.rdatatype.from_text(rdtype)


def test_an_alias_is_followed_within_the_zone(healthy: Visitor) -> None:
    answer = healthy.validated(f"www.{DOMAIN}", "A")

    assert answer is not None
    types = [rrset.rdtype for rrset in answer.answer if rrset.rdtype != dns.rdatatype.RRSIG]
    assert types == [dns.rdatatype.CNAME, dns.rdatatype.A]


@pytest.mark.parametrize("name", [f"nothing.{DOMAIN}", f"a.b.{DOMAIN}", "nobody.test", "nowhere", f"zzz.{DOMAIN}"])
def test_a_name_that_does_not_exist_is_denied_with_proof(name: str, healthy: Visitor) -> None:
    answer = healthy.validated(name, "A")

    assert answer is not None
    assert answer.rcode() == dns.rcode.NXDOMAIN
    asked = dns.name.from_text(name)
    assert _covered(answer, asked)
    assert any(_covered(answer, dns.name.Name((b"*", *above.labels))) for above in _above(asked))


@pytest.mark.parametrize(("name", "rdtype"), [(DOMAIN, "AAAA"), (f"mail.{DOMAIN}", "TXT"), (f"www.{DOMAIN}", "DS")])
def test_a_type_that_does_not_exist_is_denied_with_proof(name: str, rdtype: str, healthy: Visitor) -> None:
    answer = healthy.validated(name, rdtype)

    assert answer is not None
    assert (answer.rcode(), answer.authority[0].rdtype) == (dns.rcode.NOERROR, dns.rdatatype.SOA)
    proofs = [rrset for rrset in answer.authority if rrset.rdtype == dns.rdatatype.NSEC]
    assert proofs
    assert all(f" {rdtype} " not in f" {proof[0]} " for proof in proofs)


def test_a_name_with_names_below_it_exists_without_records(healthy: Visitor) -> None:
    answer = healthy.validated(f"_domainkey.{DOMAIN}", "TXT")

    assert answer is not None
    assert answer.rcode() == dns.rcode.NOERROR
    assert _covered(answer, dns.name.from_text(f"_domainkey.{DOMAIN}"))


def test_a_parent_refers_to_the_child_with_its_addresses(healthy: Visitor) -> None:
    answer = healthy.ask(f"www.{DOMAIN}", "A", healthy.stage.root)

    assert not answer.answer
    assert not answer.flags & dns.flags.AA
    types = [rrset.rdtype for rrset in answer.authority]
    assert types == [dns.rdatatype.NS, dns.rdatatype.DS, dns.rdatatype.RRSIG]
    assert answer.additional[0].rdtype == dns.rdatatype.A


def test_both_name_servers_answer_alike(healthy: Visitor) -> None:
    for name, rdtype in ((DOMAIN, "SOA"), (DOMAIN, "A"), (DOMAIN, "NS"), (DKIM, "TXT")):
        first, second = (healthy.ask(name, rdtype, healthy.name_server(number)) for number in (1, 2))
        assert first.answer == second.answer
        assert first.flags & second.flags & dns.flags.AA


def test_an_authoritative_server_refuses_what_is_not_its_own(healthy: Visitor) -> None:
    answer = healthy.ask("example.com", "A", healthy.name_server(1))

    assert answer.rcode() == dns.rcode.REFUSED
    assert not answer.flags & (dns.flags.AA | dns.flags.RA)


def test_the_resolver_follows_aliases_and_passes_signatures_on(healthy: Visitor) -> None:
    answer = healthy.ask(f"www.{DOMAIN}", "A")

    assert answer.flags & dns.flags.RA
    assert not answer.flags & (dns.flags.AA | dns.flags.AD)
    types = [dns.rdatatype.to_text(rrset.rdtype) for rrset in answer.answer]
    assert types == ["CNAME", "RRSIG", "A", "RRSIG"]


def test_the_resolver_leaves_signatures_out_unless_they_are_wanted(healthy: Visitor) -> None:
    types = [dns.rdatatype.to_text(rrset.rdtype) for rrset in healthy.ask(f"www.{DOMAIN}", "A", dnssec=False).answer]

    assert types == ["CNAME", "A"]


@pytest.mark.parametrize("name", ["test", DOMAIN])
def test_the_resolver_finds_a_ds_record_in_the_parent(name: str, healthy: Visitor) -> None:
    ds, signature = healthy.ask(name, "DS").answer

    assert ds.rdtype == dns.rdatatype.DS
    assert signature[0].signer == dns.name.from_text(name).parent()


def test_the_resolver_denies_names_outside_its_world(healthy: Visitor) -> None:
    assert healthy.ask("example.com", "A").rcode() == dns.rcode.NXDOMAIN


def test_a_long_answer_is_truncated_and_complete_over_tcp(healthy: Visitor) -> None:
    resolver = healthy.stage.connect_to(healthy.stage.resolver)
    query = dns.message.make_query(DKIM, "TXT", want_dnssec=True, payload=512)

    cut_short = dns.query.udp(query, resolver.address, SECONDS, resolver.port)

    assert cut_short.flags & dns.flags.TC
    assert not cut_short.answer
    assert len(healthy.ask(DKIM, "TXT", tcp=True).answer) == 2


def test_several_questions_share_one_tcp_connection(healthy: Visitor) -> None:
    with healthy.connect(healthy.stage.root) as connection:
        for name in (".", "test"):
            dns.query.send_tcp(connection, dns.message.make_query(name, "NS"))
            answer, _ = dns.query.receive_tcp(connection)
            assert answer.rcode() == dns.rcode.NOERROR


def test_nonsense_is_survived(healthy: Visitor) -> None:
    resolver = healthy.stage.connect_to(healthy.stage.resolver)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        for wire in (b"", b"\0", b"\xff" * 40, dns.message.make_query(DOMAIN, "A").to_wire()[:-3]):
            client.sendto(wire, (resolver.address, resolver.port))
    with healthy.connect(healthy.stage.resolver) as client:
        client.sendall(struct.pack("!H", 9) + b"no query!")
        assert client.recv(1) == b""

    assert healthy.records(DOMAIN, "A") == set(healthy.stage.web_addresses)


@pytest.mark.parametrize(
    ("rdtype", "rdclass", "rcode"), [("ANY", "IN", "REFUSED"), ("AXFR", "IN", "REFUSED"), ("TXT", "CH", "REFUSED")]
)
def test_questions_about_the_server_itself_are_refused(rdtype: str, rdclass: str, rcode: str, healthy: Visitor) -> None:
    server = healthy.stage.connect_to(healthy.name_server(1))
    query = dns.message.make_query(DOMAIN, rdtype, rdclass)

    answer = dns.query.udp(query, server.address, SECONDS, server.port)

    assert dns.rcode.to_text(answer.rcode()) == rcode


def test_a_stranger_s_anchor_validates_nothing(healthy: Visitor) -> None:
    with pytest.raises(ValidationFailure):
        healthy._keys(dns.name.root, healthy.stage.root, list(healthy.ask("test", "DS").answer[0]))


def _covered(answer: dns.message.Message, name: dns.name.Name) -> bool:
    """Whether a signed NSEC says that nothing stands at this name: it lies between an owner and the next one."""
    for proof in answer.authority:
        if proof.rdtype == dns.rdatatype.NSEC and proof.name < name:
            following = proof[0].next
            if name < following or following == answer.authority[0].name:
                return True
    return False


def _above(name: dns.name.Name) -> list[dns.name.Name]:
    return [dns.name.Name(name.labels[depth:]) for depth in range(1, len(name.labels))]
