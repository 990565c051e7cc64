"""Records from several vantages judged as one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from records import DOMAIN, NOW, ONE, SITE, TWO, control, record, seen, unseen, withheld

from readiness.expressions import Engine
from readiness.judge.evidence.merging import merge
from readiness.judge.evidence.values import Evidence
from readiness.judge.judge import judge
from readiness.model.environment import Release
from readiness.model.observation import Cause, Expansion
from readiness.model.outcomes import CauseKind, Outcome

MODERN = control("tls.versions.modern")
BOTH = control("tls.versions.modern && tls.certificate.trusted")
GOOD, BAD = {"modern": True}, {"modern": False}


def look(vantage, *observations, controls=(MODERN,), **more):
    return record(list(controls), list(observations), vantage=vantage, **more)


def judged(first, *others):
    controls = first.header.policy.controls
    findings = judge(Evidence(first, others), controls, Engine(first.header.started))
    return findings[0] if len(findings) == 1 else findings


def views(finding):
    return [(j.vantage, j.outcome) for j in finding.judgements]


def test_what_is_seen_from_several_vantages_is_judged_on_each():
    finding = judged(look("inside", seen("versions", GOOD)), look("outside", seen("versions", BAD)))
    assert views(finding) == [("inside", Outcome.PASS), ("outside", Outcome.FAIL)]
    assert finding.outcome is Outcome.FAIL


def test_one_vantage_alone_is_not_named():
    assert views(judged(look("inside", seen("versions", GOOD)))) == [(None, Outcome.PASS)]


def test_what_one_vantage_did_not_ask_is_taken_from_another_and_judged_but_once():
    finding = judged(look("inside", withheld("versions")), look("outside", seen("versions", GOOD)))
    assert views(finding) == [("outside", Outcome.PASS)]
    assert views(judged(look("inside"), look("outside", seen("versions", GOOD)))) == [("outside", Outcome.PASS)]


def test_a_target_that_one_vantage_must_not_look_at_is_judged_as_the_other_saw_it():
    """It was not even resolved there, and so what was withheld is of no endpoint."""
    inside = look("inside", withheld("versions", "is looked at from `outside`", endpoint=None), expansions=())
    finding = judged(inside, look("outside", seen("versions", GOOD)))
    assert [(j.endpoint, j.vantage, j.outcome) for j in finding.judgements] == [(str(ONE), "outside", Outcome.PASS)]
    assert judged(inside).outcome is Outcome.UNPROVEN


def test_facts_of_two_vantages_complete_each_other():
    finding = judged(
        look("inside", seen("versions", GOOD), controls=[BOTH]),
        look("outside", seen("certificate", {"trusted": True})),
    )
    assert views(finding) == [("inside", Outcome.PASS), ("outside", Outcome.PASS)]


@pytest.mark.parametrize("failing", ["inside", "outside"])
def test_what_failed_at_one_vantage_is_an_error_there_although_another_saw_it(failing):
    records = [
        look(name, unseen("versions") if name == failing else seen("versions", GOOD)) for name in ("inside", "outside")
    ]
    finding = judged(*records)
    assert dict(views(finding))[failing] is Outcome.ERROR
    assert finding.outcome is Outcome.ERROR


def test_facts_from_elsewhere_are_those_of_a_vantage_that_saw_them_rather_than_of_one_that_failed():
    finding = judged(
        look("here", seen("versions", GOOD), controls=[BOTH]),
        look("inside", unseen("certificate")),
        look("outside", seen("certificate", {"trusted": True})),
    )
    assert views(finding) == [("here", Outcome.PASS), ("inside", Outcome.ERROR), ("outside", Outcome.PASS)]


def test_endpoints_that_only_one_vantage_found_are_judged_too():
    finding = judged(
        look("inside", seen("versions", GOOD)), look("outside", seen("versions", BAD, endpoint=TWO), endpoints=(TWO,))
    )
    assert [(j.endpoint, j.vantage, j.outcome) for j in finding.judgements] == [
        (str(ONE), "inside", Outcome.PASS),
        (str(TWO), "outside", Outcome.FAIL),
    ]


def test_a_name_that_one_vantage_cannot_resolve_is_an_error_there():
    lost = Expansion(target="site", name="example.com", cause=Cause(kind=CauseKind.UNRESOLVABLE))
    finding = judged(look("inside", seen("versions", GOOD)), look("outside", expansions=(lost,)))
    assert views(finding) == [("inside", Outcome.PASS), ("outside", Outcome.ERROR)]


CROSSED = control(
    "size(fronts) > 0\nfronts.all(f, f.response.status == 200)",
    target="domain",
    observe={"fronts": {"probe": "http", "targets": {"kind": "site", "of": "target"}}},
)


def test_other_targets_are_seen_from_each_vantage_as_well():
    finding = judged(
        look("inside", seen("response", {"status": 200}, probe="http"), controls=[CROSSED]),
        look("outside", seen("response", {"status": 404}, probe="http")),
    )
    assert views(finding) == [("inside", Outcome.PASS), ("outside", Outcome.FAIL)]


def test_controls_that_observe_alike_are_each_judged_where_their_own_facts_were_seen():
    other = control("tls.certificate.trusted", id="trusted")
    first, second = judged(
        look("inside", seen("versions", GOOD), controls=[MODERN, other]),
        look("outside", seen("certificate", {"trusted": True})),
    )
    assert (views(first), views(second)) == ([("inside", Outcome.PASS)], [("outside", Outcome.PASS)])


def test_what_nobody_looked_at_is_unproven_once_and_from_nowhere():
    assert views(judged(look("inside"), look("outside"))) == [(None, Outcome.UNPROVEN)]


def test_of_two_records_from_another_vantage_the_newer_is_judged():
    old = look("outside", seen("versions", GOOD), started=NOW - timedelta(days=2))
    new = look("outside", seen("versions", BAD), started=NOW - timedelta(days=1))
    for others in ((old, new), (new, old)):
        assert views(judged(look("inside", seen("versions", GOOD)), *others))[-1] == ("outside", Outcome.FAIL)


def test_what_only_an_older_record_has_does_not_count_without_leave():
    old = look("here", seen("versions", GOOD), started=NOW - timedelta(days=1))
    assert judged(look("here"), old).outcome is Outcome.UNPROVEN


@pytest.mark.parametrize(
    ("newer", "outcome"),
    [(seen("versions", BAD), Outcome.FAIL), (unseen("versions"), Outcome.ERROR), (withheld("versions"), Outcome.PASS)],
)
def test_a_newer_record_from_the_same_vantage_replaces_what_it_tried_again(newer, outcome):
    later = look("here", newer, started=NOW + timedelta(hours=1))
    assert views(judged(look("here", seen("versions", GOOD)), later)) == [(None, outcome)]


def test_an_address_that_a_newer_record_no_longer_finds_is_not_judged_any_more():
    old = look("here", seen("versions", GOOD), seen("versions", BAD, endpoint=TWO), endpoints=(ONE, TWO))
    new = look("here", seen("versions", GOOD), started=NOW + timedelta(hours=1))
    assert views(judged(old)) == [(None, Outcome.PASS), (None, Outcome.FAIL)]
    assert views(judged(old, new)) == [(None, Outcome.PASS)]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Release(digest="a"), Release(digest="b")),
        (Release(commit="a"), Release(commit="b")),
        (Release(version="1"), Release(version="2")),
        (Release(digest="a"), None),
        (None, Release(commit="a")),
        (Release(digest="a", commit="c"), Release(digest="b", commit="c")),
    ],
)
def test_another_vantage_that_saw_another_release_is_left_out(ours, theirs):
    outside = look("outside", seen("versions", GOOD), release=theirs)
    assert judged(look("inside", release=ours), outside).outcome is Outcome.UNPROVEN


def test_another_vantage_by_another_version_of_the_policy_counts():
    outside = look("outside", seen("versions", GOOD))
    newer = outside.header.policy.model_copy(update={"version": "2", "controls": (BOTH,)})
    other = type(outside)(
        outside.header.model_copy(update={"policy": newer}), outside.expansions, outside.observations, outside.end
    )
    assert judged(look("inside"), other).outcome is Outcome.PASS


def test_a_target_that_was_declared_otherwise_is_another_thing():
    elsewhere = {"site": {**SITE, "url": "https://elsewhere.example.com"}, "domain": DOMAIN}
    outside = look("outside", seen("versions", GOOD), targets=elsewhere)
    assert judged(look("inside"), outside).outcome is Outcome.UNPROVEN


def test_the_evidence_names_its_vantages_with_that_of_the_record_first():
    earlier = look("z", started=NOW - timedelta(hours=1))
    assert Evidence(look("m"), [earlier, look("a")]).vantages == ("m", "a", "z")


def test_a_record_alone_is_its_only_layer():
    merged = merge(look("here", seen("versions", GOOD)))
    assert (len(merged.layers), merged.sources) == (1, ())
