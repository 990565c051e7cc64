"""What a resolver cannot or will not answer is a cause, found in time; what it does answer is read rightly."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

import dns.flags
import dns.message
import dns.rrset
import pytest
from dns.message import Message
from servers.dns_servers import Answer, answering, failing, free_port, garbage, serving, silent, wrong_id

from readiness.model.facts import Facts
from readiness.model.observation import Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Domain
from readiness.probes.dns import Dns
from readiness.probes.dns.facts import Addresses, Texts

DOMAIN = Domain(kind="domain", name="example.com")
Observe = Callable[..., Facts]


def _texts(observe: Observe, answer: Answer, **more: Any) -> Texts:
    with serving(answer, max_udp=more.pop("max_udp", 1232)) as server:
        return cast("Texts", observe(Dns, "texts", DOMAIN, resolvers=server.resolvers, timeout_s=0.6, **more))


def _malformed(query: Message) -> bytes:
    response = dns.message.make_response(query)
    response.answer.append(dns.rrset.from_text("example.com.", 300, "IN", "TXT", '"abc"'))
    wire = bytearray(response.to_wire())
    wire[wire.index(b"\x03abc")] = 200  # a string that is longer than its record
    return bytes(wire)


def _for_another_name(query: Message) -> Message:
    other = dns.message.make_query("example.org", "TXT", id=query.id)
    return dns.message.make_response(other)


@pytest.mark.parametrize(
    ("answer", "kind", "detail"),
    [
        (silent, CauseKind.TIMEOUT, "no answer to TXT example.com"),
        (garbage, CauseKind.PROTOCOL, "TXT example.com"),
        (wrong_id, CauseKind.PROTOCOL, "BadResponse"),
        (_for_another_name, CauseKind.PROTOCOL, "BadResponse"),
        (_malformed, CauseKind.PROTOCOL, "TXT example.com"),
        (failing("SERVFAIL"), CauseKind.SERVER, "the resolver answered SERVFAIL to TXT example.com"),
        (failing("REFUSED"), CauseKind.SERVER, "the resolver answered REFUSED to TXT example.com"),
        (failing("FORMERR"), CauseKind.SERVER, "the resolver answered FORMERR to TXT example.com"),
    ],
)
def test_it_tells_why_there_is_no_answer_and_in_time(
    observe: Observe, answer: Answer, kind: CauseKind, detail: str
) -> None:
    started = time.monotonic()
    with pytest.raises(Unobservable) as caught:
        _texts(observe, answer)
    assert caught.value.cause.kind is kind
    assert detail in caught.value.cause.detail
    assert time.monotonic() - started < 2


def test_a_port_where_nobody_listens_is_refused_at_once(observe: Observe) -> None:
    started = time.monotonic()
    with pytest.raises(Unobservable) as caught:
        observe(Dns, "texts", DOMAIN, resolvers=(("127.0.0.1", free_port()),), timeout_s=5.0)
    assert caught.value.cause.kind is CauseKind.REFUSED
    assert time.monotonic() - started < 2


def test_the_next_resolver_is_asked_when_one_is_dead(observe: Observe) -> None:
    with serving(answering({"TXT example.com": '"v"'}, authoritative=False)) as server:
        resolvers = (("127.0.0.1", free_port()), *server.resolvers)
        facts = cast("Texts", observe(Dns, "texts", DOMAIN, resolvers=resolvers, timeout_s=1.0))
    assert facts.values == ("v",)


def test_a_truncated_answer_is_fetched_whole_by_tcp(observe: Observe) -> None:
    many = " | ".join(f'"{number:03d}{"x" * 90}"' for number in range(60))
    with serving(answering({"TXT example.com": many})) as server:
        facts = cast("Texts", observe(Dns, "texts", DOMAIN, resolvers=server.resolvers, timeout_s=2.0))
        assert server.asked == ["udp TXT example.com.", "tcp TXT example.com."]
    assert (len(facts.values), facts.count) == (50, 60)


@pytest.mark.parametrize(
    ("by_tcp", "kind"), [(silent, CauseKind.RESET), (garbage, CauseKind.PROTOCOL), (wrong_id, CauseKind.PROTOCOL)]
)
def test_a_bad_answer_by_tcp_is_a_cause(observe: Observe, by_tcp: Answer, kind: CauseKind) -> None:
    turns = iter((answering({"TXT example.com": '"v"'}), by_tcp, by_tcp))
    with pytest.raises(Unobservable) as caught:
        _texts(observe, lambda query: next(turns)(query), max_udp=20)
    assert caught.value.cause.kind is kind


def test_strings_of_one_record_are_joined(observe: Observe) -> None:
    facts = _texts(observe, answering({"TXT example.com": '"a" "b"'}))
    assert (facts.values, facts.count) == (("ab",), 1)


def test_hostile_text_is_kept_but_bounded(observe: Observe) -> None:
    long = " ".join(f'"{"y" * 250}"' for _ in range(20))
    facts = _texts(observe, answering({"TXT example.com": f'"\\000\\255\\027[31m" | {long}'}), max_udp=65000)
    assert facts.values == ("\x00\ufffd\x1b[31m", "y" * 1000)


def _addresses(observe: Observe, records: dict[str, str], name: str, **more: Any) -> Addresses:
    with serving(answering(records, authoritative=False), max_udp=65000) as server:
        target = Domain(kind="domain", name=name)
        return cast("Addresses", observe(Dns, "addresses", target, resolvers=server.resolvers, **more))


def test_addresses_of_both_kinds_are_sorted_by_number(observe: Observe) -> None:
    records = {"A example.com": "192.0.2.10 | 192.0.2.9", "AAAA example.com": "2001:db8::2 | 2001:db8::1"}
    sent: list[Sent] = []
    facts = _addresses(observe, records, "example.com", sent=sent)
    assert (facts.ipv4, facts.ipv6) == (("192.0.2.9", "192.0.2.10"), ("2001:db8::1", "2001:db8::2"))
    assert facts.all == facts.ipv4 + facts.ipv6
    assert (facts.exists, facts.is_alias, facts.ttl_s) == (True, False, 300)
    assert len(sent) == 2


def test_a_name_without_addresses_and_one_that_does_not_exist_are_told_apart(observe: Observe) -> None:
    there = _addresses(observe, {"TXT example.com": '"v"'}, "example.com")
    assert (there.exists, there.all, there.ttl_s) == (True, (), None)
    gone = _addresses(observe, {"TXT example.com": '"v"'}, "example.org")
    assert (gone.exists, gone.all, gone.ttl_s) == (False, (), None)


def test_pinned_addresses_are_not_what_dns_says(observe: Observe) -> None:
    facts = _addresses(
        observe, {"A example.com": "192.0.2.1"}, "example.com", addresses={"example.com": ("127.0.0.9",)}
    )
    assert facts.all == ("192.0.2.1",)


def test_aliases_without_end_in_one_answer_lead_nowhere(observe: Observe) -> None:
    def endless(query: Message) -> Message:
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        here = query.question[0].name.to_text()
        for number in range(100):
            response.answer.append(dns.rrset.from_text(here, 300, "IN", "CNAME", f"n{number}.example.com."))
            here = f"n{number}.example.com."
        return response

    with serving(endless, max_udp=65000) as server:
        facts = cast("Addresses", observe(Dns, "addresses", DOMAIN, resolvers=server.resolvers))
    assert (facts.all, facts.is_alias, len(facts.chain)) == ((), True, 16)


def test_an_answer_that_turns_in_a_circle_leads_nowhere(observe: Observe) -> None:
    def circle(query: Message) -> Message:
        response = dns.message.make_response(query)
        for one, other in (("example.com.", "b.example.com."), ("b.example.com.", "example.com.")):
            response.answer.append(dns.rrset.from_text(one, 300, "IN", "CNAME", other))
        return response

    with serving(circle) as server:
        facts = cast("Addresses", observe(Dns, "addresses", DOMAIN, resolvers=server.resolvers))
    assert facts.all == ()
