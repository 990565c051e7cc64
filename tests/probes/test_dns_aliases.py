"""Where declared aliases lead, and whether all authoritative servers agree about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import cast

import pytest
from servers.dns_servers import Answer, Server, answering, failing, free_port, serving, silent

from readiness.model.facts import Facts
from readiness.model.observation import Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Domain
from readiness.probes.dns import Dns
from readiness.probes.dns.facts import Alias, Aliases, Authority

RESOLVER, FIRST, SECOND = "127.53.2.1", "127.53.2.2", "127.53.2.3"
Observe = Callable[..., Facts]
Serve = Callable[[str, Answer], Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start servers at addresses of loopback, all at the same port."""
    port = free_port()
    with ExitStack() as stack:
        yield lambda address, answer: stack.enter_context(serving(answer, address, port))


def _aliases(observe: Observe, records: Mapping[str, str], *labels: str, rcode: str = "NXDOMAIN") -> tuple[Alias, ...]:
    target = Domain(kind="domain", name="example.com", aliases=labels)
    with serving(answering(records, authoritative=False, rcode=rcode)) as server:
        facts = cast("Aliases", observe(Dns, "aliases", target, resolvers=server.resolvers, timeout_s=1.0))
    return facts.entries


def test_an_alias_that_ends_inside_the_domain(observe: Observe) -> None:
    records = {"CNAME www.example.com": "example.com.", "A example.com": "192.0.2.1", "AAAA example.com": "2001:db8::1"}
    (www,) = _aliases(observe, records, "www")
    assert (www.name, www.exists, www.is_alias, www.chain) == ("www.example.com", True, True, ("example.com",))
    assert (www.addresses, www.resolves) == (("192.0.2.1", "2001:db8::1"), True)
    assert (www.dangling, www.loop, www.inside) == (False, False, True)


def test_a_chain_that_ends_outside_the_domain(observe: Observe) -> None:
    records = {
        "CNAME www.example.com": "a.example.com.",
        "CNAME a.example.com": "edge.notexample.com.",
        "A edge.notexample.com": "192.0.2.1",
    }
    (www,) = _aliases(observe, records, "www")
    assert www.chain == ("a.example.com", "edge.notexample.com")
    assert (www.resolves, www.inside, www.dangling) == (True, False, False)


@pytest.mark.parametrize("rcode", ["NXDOMAIN", "NOERROR"])
def test_an_alias_of_nothing_dangles(observe: Observe, rcode: str) -> None:
    (www,) = _aliases(observe, {"CNAME www.example.com": "gone.cloud.example."}, "www", rcode=rcode)
    assert (www.exists, www.is_alias, www.resolves, www.dangling, www.loop) == (True, True, False, True, False)


def test_a_name_with_addresses_of_its_own_is_no_alias(observe: Observe) -> None:
    (www,) = _aliases(observe, {"A www.example.com": "192.0.2.1"}, "www")
    assert (www.exists, www.is_alias, www.chain, www.resolves, www.dangling) == (True, False, (), True, False)


def test_a_name_that_does_not_exist(observe: Observe) -> None:
    (www,) = _aliases(observe, {"A example.com": "192.0.2.1"}, "www")
    assert (www.exists, www.is_alias, www.resolves, www.dangling, www.loop) == (False, False, False, False, False)


@pytest.mark.parametrize(
    "targets",
    [
        ("www.example.com.",),
        ("a.example.com.", "b.example.com.", "a.example.com."),
        ("a.example.com.", "www.example.com."),
    ],
)
def test_a_loop_is_seen_as_one(observe: Observe, targets: tuple[str, ...]) -> None:
    here = "www.example.com"
    records = {}
    for target in targets:
        records[f"CNAME {here}"] = target
        here = target.rstrip(".")
    (www,) = _aliases(observe, records, "www")
    assert (www.loop, www.is_alias, www.resolves, www.dangling, www.inside) == (True, True, False, False, False)
    assert www.chain == tuple(target.rstrip(".") for target in targets)


def test_an_alias_without_end_is_given_up(observe: Observe) -> None:
    records = {f"CNAME n{number}.example.com": f"n{number + 1}.example.com." for number in range(100)}
    (first,) = _aliases(observe, records, "n0")
    assert (first.loop, len(first.chain)) == (True, 16)


def test_aliases_are_sorted_and_each_is_examined(observe: Observe) -> None:
    records = {"CNAME www.example.com": "example.com.", "A example.com": "192.0.2.1"}
    found = _aliases(observe, records, "www", "api", "WWW")
    assert [(one.name, one.resolves) for one in found] == [("api.example.com", False), ("www.example.com", True)]


def test_a_target_that_cannot_be_looked_up_is_not_dangling_but_unknown(observe: Observe) -> None:
    known = answering({"CNAME www.example.com": "broken.example."}, authoritative=False)
    broken = failing("SERVFAIL")
    target = Domain(kind="domain", name="example.com", aliases=("www",))

    def answer(query):  # type: ignore[no-untyped-def]  # as both of them
        return (broken if "broken" in query.question[0].name.to_text() else known)(query)

    with serving(answer) as server, pytest.raises(Unobservable) as caught:
        observe(Dns, "aliases", target, resolvers=server.resolvers)
    assert caught.value.cause.kind is CauseKind.SERVER
    assert "broken.example" in caught.value.cause.detail


NAMES = {
    "NS example.com": "ns1.example.com. | ns2.example.com.",
    "A ns1.example.com": FIRST,
    "A ns2.example.com": SECOND,
}
ZONE = {
    "A example.com": "192.0.2.1 | 192.0.2.2",
    "CNAME www.example.com": "example.com.",
    "TXT nothing.example.com": '"x"',
}


def _authority(
    observe: Observe, serve: Serve, *labels: str, first: Answer, second: Answer, **more: object
) -> Authority:
    serve(FIRST, first)
    serve(SECOND, second)
    resolver = serve(RESOLVER, answering({**NAMES, **ZONE}, authoritative=False))
    target = Domain(kind="domain", name="example.com", aliases=labels)
    route = {"resolvers": resolver.resolvers, "nameserver_port": resolver.port, "timeout_s": 1.0}
    return cast("Authority", observe(Dns, "authority", target, **route, **more))


def test_servers_that_answer_alike_agree(observe: Observe, serve: Serve) -> None:
    sent: list[Sent] = []
    same = answering(ZONE)
    facts = _authority(observe, serve, "www", first=same, second=same, sent=sent)
    assert (facts.agree, facts.resolver_agrees, facts.silent, facts.unexamined) == (True, True, (), ())
    apex, www = facts.names
    assert (apex.name, apex.ttl_s) == ("example.com", 300)
    assert [(view.server, view.address) for view in apex.views] == [
        ("ns1.example.com", FIRST),
        ("ns2.example.com", SECOND),
    ]
    assert apex.views[0].records == ("A example.com 192.0.2.1", "A example.com 192.0.2.2")
    assert www.views[1].records == ("CNAME www.example.com example.com",)
    assert len(sent) == 17


def test_servers_that_disagree_are_seen(observe: Observe, serve: Serve) -> None:
    old = answering({**ZONE, "A example.com": "192.0.2.99"})
    facts = _authority(observe, serve, "www", first=answering(ZONE), second=old)
    assert (facts.agree, facts.resolver_agrees) == (False, False)
    apex, www = facts.names
    assert (apex.agree, www.agree) == (False, True)
    assert apex.views[1].records == ("A example.com 192.0.2.99",)


def test_an_alias_at_one_server_only_is_seen(observe: Observe, serve: Serve) -> None:
    other = answering({"A example.com": ZONE["A example.com"], "CNAME www.example.com": "elsewhere.example."})
    facts = _authority(observe, serve, "www", first=answering(ZONE), second=other)
    assert [one.agree for one in facts.names] == [True, False]


def test_a_resolver_that_lags_behind_is_seen(observe: Observe, serve: Serve) -> None:
    new = answering({**ZONE, "A example.com": "192.0.2.50"})
    facts = _authority(observe, serve, first=new, second=new)
    assert (facts.agree, facts.resolver_agrees) == (True, False)


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (silent, "timeout: "),
        (failing("REFUSED"), "it answers REFUSED"),
        (answering(ZONE, authoritative=False), "without"),
    ],
)
def test_a_server_without_an_authoritative_answer_is_listed(
    observe: Observe, serve: Serve, second: Answer, why: str
) -> None:
    facts = _authority(observe, serve, first=answering(ZONE), second=second)
    assert facts.agree
    assert len(facts.silent) == 1
    assert facts.silent[0].startswith(f"ns2.example.com {SECOND}: ")
    assert why in facts.silent[0]


def test_names_that_do_not_exist_are_agreed_upon_too(observe: Observe, serve: Serve) -> None:
    facts = _authority(observe, serve, "absent", first=answering(ZONE), second=answering(ZONE))
    absent = facts.names[1]
    assert (absent.agree, absent.resolver_agrees, absent.ttl_s) == (True, True, None)
    assert all(view.records == () for view in absent.views)
