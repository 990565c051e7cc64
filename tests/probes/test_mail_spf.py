"""SPF, as a receiver would have to evaluate it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from servers_mail import SILENT, NameServer, mail_zone, txt

from readiness.model.observation import Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Domain
from readiness.probes.mail import MailProbe
from readiness.probes.mail.facts import Spf

DOMAIN = Domain(kind="domain", name="good.test")
Look = Callable[..., Spf]


@pytest.fixture
def look(observe: Callable[..., Any]) -> Look:
    """``look(record, …)``: facts about good.test with that SPF record (or records) and further names in its zone."""

    def run(*records: str, broken: dict[str, str] | None = None, sent: list[Sent] | None = None, **names: Any) -> Spf:
        here = {"A": "192.0.2.1", "MX": "10 mx1.good.test.", **({"TXT": tuple(map(txt, records))} if records else {})}
        with NameServer(mail_zone(**{"good.test": here, **names}), broken) as server:
            facts = observe(MailProbe, "spf", DOMAIN, resolvers=(server.resolver,), timeout_s=1.0, sent=sent)
        assert isinstance(facts, Spf)
        return facts

    return run


def include(*records: str) -> dict[str, Any]:
    """A name with these TXT records."""
    return {"TXT": tuple(map(txt, records))}


def test_it_reads_a_record_and_follows_its_includes(look: Look) -> None:
    seen = look("v=spf1 mx include:_spf.sender.test -all")
    assert (seen.valid, seen.error, seen.count) == (True, None, 1)
    assert seen.record == "v=spf1 mx include:_spf.sender.test -all"
    assert (seen.lookups, seen.void_lookups, seen.all_qualifier) == (3, 0, "-")
    assert seen.includes == ("_spf.sender.test",)
    assert seen.mechanisms == ("a", "all", "include", "ip4", "mx")


@pytest.mark.parametrize(
    ("ending", "qualifier"), [("-all", "-"), ("~all", "~"), ("?all", "?"), ("+all", "+"), ("all", "+"), ("a", None)]
)
def test_it_reads_what_becomes_of_everybody_else(look: Look, ending: str, qualifier: str | None) -> None:
    assert look(f"v=spf1 ip4:192.0.2.0/24 {ending}").all_qualifier == qualifier


def test_a_redirect_brings_its_own_all(look: Look) -> None:
    seen = look("v=spf1 redirect=_spf.sender.test")
    assert (seen.all_qualifier, seen.includes, seen.valid) == ("~", ("_spf.sender.test",), True)


def test_an_all_of_an_include_is_not_the_record_s_own(look: Look) -> None:
    assert look("v=spf1 include:_spf.sender.test").all_qualifier is None


def test_a_domain_without_spf_has_no_record(look: Look) -> None:
    seen = look("site-verification=1", "v=spf10 -all")
    assert (seen.record, seen.count, seen.valid, seen.error) == (None, 0, False, "there are no SPF records")


def test_a_domain_that_does_not_exist_has_no_record(observe: Callable[..., Any]) -> None:
    with NameServer({}) as server:
        seen = observe(MailProbe, "spf", DOMAIN, resolvers=(server.resolver,))
    assert (seen.record, seen.count) == (None, 0)


def test_two_records_are_none(look: Look) -> None:
    seen = look("v=spf1 -all", "v=spf1 mx -all")
    assert (seen.record, seen.count, seen.valid, seen.error) == (None, 2, False, "there are 2 SPF records")


@pytest.mark.parametrize(
    "record",
    [
        "v=spf1 ip4:192.0.2.300 -all",
        "v=spf1 ip4:192.0.2.1-all",
        "v=spf1 ip6:192.0.2.1 -all",
        "v=spf1 include: -all",
        "v=spf1 exists:%{x}.test -all",
    ],
)
def test_bad_syntax_is_not_valid_and_says_why(look: Look, record: str) -> None:
    seen = look(record)
    assert not seen.valid
    assert seen.error
    assert seen.record == record


def test_it_counts_the_lookups_of_a_long_record(look: Look) -> None:
    names = {f"h{n}.good.test": {"A": "192.0.2.7"} for n in range(11)}
    seen = look("v=spf1 " + " ".join(f"a:{name}" for name in names) + " -all", **names)
    assert (seen.lookups, seen.valid) == (11, False)
    assert seen.error


def test_ten_lookups_are_within_the_limit(look: Look) -> None:
    names = {f"h{n}.good.test": {"A": "192.0.2.7"} for n in range(10)}
    seen = look("v=spf1 " + " ".join(f"a:{name}" for name in names) + " -all", **names)
    assert (seen.lookups, seen.valid, seen.error) == (10, True, None)


def test_it_counts_lookups_that_are_spread_over_includes(look: Look) -> None:
    long = include("v=spf1 " + "a:out.sender.test " * 6 + "-all")
    seen = look("v=spf1 include:one.test include:two.test -all", **{"one.test": long, "two.test": long})
    assert (seen.lookups, seen.valid) == (14, False)


def test_terms_after_all_are_not_counted(look: Look) -> None:
    assert look("v=spf1 -all a:nowhere.test redirect=elsewhere.test").lookups == 0


def test_lookups_that_find_nothing_are_counted(look: Look) -> None:
    seen = look("v=spf1 a:no1.good.test a:no2.good.test mx:no3.good.test -all")
    assert (seen.lookups, seen.void_lookups, seen.valid) == (3, 3, False)
    assert look("v=spf1 a:no1.good.test a:no2.good.test -all").valid


def test_an_include_without_a_record_makes_the_whole_invalid(look: Look) -> None:
    seen = look("v=spf1 include:gone.test include:_spf.sender.test -all")
    assert (seen.missing_includes, seen.valid) == (("gone.test",), False)
    assert seen.void_lookups == 1


def test_an_include_with_two_records_makes_the_whole_invalid(look: Look) -> None:
    seen = look("v=spf1 include:twice.test -all", **{"twice.test": include("v=spf1 -all", "v=spf1 ~all")})
    assert (seen.missing_includes, seen.valid) == (("twice.test",), False)


def test_a_circle_of_includes_ends(look: Look) -> None:
    seen = look("v=spf1 include:one.test -all", **{"one.test": include("v=spf1 include:good.test -all")})
    assert not seen.valid
    assert seen.error
    assert seen.lookups == 2


def test_a_chain_of_includes_without_end_is_evidence_and_bounded(look: Look) -> None:
    chain = {f"n{n}.test": include(f"v=spf1 include:n{n + 1}.test -all") for n in range(200)}
    sent: list[Sent] = []
    seen = look("v=spf1 include:n0.test -all", sent=sent, **chain)
    assert not seen.valid
    assert seen.error
    assert seen.lookups == 30
    assert len(sent) < 40


def test_macros_are_counted_and_not_asked_for(look: Look) -> None:
    sent: list[Sent] = []
    seen = look("v=spf1 exists:%{i}._spf.good.test include:%{d}.sender.test -all", sent=sent)
    assert (seen.lookups, seen.valid) == (2, True)
    assert not [one for one in sent if "%" in one.what]


def test_an_explanation_takes_no_question_past_the_plan(look: Look) -> None:
    seen = look("v=spf1 mx -all exp=explain.good.test", **{"explain.good.test": include("not from here")})
    assert (seen.valid, seen.all_qualifier) == (True, "-")


def test_an_include_that_is_no_name_is_missing(look: Look) -> None:
    seen = look("v=spf1 include:a..b -all")
    assert (seen.missing_includes, seen.valid) == (("a..b",), False)


def test_aliases_are_followed(look: Look) -> None:
    seen = look("v=spf1 include:alias.test -all", **{"alias.test": {"CNAME": "_spf.sender.test."}})
    assert (seen.lookups, seen.valid) == (2, True)


def test_everything_it_sends_is_a_question_for_the_resolver(look: Look) -> None:
    sent: list[Sent] = []
    look("v=spf1 mx ptr include:_spf.sender.test -all", sent=sent)
    assert {(one.kind, one.to) for one in sent} == {("dns", "resolver")}
    assert len({one.what for one in sent}) == len(sent)


@pytest.mark.parametrize("name", ["good.test", "_spf.sender.test", "out.sender.test"])
def test_a_failing_server_leaves_it_unknown(look: Look, name: str) -> None:
    with pytest.raises(Unobservable) as caught:
        look("v=spf1 include:_spf.sender.test -all", broken={name: "SERVFAIL"})
    assert caught.value.cause.kind is CauseKind.SERVER
    assert name in caught.value.cause.detail


@pytest.mark.parametrize("name", ["good.test", "_spf.sender.test", "out.sender.test"])
def test_silence_leaves_it_unknown(look: Look, name: str) -> None:
    with pytest.raises(Unobservable) as caught:
        look("v=spf1 include:_spf.sender.test -all", broken={name: SILENT})
    assert caught.value.cause.kind is CauseKind.TIMEOUT
