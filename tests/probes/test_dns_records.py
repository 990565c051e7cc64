"""What a name declares: mail exchangers, certification authorities, start of authority, TLSA."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from servers.dns_servers import answering, failing, serving

from readiness.model.facts import Facts
from readiness.model.observation import Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Api, Domain, MailServer
from readiness.probes.dns import Dns
from readiness.probes.dns.facts import Caa, CaaRecord, MailExchangers, Soa, Tlsa

DOMAIN = Domain(kind="domain", name="example.com")
Observe = Callable[..., Facts]


def _observe(observe: Observe, group: str, records: dict[str, str], sent: list[Sent] | None = None) -> Facts:
    with serving(answering(records, authoritative=False), max_udp=65000) as server:
        return observe(Dns, group, DOMAIN, resolvers=server.resolvers, timeout_s=1.0, sent=sent)


def test_mail_exchangers_are_looked_up(observe: Observe) -> None:
    records = {
        "MX example.com": "20 alias.example.com. | 10 mx.example.com. | 30 gone.example.com.",
        "A mx.example.com": "192.0.2.1",
        "CNAME alias.example.com": "mx.example.com.",
        "CNAME gone.example.com": "nowhere.example.",
    }
    facts = cast("MailExchangers", _observe(observe, "mail_exchangers", records))
    assert (facts.exists, facts.null_mx, facts.count) == (True, False, 3)
    assert [(one.preference, one.host, one.is_alias, one.resolves) for one in facts.hosts] == [
        (10, "mx.example.com", False, True),
        (20, "alias.example.com", True, False),
        (30, "gone.example.com", True, False),
    ]


def test_a_name_that_takes_no_mail_says_so(observe: Observe) -> None:
    facts = cast("MailExchangers", _observe(observe, "mail_exchangers", {"MX example.com": "0 ."}))
    assert (facts.exists, facts.null_mx, facts.hosts) == (True, True, ())
    none = cast("MailExchangers", _observe(observe, "mail_exchangers", {"A example.com": "192.0.2.1"}))
    assert (none.exists, none.null_mx, none.hosts) == (False, False, ())


def test_no_more_than_ten_mail_exchangers_are_looked_up(observe: Observe) -> None:
    records = {"MX example.com": " | ".join(f"{number} mx{number}.example.com." for number in range(40))}
    sent: list[Sent] = []
    facts = cast("MailExchangers", _observe(observe, "mail_exchangers", records, sent))
    assert (facts.count, len(facts.hosts), len(sent)) == (40, 10, 31)


def test_caa_is_read_at_the_name(observe: Observe) -> None:
    records = {
        "CAA example.com": '0 issue "letsencrypt.org; validationmethods=dns-01" | 128 issuewild ";" | '
        '0 iodef "mailto:ca@example.com" | 0 issue "Sectigo.com"'
    }
    facts = cast("Caa", _observe(observe, "caa", records))
    assert facts.found_at == "example.com"
    assert facts.issuers == ("letsencrypt.org", "sectigo.com")
    assert facts.wildcard_issuers == ()
    assert facts.reports_to == ("mailto:ca@example.com",)
    assert CaaRecord(critical=True, tag="issuewild", value=";") in facts.records
    assert len(facts.records) == 4


def test_caa_is_found_by_climbing_and_the_closest_counts(observe: Observe) -> None:
    target = Api(kind="api", url="https://a.b.example.com")
    records = {"CAA example.com": '0 issue "one.example"', "CAA com": '0 issue "two.example"'}
    sent: list[Sent] = []
    with serving(answering(records, authoritative=False)) as server:
        facts = cast("Caa", observe(Dns, "caa", target, resolvers=server.resolvers, sent=sent))
    assert (facts.found_at, facts.issuers) == ("example.com", ("one.example",))
    assert facts.wildcard_issuers == facts.issuers
    assert [one.what for one in sent] == ["CAA a.b.example.com", "CAA b.example.com", "CAA example.com"]


def test_no_caa_anywhere_is_a_fact(observe: Observe) -> None:
    facts = cast("Caa", _observe(observe, "caa", {}))
    assert (facts.found_at, facts.records, facts.issuers) == (None, (), ())


def test_an_error_on_the_climb_is_not_an_absence(observe: Observe) -> None:
    with serving(failing("SERVFAIL")) as server, pytest.raises(Unobservable) as caught:
        observe(Dns, "caa", DOMAIN, resolvers=server.resolvers)
    assert caught.value.cause.kind is CauseKind.SERVER


def test_start_of_authority_is_found_above_the_name(observe: Observe) -> None:
    records = {"SOA example.com": "ns.example.com. admin.example.com. 2026112201 7200 900 1209600 600"}
    with serving(answering(records, authoritative=False)) as server:
        target = MailServer(kind="mailserver", host="mx.example.com")
        facts = cast("Soa", observe(Dns, "soa", target, resolvers=server.resolvers))
    assert (facts.zone, facts.primary, facts.responsible) == ("example.com", "ns.example.com", "admin.example.com")
    assert (facts.serial, facts.refresh_s, facts.retry_s) == (2026112201, 7200, 900)
    assert (facts.expire_s, facts.negative_ttl_s) == (1209600, 600)


def test_a_name_in_no_zone_has_no_start_of_authority(observe: Observe) -> None:
    with pytest.raises(Unobservable) as caught:
        _observe(observe, "soa", {})
    assert caught.value.cause.kind is CauseKind.UNRESOLVABLE


def test_tlsa_is_read_for_each_service(observe: Observe) -> None:
    records = {
        "TLSA _443._tcp.example.com": "3 1 1 " + "ab" * 32,
        "TLSA _25._tcp.example.com": "2 0 2 " + "cd" * 64,
    }
    facts = cast("Tlsa", _observe(observe, "tlsa", records))
    assert [(one.name, one.usage, one.selector, one.matching_type, one.data) for one in facts.records] == [
        ("_25._tcp.example.com", 2, 0, 2, "cd" * 64),
        ("_443._tcp.example.com", 3, 1, 1, "ab" * 32),
    ]
    assert cast("Tlsa", _observe(observe, "tlsa", {})).records == ()
