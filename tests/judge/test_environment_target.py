"""Controls that are judged once, for the environment as a whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from records import DOMAIN, ONE, SITE, control, record, seen, unseen

from readiness.expressions import Engine
from readiness.judge.evidence.values import Evidence
from readiness.judge.judge import judge
from readiness.model.environment import Release
from readiness.model.observation import Expansion
from readiness.model.outcomes import Outcome, Severity
from readiness.model.policy import WEIGHTS, Catalog

TWO_SITES = {"site": SITE, "other": {**SITE, "url": "https://other.example.com"}, "domain": DOMAIN}


def judged(one, *observations, **header):
    made = record([one], list(observations), **header)
    (finding,) = judge(Evidence(made), [one], Engine(made.header.started))
    return finding


def whole(require, **more):
    return control(require, **({"target": "environment", "observe": {}} | more))


def test_it_is_judged_once_however_many_targets_there_are():
    finding = judged(whole("params.enough"), params={"enough": True}, targets=TWO_SITES)
    assert (finding.target, finding.outcome, len(finding.judgements)) == ("environment", Outcome.PASS, 1)


def test_it_sees_all_targets_of_a_kind_together():
    fronts = {"fronts": {"probe": "http", "targets": {"kind": "site"}}}
    same = whole("size(fronts) == 2\nfronts.all(f, f.response.status == 200)", observe=fronts)
    facts = [seen("response", {"status": 200}, probe="http", target=name) for name in ("site", "other")]
    both = {"targets": TWO_SITES, "expansions": tuple(_expansion(name) for name in ("site", "other"))}
    assert judged(same, *facts, **both).outcome is Outcome.PASS
    lost = unseen("response", probe="http", target="other")
    assert judged(same, facts[0], lost, **both).outcome is Outcome.ERROR


def _expansion(target):
    return Expansion(target=target, name="example.com", endpoints=(ONE,))


def test_a_probe_of_its_own_sees_nothing_of_an_environment():
    assert judged(whole("tls.versions.modern", observe={"tls": {}})).outcome is Outcome.UNPROVEN


def test_the_release_is_bound():
    deployed = Release(commit="abc", deployed_at=datetime(2026, 11, 20, tzinfo=UTC))
    fresh = whole('release.commit == "abc" && age_days(release.deployed_at) < 5')
    assert judged(fresh, release=deployed).outcome is Outcome.PASS
    assert judged(fresh, release=Release(commit="def")).outcome is Outcome.FAIL


@pytest.mark.parametrize("condition", ['release.commit == "abc"', "has(release.deployed_at)"])
def test_a_condition_on_a_release_that_nobody_declared_is_unproven(condition):
    finding = judged(whole(condition))
    assert finding.outcome is Outcome.UNPROVEN
    assert finding.judgements[0].reasons[0].detail == "no release is declared"


def test_a_condition_that_does_not_need_the_release_is_judged_without_it():
    assert judged(whole("params.enough"), params={"enough": True}).outcome is Outcome.PASS


def test_controls_on_targets_may_use_the_release_too():
    both = control("tls.versions.modern && release.version != ''")
    facts = seen("versions", {"modern": True})
    assert judged(both, facts, release=Release(version="1")).outcome is Outcome.PASS
    assert judged(both, facts).outcome is Outcome.UNPROVEN
    assert judged(both, seen("versions", {"modern": False})).outcome is Outcome.FAIL


def test_the_guides_demands_are_bound():
    rows = [{"id": "1.1", "chapter": "c", "phase": "p", "asks": "Node.js 20", "demands": {"nodejs": "20"}}]
    guide = Catalog.model_validate(
        {"catalog": "guide", "title": "Guide", "chapters": [{"id": "c", "number": 1, "title": "C"}], "rows": rows}
    )
    demand = whole('guide.demands["nodejs"] == "20"')
    assert judged(demand, catalog=guide).outcome is Outcome.PASS
    assert judged(demand).outcome is not Outcome.PASS


@pytest.mark.parametrize("target", ["environment", "site"])
def test_a_control_without_a_condition_waits_for_somebody_to_attest_it(target):
    finding = judged(control("", observe={}, target=target, attest={"valid_for_days": 90}))
    assert finding.outcome is Outcome.UNPROVEN
    assert finding.judgements[0].reasons[0].detail == "nobody has attested it"


def test_whether_an_attested_control_applies_is_still_judged():
    drill = control("", when="tls.server.own", attest={"valid_for_days": 90})
    assert judged(drill, seen("server", {"own": False})).outcome is Outcome.NOT_APPLICABLE
    assert judged(drill, seen("server", {"own": True})).outcome is Outcome.UNPROVEN
    assert judged(drill, unseen("server")).outcome is Outcome.ERROR


def test_a_finding_says_what_its_control_weighs():
    assert judged(whole("params.enough"), params={"enough": True}).weight == WEIGHTS[Severity.HIGH]
    assert judged(whole("params.enough", weight=0), params={"enough": True}).weight == 0
