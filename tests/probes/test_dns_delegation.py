"""How a zone is delegated: every name server is asked, and what is wrong with one of them is a fact."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, cast

import pytest
from servers.dns_servers import Answer, Server, answering, failing, free_port, garbage, serving, silent

from readiness.model.facts import Facts
from readiness.model.observation import Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Domain, Site
from readiness.probes.dns import Dns
from readiness.probes.dns.facts import Delegation, Parent
from readiness.probes.dns.servers import Server as AtAddress
from readiness.probes.dns.servers import ask_all
from readiness.reach.reach import Reach

RESOLVER, FIRST, SECOND, ABOVE = "127.53.1.1", "127.53.1.2", "127.53.1.3", "127.53.1.4"
DOMAIN = Domain(kind="domain", name="example.com")
SOA = "ns1.example.com. h.example.com. {} 3600 600 86400 300"
KNOWN = {
    "NS example.com": "ns1.example.com. | ns2.example.com.",
    "A ns1.example.com": FIRST,
    "A ns2.example.com": SECOND,
    "NS com": "a.gtld.example.",
    "A a.gtld.example": ABOVE,
}
ZONE = {"NS example.com": KNOWN["NS example.com"], "SOA example.com": SOA.format(7)}

Observe = Callable[..., Facts]
Serve = Callable[[str, Answer], Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers at addresses of loopback, all at the same port."""
    port = free_port()
    with ExitStack() as stack:
        yield lambda address, answer: stack.enter_context(serving(answer, address, port))


def _delegation(observe: Observe, resolver: Server, **more: Any) -> Delegation:
    route = {"resolvers": resolver.resolvers, "nameserver_port": resolver.port, "timeout_s": 1.0, **more}
    return cast("Delegation", observe(Dns, "delegation", DOMAIN, **route))


def test_healthy_servers_answer_alike(observe: Observe, serve: Serve) -> None:
    for address in (FIRST, SECOND):
        serve(address, answering(ZONE))
    sent: list[Sent] = []
    facts = _delegation(observe, serve(RESOLVER, answering(KNOWN, authoritative=False)), sent=sent)
    assert facts.delegated
    assert facts.names == ("ns1.example.com", "ns2.example.com")
    assert [(one.name, one.addresses, one.serial, one.cause) for one in facts.nameservers] == [
        ("ns1.example.com", (FIRST,), 7, None),
        ("ns2.example.com", (SECOND,), 7, None),
    ]
    assert all(one.answers and one.authoritative for one in facts.nameservers)
    assert (facts.names_agree, facts.serials, facts.serials_agree) == (True, (7,), True)
    assert (facts.addresses, facts.networks, facts.unexamined) == ((FIRST, SECOND), ("127.53.1.0/24",), ())
    assert len(sent) == 9
    assert {one.at.rpartition(":")[0] for one in sent if one.to == "nameservers"} == {FIRST, SECOND}


@pytest.mark.parametrize(
    ("second", "answers", "cause"),
    [
        (None, False, f"{SECOND}: refused: "),
        (silent, False, f"{SECOND}: timeout: no answer to "),
        (garbage, False, f"{SECOND}: protocol: "),
        (failing("REFUSED"), True, f"{SECOND}: it answers REFUSED"),
        (failing("SERVFAIL"), True, f"{SECOND}: it answers SERVFAIL"),
        (answering(ZONE, authoritative=False), True, f"{SECOND}: it answers without authority"),
        (answering({"NS example.com": "ns1.example.com."}), True, f"{SECOND}: it has no SOA record of the zone"),
    ],
)
def test_a_dead_or_lame_server_is_evidence(
    observe: Observe, serve: Serve, second: Answer | None, answers: bool, cause: str
) -> None:
    serve(FIRST, answering(ZONE))
    if second is not None:
        serve(SECOND, second)
    facts = _delegation(observe, serve(RESOLVER, answering(KNOWN, authoritative=False)))
    good, bad = facts.nameservers
    assert (good.answers, good.authoritative) == (True, True)
    assert (bad.answers, bad.authoritative, bad.serial) == (answers, False, None)
    assert bad.cause is not None
    assert bad.cause.startswith(cause)


def test_a_server_whose_name_has_no_address_is_evidence(observe: Observe, serve: Serve) -> None:
    serve(FIRST, answering(ZONE))
    known = {key: value for key, value in KNOWN.items() if key != "A ns2.example.com"}
    facts = _delegation(observe, serve(RESOLVER, answering(known, authoritative=False)))
    bad = facts.nameservers[1]
    assert (bad.addresses, bad.answers, bad.cause) == ((), False, "its name has no address")


def test_other_names_and_serials_are_seen(observe: Observe, serve: Serve) -> None:
    serve(FIRST, answering(ZONE))
    serve(SECOND, answering({"NS example.com": "ns2.example.com.", "SOA example.com": SOA.format(6)}))
    facts = _delegation(observe, serve(RESOLVER, answering(KNOWN, authoritative=False)))
    assert (facts.names_agree, facts.serials, facts.serials_agree) == (False, (6, 7), False)
    assert all(one.authoritative for one in facts.nameservers)


def test_silence_of_every_server_is_not_a_fact(observe: Observe, serve: Serve) -> None:
    for address in (FIRST, SECOND):
        serve(address, silent)
    started = time.monotonic()
    with pytest.raises(Unobservable, match="no name server answers") as caught:
        _delegation(observe, serve(RESOLVER, answering(KNOWN, authoritative=False)))
    assert caught.value.cause.kind is CauseKind.TIMEOUT
    assert time.monotonic() - started < 3


def test_a_domain_that_is_not_delegated_is_a_fact(observe: Observe, serve: Serve) -> None:
    facts = _delegation(observe, serve(RESOLVER, answering({"NS com": "a.gtld.example."}, authoritative=False)))
    assert (facts.delegated, facts.zone, facts.nameservers) == (False, "example.com", ())
    assert not facts.names_agree
    assert not facts.serials_agree


def test_a_site_is_looked_up_in_the_zone_that_holds_it(observe: Observe, serve: Serve) -> None:
    for address in (FIRST, SECOND):
        serve(address, answering(ZONE))
    resolver = serve(RESOLVER, answering(KNOWN, authoritative=False))
    site = Site(kind="site", url="https://a.b.example.com/")
    route = {"resolvers": resolver.resolvers, "nameserver_port": resolver.port}
    facts = cast("Delegation", observe(Dns, "delegation", site, **route))
    assert facts.zone == "example.com"
    other = cast("Delegation", observe(Dns, "delegation", site, inputs={"name": "b.example.com"}, **route))
    assert other.zone == "example.com"


class _NoWay:
    """Stands for a reach from a machine without IPv6, and with a name server that is down."""

    class route:  # noqa: N801  # as it is called there
        nameserver_port = 53

    def __init__(self, dead: CauseKind | None) -> None:
        self._dead = dead

    async def dns(self, name: str, rdtype: str, server: tuple[str, int]) -> Any:
        if ":" in server[0]:
            raise Unobservable(CauseKind.UNREACHABLE, "no route")
        if self._dead is not None:
            raise Unobservable(self._dead, "down")
        return answering({f"{rdtype} {name}": SOA.format(1)})(_query(name, rdtype))


def _query(name: str, rdtype: str) -> Any:
    from dns.message import make_query

    return make_query(name, rdtype)


def test_a_missing_ip_version_here_is_not_the_servers_fault() -> None:
    servers = [AtAddress("ns1", FIRST), AtAddress("ns2", "2001:db8::1")]
    question = [("example.com", "SOA")]
    replies, unexamined = asyncio.run(ask_all(cast("Reach", _NoWay(None)), servers, question))
    assert [reply.server.name for reply in replies] == ["ns1"]
    assert unexamined == ("2001:db8::1",)
    with pytest.raises(Unobservable) as caught:
        asyncio.run(ask_all(cast("Reach", _NoWay(CauseKind.TIMEOUT)), servers, question))
    assert caught.value.cause.kind is CauseKind.TIMEOUT


def test_what_is_not_the_servers_doing_is_not_held_against_it() -> None:
    with pytest.raises(Unobservable) as caught:
        asyncio.run(ask_all(cast("Reach", _NoWay(CauseKind.BUDGET)), [AtAddress("ns1", FIRST)], [("a", "A")]))
    assert caught.value.cause.kind is CauseKind.BUDGET


def _referral(names: str, glue: dict[str, str]) -> Answer:
    from dns.message import Message, make_response
    from dns.rrset import from_text, from_text_list

    def answer(query: Message) -> Message:
        response = make_response(query)
        response.authority.append(from_text_list("example.com.", 300, "IN", "NS", names.split(" | ")))
        response.additional.extend(from_text(name, 300, "IN", "A", address) for name, address in glue.items())
        return response

    return answer


def _parent(observe: Observe, resolver: Server) -> Parent:
    route = {"resolvers": resolver.resolvers, "nameserver_port": resolver.port, "timeout_s": 1.0}
    return cast("Parent", observe(Dns, "parent", DOMAIN, **route))


def test_the_parent_tells_names_and_glue(observe: Observe, serve: Serve) -> None:
    serve(ABOVE, _referral(KNOWN["NS example.com"], {"ns1.example.com.": FIRST, "stray.example.": "192.0.2.1"}))
    facts = _parent(observe, serve(RESOLVER, answering(KNOWN, authoritative=False)))
    assert (facts.zone, facts.delegated, facts.asked) == ("com", True, f"a.gtld.example {ABOVE}")
    assert (facts.names_agree, facts.glue_agrees) == (True, True)
    assert [(one.name, one.addresses) for one in facts.glue] == [("ns1.example.com", (FIRST,))]


def test_a_parent_that_is_out_of_date_is_evidence(observe: Observe, serve: Serve) -> None:
    serve(ABOVE, _referral("ns1.example.com. | ns9.example.com.", {"ns1.example.com.": "192.0.2.9"}))
    facts = _parent(observe, serve(RESOLVER, answering(KNOWN, authoritative=False)))
    assert facts.names == ("ns1.example.com", "ns9.example.com")
    assert (facts.names_agree, facts.glue_agrees) == (False, False)


def test_a_parent_that_does_not_know_the_zone_is_evidence(observe: Observe, serve: Serve) -> None:
    serve(ABOVE, answering({}))
    facts = _parent(observe, serve(RESOLVER, answering(KNOWN, authoritative=False)))
    assert (facts.delegated, facts.names, facts.names_agree, facts.glue_agrees) == (False, (), False, None)


@pytest.mark.parametrize("above", [failing("REFUSED"), answering({}, authoritative=False, rcode="NOERROR")])
def test_a_parent_that_tells_nothing_is_not_a_fact(observe: Observe, serve: Serve, above: Answer) -> None:
    serve(ABOVE, above)
    with pytest.raises(Unobservable, match=r"no name server of com tells about example\.com") as caught:
        _parent(observe, serve(RESOLVER, answering(KNOWN, authoritative=False)))
    assert caught.value.cause.kind is CauseKind.SERVER
