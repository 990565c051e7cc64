"""Trust anchors, algorithms and the texts that speak of them."""

from __future__ import annotations

import dns.dnssec
import dns.edns
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import pytest
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.DS import DS
from servers.dns_zones import make_key

from readiness.protocols.dnssec.algorithms import algorithm_name, digest_name, key_bits, usable
from readiness.protocols.dnssec.anchors import nearest, read_anchors
from readiness.protocols.names import read, upwards, written
from readiness.protocols.rcodes import is_answer, said

ROOT = dns.name.root
# The root's key signing key of 2017, as it is in the root zone.
KSK_2017 = (
    "257 3 8 AwEAAaz/tAm8yTn4Mfeh5eyI96WSVexTBAvkMgJzkKTOiW1vkIbzxeF3+/4RgWOq7HrxRixHlFlExOLAJr5emLvN7SWXgnLh4+B5"
    "xQlNVz8Og8kvArMtNROxVQuCaSnIDdD5LKyWbRd2n9WGe2R8PzgCmr3EgVLrjyBxWezF0jLHwVN8efS3rCj/EWgvIWgb9tarpVUDK/b58Da+"
    "sqqls3eNbuv7pr+eoZG+SrDK6nWeL3c6H5Apxz7LjVc1uTIdsIXxuOLYA4/ilBmSVIzuDWfdRUfhHdY6+cn8HFRm+2hM8AnXGXws9555KrUB"
    "5qihylGa8subX2Nn6UwNR1AkUTV74bU="
)


def test_the_built_in_anchors_are_the_roots_keys_of_2017_and_2024() -> None:
    anchors = read_anchors(None)
    assert list(anchors) == [ROOT]
    assert [ds.key_tag for ds in anchors[ROOT]] == [20326, 38696]
    key = dns.rdata.from_text("IN", "DNSKEY", KSK_2017)
    assert anchors[ROOT][0] == dns.dnssec.make_ds(ROOT, key, "SHA256")


@pytest.mark.parametrize("prefix", [". ", ". IN ", ". 172800 IN ", "; a comment\n. 3600 "])
def test_a_key_serves_as_an_anchor_like_its_ds_record(prefix: str) -> None:
    assert read_anchors(f"{prefix}DNSKEY {KSK_2017}")[ROOT][0] == read_anchors(None)[ROOT][0]


@pytest.mark.parametrize("text", ["", "; nothing", ". IN A 192.0.2.1", ". IN DS nonsense", "$INCLUDE /etc/passwd"])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="the trust anchor"):
        read_anchors(text)


def test_the_lowest_anchor_above_a_name_counts() -> None:
    text = ". DS 1 8 2 " + "00" * 32 + "\ncom. DS 2 8 2 " + "00" * 32
    anchors = read_anchors(text)
    assert nearest(anchors, read("www.example.com")) == read("com")
    assert nearest(anchors, read("example.org")) == ROOT
    assert nearest(read_anchors("com. DS 2 8 2 " + "00" * 32), read("example.org")) is None


@pytest.mark.parametrize(
    ("algorithm", "bits"), [("RSASHA256", 2048), ("ECDSAP256SHA256", 256), ("ECDSAP384SHA384", 384), ("ED25519", 256)]
)
def test_keys_have_names_and_sizes(algorithm: str, bits: int) -> None:
    key = make_key(algorithm, sep=True).record
    assert (algorithm_name(key.algorithm), key_bits(key)) == (algorithm, bits)


def test_a_long_exponent_does_not_count_as_modulus() -> None:
    key = dns.rdata.from_text("IN", "DNSKEY", KSK_2017)
    assert isinstance(key, DNSKEY)
    assert key_bits(key) == 2048
    longer = key.replace(key=b"\x00\x01\x00" + b"\x01" * 256 + b"\xff" * 128)
    assert isinstance(longer, DNSKEY)
    assert key_bits(longer) == 1024


def test_unknown_algorithms_and_digests_go_by_their_number() -> None:
    assert (algorithm_name(200), digest_name(2), digest_name(200)) == ("200", "SHA-256", "200")


def _ds(algorithm: int, digest: int) -> DS:
    found = dns.rdata.from_text("IN", "DS", f"1 {algorithm} {digest} {'00' * {1: 20, 4: 48}.get(digest, 32)}")
    assert isinstance(found, DS)
    return found


def test_only_supported_ds_records_are_used_and_sha1_only_alone() -> None:
    assert usable([_ds(5, 2), _ds(7, 2), _ds(12, 2), _ds(13, 3), _ds(200, 2)]) == ()
    assert usable([_ds(13, 1)]) == (_ds(13, 1),)
    assert usable([_ds(13, 1), _ds(13, 4)]) == (_ds(13, 4),)


def test_names_are_written_for_people() -> None:
    assert written(ROOT) == "."
    assert written(read("WWW.Example.COM.")) == "www.example.com"
    assert written(dns.name.Name([b"a\x00b\x1b", b"com", b""])) == r"a\000b\027.com"
    assert [written(name) for name in upwards(read("a.b"))] == ["a.b", "b", "."]
    with pytest.raises(ValueError, match="is not a DNS name"):
        read("a..b")


def test_an_errors_reason_is_told_with_its_code() -> None:
    message = dns.message.make_response(dns.message.make_query("example.com", "A", use_edns=0))
    assert (said(message), is_answer(message)) == ("NOERROR", True)
    message.set_rcode(dns.rcode.SERVFAIL)
    message.use_edns(0, options=[dns.edns.EDEOption(dns.edns.EDECode.DNSKEY_MISSING, "no keys" + "!" * 1000)])
    assert said(message).startswith("SERVFAIL (9 (DNSKEY Missing): no keys!!!")
    assert len(said(message)) < 250
    assert not is_answer(message)
