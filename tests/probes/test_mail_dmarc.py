"""DMARC: what is asked of receivers, and whether foreign report receivers consent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from servers_mail import SILENT, NameServer, mail_zone, txt

from readiness.model.observation import Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Domain
from readiness.probes.mail import MailProbe

DOMAIN = Domain(kind="domain", name="good.test")
Look = Callable[..., Any]


@pytest.fixture
def look(observe: Callable[..., Any]) -> Look:
    """``look(group, record, …)``: the group's facts with these records at _dmarc.good.test."""

    def run(
        group: str,
        *records: str,
        target: Domain = DOMAIN,
        broken: dict[str, str] | None = None,
        sent: list[Sent] | None = None,
        **names: Any,
    ) -> Any:
        zone = mail_zone(**names)
        del zone["_dmarc.good.test"]
        if records:
            zone["_dmarc.good.test"] = {"TXT": tuple(map(txt, records))}
        with NameServer(zone, broken) as server:
            return observe(MailProbe, group, target, resolvers=(server.resolver,), timeout_s=1.0, sent=sent)

    return run


def test_it_reads_what_the_owner_asks_for(look: Look) -> None:
    seen = look("dmarc", "v=DMARC1; p=quarantine; sp=none; pct=25; t=y; adkim=s; aspf=s; rua=mailto:a@x.test; fo=1")
    assert (seen.valid, seen.error, seen.location) == (True, None, "good.test")
    assert (seen.policy, seen.subdomain_policy) == ("quarantine", "none")
    assert (seen.percentage, seen.testing) == (25, True)
    assert (seen.adkim, seen.aspf) == ("s", "s")
    assert (seen.aggregate_reports, seen.failure_reports) == (("a@x.test",), ())


def test_tags_that_are_absent_have_their_defaults(look: Look) -> None:
    seen = look("dmarc", "v=DMARC1; p=reject")
    assert (seen.policy, seen.subdomain_policy, seen.percentage, seen.testing) == ("reject", "reject", 100, False)
    assert (seen.adkim, seen.aspf) == ("r", "r")


def test_p_none_is_a_valid_record(look: Look) -> None:
    seen = look("dmarc", "v=DMARC1; p=none")
    assert (seen.valid, seen.policy) == (True, "none")


def test_a_domain_without_a_record_has_none(look: Look) -> None:
    seen = look("dmarc")
    assert (seen.record, seen.location, seen.valid, seen.policy) == (None, None, False, None)
    assert seen.error


def test_a_record_at_the_domain_itself_does_not_count(look: Look) -> None:
    seen = look("dmarc", **{"good.test": {"TXT": txt("v=DMARC1; p=reject")}})
    assert (seen.record, seen.valid) == (None, False)


@pytest.mark.parametrize(
    "record",
    [
        "v=DMARC1; p=rejct",
        "v=DMARC1; p=reject; sp=never",
        "v=DMARC1; p=reject; pct=101",
        "v=DMARC1; p=reject; adkim=x",
        "v=DMARC1; p=reject; p=none",
        "v=DMARC1; p=reject; rua=dmarc@good.test",
        "v=DMARC1; p=reject; what",
    ],
)
def test_bad_syntax_is_not_valid_and_asks_for_nothing(look: Look, record: str) -> None:
    seen = look("dmarc", record)
    assert (seen.record, seen.valid, seen.policy) == (record, False, None)
    assert seen.error


def test_two_records_are_none(look: Look) -> None:
    seen = look("dmarc", "v=DMARC1; p=reject", "v=DMARC1; p=none")
    assert (seen.record, seen.valid, seen.policy) == (None, False, None)


def test_other_records_at_the_name_do_not_disturb(look: Look) -> None:
    seen = look("dmarc", "v=DMARC1; p=reject", "something else")
    assert (seen.valid, seen.policy) == (True, "reject")


def test_a_subdomain_inherits_the_policy_for_subdomains(look: Look) -> None:
    target = Domain(kind="domain", name="shop.good.test")
    seen = look("dmarc", "v=DMARC1; p=reject; sp=quarantine", target=target, **{"shop.good.test": {"A": "192.0.2.1"}})
    assert (seen.location, seen.policy, seen.subdomain_policy) == ("good.test", "quarantine", "quarantine")


def test_it_asks_nothing_about_report_receivers(look: Look) -> None:
    sent: list[Sent] = []
    look("dmarc", "v=DMARC1; p=reject; rua=mailto:a@reports.test", sent=sent, broken={"reports.test": SILENT})
    assert {one.what for one in sent} == {"TXT _dmarc.good.test", "TXT good.test"}


@pytest.mark.parametrize(("how", "kind"), [("SERVFAIL", CauseKind.SERVER), (SILENT, CauseKind.TIMEOUT)])
def test_a_record_that_cannot_be_asked_for_leaves_it_unknown(look: Look, how: str, kind: CauseKind) -> None:
    with pytest.raises(Unobservable) as caught:
        look("dmarc", "v=DMARC1; p=reject", broken={"_dmarc.good.test": how})
    assert caught.value.cause.kind is kind


def test_a_foreign_receiver_that_publishes_it_consents(look: Look) -> None:
    names = {"good.test._report._dmarc.reports.test": {"TXT": txt("v=DMARC1")}}
    seen = look("report_consent", "v=DMARC1; p=reject; rua=mailto:a@reports.test", **names)
    assert [(one.domain, one.consents) for one in seen.receivers] == [("reports.test", True)]


def test_a_wildcard_is_consent_for_everybody(look: Look) -> None:
    seen = look("report_consent", "v=DMARC1; p=reject; ruf=mailto:a@reports.test")
    assert [(one.domain, one.consents) for one in seen.receivers] == [("reports.test", True)]


def test_a_foreign_receiver_that_publishes_nothing_does_not(look: Look) -> None:
    seen = look("report_consent", "v=DMARC1; p=reject; rua=mailto:a@silent.test,mailto:b@reports.test")
    assert [(one.domain, one.consents) for one in seen.receivers] == [("reports.test", True), ("silent.test", False)]


def test_another_text_is_no_consent(look: Look) -> None:
    names = {"good.test._report._dmarc.other.test": {"TXT": txt("v=spf1 -all")}}
    seen = look("report_consent", "v=DMARC1; p=reject; rua=mailto:a@other.test", **names)
    assert [one.consents for one in seen.receivers] == [False]


def test_the_domain_s_own_receivers_need_no_consent(look: Look) -> None:
    assert look("report_consent", "v=DMARC1; p=reject; rua=mailto:a@good.test,mailto:b@mail.good.test").receivers == ()


def test_without_a_valid_record_there_is_nobody_to_consent(look: Look) -> None:
    assert look("report_consent", "v=DMARC1; p=rejct; rua=mailto:a@reports.test").receivers == ()


def test_a_receiver_that_cannot_be_asked_leaves_consent_unknown(look: Look) -> None:
    with pytest.raises(Unobservable) as caught:
        look(
            "report_consent",
            "v=DMARC1; p=reject; rua=mailto:a@away.test",
            broken={"good.test._report._dmarc.away.test": "SERVFAIL"},
        )
    assert caught.value.cause.kind is CauseKind.SERVER


def test_a_horde_of_receivers_is_bounded(look: Look) -> None:
    horde = ",".join(f"mailto:a@r{n}.test" for n in range(40))
    assert len(look("report_consent", f"v=DMARC1; p=reject; rua={horde}").receivers) == 10
