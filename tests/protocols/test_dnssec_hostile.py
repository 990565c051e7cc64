"""Whatever is sent, validation comes to a verdict of its own, and never calls secure what was changed."""

from __future__ import annotations

import struct
from functools import cache

import dns.dnssec
import dns.exception
import dns.message
import dns.name
import dns.rdata
import dns.rdatatype
import dns.rrset
import pytest
from dns.message import Message
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.RRSIG import RRSIG
from hypothesis import example, given, settings
from hypothesis import strategies as st
from servers.dns_walk import LEAF, NOW, STYLES, Zones, internet, walk
from servers.dns_zones import Spec

from readiness.protocols.dnssec.algorithms import key_bits
from readiness.protocols.dnssec.anchors import read_anchors
from readiness.protocols.dnssec.chain import Question
from readiness.protocols.dnssec.signatures import find, verify
from readiness.protocols.dnssec.verdicts import Bogus, Unanswerable, Verdict

EXAMPLE = dns.name.from_text("example.com")
HEADER = 12
NAMES = ("example.com", "www.example.com", "x.wild.example.com")


@cache
def _zones(style: str) -> Zones:
    return internet(Spec(LEAF, nsec3=STYLES[style]))


class Mutation:
    """Changes octets of the answer to one question of a walk, and remembers what it did."""

    def __init__(self, turn: int, changes: list[tuple[float, int]]) -> None:
        self._turn = turn
        self._changes = changes
        self.same_records = True

    def __call__(self, question: Question, message: Message) -> Message | None:
        self._turn -= 1
        if self._turn:
            return None
        wire = bytearray(message.to_wire(max_size=65535))
        for place, flip in self._changes:
            wire[HEADER + int(place * (len(wire) - HEADER - 1))] ^= flip
        try:
            changed = dns.message.from_wire(bytes(wire), ignore_trailing=True)
        except (dns.exception.DNSException, ValueError):
            return None
        before = find(message, message.answer, question.name, question.rdtype)
        self.same_records = find(changed, changed.answer, question.name, question.rdtype) == before
        return changed


CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(1, 255)), min_size=1, max_size=3)


@pytest.mark.parametrize("style", ["nsec", "nsec3"])
@given(name=st.sampled_from(NAMES), turn=st.integers(1, 14), changes=CHANGES)
@settings(max_examples=150, deadline=None)
def test_changed_octets_are_never_secure(style: str, name: str, turn: int, changes: list[tuple[float, int]]) -> None:
    mutation = Mutation(turn, changes)
    try:
        verdict = walk(_zones(style), name, change=mutation)
    except Unanswerable:
        return
    assert isinstance(verdict, Verdict)
    assert verdict.status != "secure" or mutation.same_records


@given(order=st.permutations(range(8)))
@settings(max_examples=30, deadline=None)
def test_answers_to_other_questions_are_never_secure(order: list[int]) -> None:
    """Every question is answered with the right answer to some question."""
    seen: list[Message] = []

    def record(question: Question, message: Message) -> None:
        seen.append(message)

    walk(_zones("nsec"), types=("A",), change=record)
    turn = iter(order)

    def shuffle(question: Question, message: Message) -> Message:
        return seen[next(turn, 0)]

    in_order = order == sorted(order)
    try:
        verdict = walk(_zones("nsec"), types=("A",), change=shuffle)
    except Unanswerable:
        assert order[0] != 0
    else:
        assert (verdict.status == "secure") == in_order


FLAGS = st.sampled_from([256, 257, 0])
ALGORITHMS = st.sampled_from([8, 10, 13, 14, 15, 16, 5, 200])


def _rdata(rdtype: str, wire: bytes) -> dns.rdata.Rdata:
    return dns.rdata.from_wire("IN", rdtype, wire, 0, len(wire))


@given(
    flags=FLAGS,
    algorithm=ALGORITHMS,
    public=st.binary(max_size=300),
    signed=st.binary(max_size=300),
    labels=st.integers(0, 5),
)
@settings(max_examples=300, deadline=None)
def test_no_key_and_no_signature_raises_anything_but_bogus(
    flags: int, algorithm: int, public: bytes, signed: bytes, labels: int
) -> None:
    key = _rdata("DNSKEY", struct.pack("!HBB", flags, 3, algorithm) + public)
    assert isinstance(key, DNSKEY)
    head = struct.pack("!HBBIIIH", 1, algorithm, labels, 300, NOW + 1000, NOW - 1000, dns.dnssec.key_id(key))
    signature = _rdata("RRSIG", head + b"\x07example\x03com\x00" + signed)
    assert isinstance(signature, RRSIG)
    rrset = dns.rrset.from_text("www.example.com.", 300, "IN", "A", "192.0.2.1")
    with pytest.raises(Bogus, match=r"A of www\.example\.com"):
        verify(rrset, [signature], EXAMPLE, [key], NOW)
    assert key_bits(key) is None or isinstance(key_bits(key), int)


def test_a_heap_of_keys_and_signatures_is_cut_short() -> None:
    """As many failing keys and signatures as fit a message cost no more than a few (CVE-2023-50387)."""
    zone = _zones("nsec")[EXAMPLE]
    rrset = zone.rrsets[(EXAMPLE, dns.rdatatype.A)]
    good = zone.signatures[(EXAMPLE, dns.rdatatype.A)][0]
    worse = [good.replace(signature=bytes([n]) * 64, expiration=good.expiration + 1 + n) for n in range(200)]
    with pytest.raises(Bogus, match="does not match its signature"):
        verify(rrset, [*worse, good], EXAMPLE, [zone.zsk.record] * 200, NOW)


@given(text=st.text(max_size=200))
@example(text='""')
@settings(max_examples=200, deadline=None)
def test_a_trust_anchor_is_read_or_refused(text: str) -> None:
    try:
        anchors = read_anchors(text)
    except ValueError:
        return
    assert anchors
