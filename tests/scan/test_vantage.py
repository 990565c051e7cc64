"""A scan from one vantage leaves alone what must be looked at from another."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from readiness.expressions import Binding, Engine, check
from readiness.model.environment import Environment
from readiness.model.outcomes import Outcome
from readiness.model.policy import ENVIRONMENT, Control, Policy
from readiness.model.report import Selection
from readiness.model.target import KINDS
from readiness.scan.plan import Leave, plan

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ELSEWHERE = "is looked at from `outside`; this scan runs from `here`"
TARGETS = {
    "site": {"kind": "site", "url": "https://example.com", "domain": "domain"},
    "shop": {"kind": "site", "url": "https://shop.example.com", "from": "outside"},
    "domain": {"kind": "domain", "name": "example.com"},
}


def control(require, **more):
    return Control.model_validate(
        {
            "id": "one",
            "title": "one",
            "severity": "high",
            "target": "site",
            "observe": {"tls": {}},
            "require": require,
            "rationale": "because",
            "remedy": {"none": "none"},
            "references": ["none"],
            **more,
        }
    )


def planned(*controls, vantage="here", targets=TARGETS, leave=None, **environment):
    declared = Environment.model_validate({"policy": "p", "targets": targets, **environment})
    policy = Policy(name="p", version="1", controls=controls)
    return plan("prod", declared, policy, {}, Selection(), leave or Leave(now=NOW), Engine(NOW), vantage=vantage)


def questions(found):
    return sorted((asking.target, asking.name, asking.probe, asking.group) for asking in found.askings)


MODERN = control('"TLSv1.3" in tls.versions.accepted')


def test_what_is_looked_at_from_elsewhere_is_withheld_and_sends_nothing():
    found = {asking.target: asking for asking in planned(MODERN).askings}
    assert (found["site"].withheld, found["shop"].withheld) == ("", ELSEWHERE)
    assert found["shop"].templates == ()


def test_its_names_are_not_even_resolved():
    found = planned(MODERN)
    assert found.names == {"site": ("example.com",)}
    assert not any("shop" in template.what for template in found.resolving)


def test_from_there_it_is_asked_and_so_is_everything_that_may_be_looked_at_from_anywhere():
    found = planned(MODERN, vantage="outside")
    assert {(asking.target, asking.name, asking.withheld) for asking in found.askings} == {
        ("site", "example.com", ""),
        ("shop", "shop.example.com", ""),
    }


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_target_can_say_from_where(kind):
    assert KINDS[kind].model_fields["from_"].alias == "from"


def test_conditions_may_read_it():
    site = KINDS["site"].model_validate(TARGETS["shop"])
    checked = check('target.from_ == "outside"', {"target": Binding(type(site))})
    engine = Engine(NOW)
    values = {"target": site.model_dump(mode="json")}
    assert engine.evaluate(engine.compile(checked.source), values).kind == "true"


def test_it_is_unproven_until_the_other_vantage_is_merged(scanning):
    record, report, _ = scanning({"well": "tried.well.number == 1"}, extra=", from: outside")
    assert [(seen.endpoint, seen.withheld) for seen in record.observations] == [(None, ELSEWHERE)]
    assert record.expansions == ()
    (finding,) = report.findings
    assert finding.outcome is Outcome.UNPROVEN
    assert finding.judgements[0].reasons[0].detail == f"tried.well {ELSEWHERE}"


def test_what_variants_read_is_asked():
    variants = [{"id": "v", "when": "tls.certificate.trusted", "require": "tls.versions.modern"}]
    groups = {asking.group for asking in planned(control("", variants=variants), targets=ONE_SITE).askings}
    assert groups == {"certificate", "versions"}


ONE_SITE = {"site": {"kind": "site", "url": "https://example.com"}}
SITES = {"sites": {"probe": "tls", "targets": {"kind": "site"}}}


def test_a_control_of_the_environment_asks_about_other_targets_and_each_but_once():
    whole = control("size(sites) > 0\nsites.all(s, s.certificate.trusted)", target=ENVIRONMENT, observe=SITES)
    again = whole.model_copy(update={"id": "again"})
    assert questions(planned(whole, again, vantage="outside")) == [
        ("shop", "shop.example.com", "tls", "certificate"),
        ("site", "example.com", "tls", "certificate"),
    ]


def test_no_probe_looks_at_an_environment_itself_and_nothing_is_related_to_it():
    itself = control("tls.certificate.trusted", target=ENVIRONMENT)
    related = control(
        "size(sites) > 0\nsites.all(s, s.certificate.trusted)",
        target=ENVIRONMENT,
        observe={"sites": {"probe": "tls", "targets": {"kind": "site", "of": "target"}}},
    )
    assert questions(planned(itself)) == []
    assert questions(planned(related)) == []
    assert questions(planned(control("params.x", target=ENVIRONMENT, observe={}))) == []


CONSENT = [{"allow": "active", "targets": ["site"], "by": "cto@example.com", "until": "2026-12-31"}]
FLAWS = control("!tls.flaws.heartbleed", observe={"tls": {}})


@pytest.mark.parametrize(
    ("now", "lasts"),
    [
        ("2026-12-31T23:59:59+00:00", True),
        ("2027-01-01T00:00:00+00:00", False),
        ("2027-01-01T05:00:00+14:00", True),
        ("2026-12-31T20:00:00-05:00", False),
    ],
)
def test_consent_lasts_through_its_last_day_in_utc_whatever_the_clocks_zone(now, lasts):
    leave = Leave(active=True, now=datetime.fromisoformat(now))
    (asking,) = planned(FLAWS, targets=ONE_SITE, leave=leave, consent=CONSENT).askings
    assert ("has run out" in asking.withheld) is not lasts


def test_without_a_moment_no_consent_holds():
    (asking,) = planned(FLAWS, targets=ONE_SITE, leave=Leave(active=True), consent=CONSENT).askings
    assert "has run out" in asking.withheld
