"""Proofs from older records and from other environments."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from records import DOMAIN, NOW, ONE, SITE, TWO, control, record, seen, unseen, withheld

from readiness.expressions import Engine
from readiness.judge.evidence.values import Evidence
from readiness.judge.judge import judge
from readiness.model.environment import Release
from readiness.model.errors import InputError
from readiness.model.observation import Cause, Expansion
from readiness.model.outcomes import CauseKind, Outcome
from readiness.model.record import End, Record
from readiness.model.score import Basis

THIS, OTHER = Release(digest="sha256:this"), Release(digest="sha256:other")
CARRY = {"max_age_days": 60}
DRILL = {"id": "restored", "target": "domain", "observe": {"drill": {}}}
RESTORED = control("drill.restore.well", carry=CARRY, **DRILL)
PARITY = control("tls.versions.modern", id="alike")
FROM = {**CARRY, "from": ["staging"], "parity": "alike"}
BORROWED = control("drill.restore.well", carry=FROM, **DRILL)
ALIKE = seen("versions", {"modern": True})


def drill(well=True, **more):
    return seen("restore", {"well": well}, probe="drill", target="domain", endpoint=None, **more)


def failed(**more):
    return unseen("restore", probe="drill", target="domain", endpoint=None, **more)


def kept_back():
    return withheld("restore", "needs consent: none", probe="drill", target="domain", endpoint=None)


def old(*observations, days=10.0, controls=(RESTORED,), release=THIS, **more):
    """A record of some days ago in which everything was observed then."""
    then = NOW - timedelta(days=days)
    dated = [one.model_copy(update={"started": then}) for one in observations]
    return record(list(controls), dated, started=then, release=release, **more)


def now(*observations, controls=(RESTORED,), release=THIS, **more):
    return record(list(controls), list(observations), release=release, **more)


def judged(first, *others, at=NOW):
    findings = judge(Evidence(first, others, now=at), first.header.policy.controls, Engine(at))
    return findings[0]


def why(finding):
    return finding.judgements[0].reasons[0].detail


@pytest.mark.parametrize("base", [(), (kept_back(),)])
def test_a_proof_that_is_young_enough_and_of_this_release_is_carried(base):
    finding = judged(now(*base), old(drill(), run="r1"))
    assert (finding.outcome, finding.basis) == (Outcome.PASS, Basis.CARRIED)
    (carried,) = finding.judgements[0].carried
    assert (carried.observation, carried.environment, carried.run) == ("drill.restore", "prod", "r1")
    assert (carried.observed, carried.age_days) == (NOW - timedelta(days=10), 10)


def test_a_proof_of_failure_is_carried_as_well():
    assert judged(now(), old(drill(well=False))).outcome is Outcome.FAIL


def test_what_was_observed_in_the_scan_itself_is_not_carried():
    finding = judged(now(drill(well=False)), old(drill()))
    assert (finding.outcome, finding.basis) == (Outcome.FAIL, Basis.OBSERVED)
    assert finding.judgements[0].carried == ()


def test_what_was_tried_and_failed_in_the_scan_itself_is_not_carried():
    assert judged(now(failed()), old(drill())).outcome is Outcome.ERROR


def test_a_control_that_does_not_carry_stays_unproven_beside_one_that_does():
    strict = RESTORED.model_copy(update={"id": "strict", "carry": None})
    first = now(controls=[strict, RESTORED])
    findings = judge(Evidence(first, [old(drill())], now=NOW), first.header.policy.controls, Engine(NOW))
    assert [finding.outcome for finding in findings] == [Outcome.UNPROVEN, Outcome.PASS]


@pytest.mark.parametrize(("days", "counts"), [(60.0, True), (60.001, False), (82.0, False), (0.0, True)])
def test_age_counts_to_the_moment_of_judging_and_the_limit_is_within(days, counts):
    assert (judged(now(), old(drill(), days=days)).outcome is Outcome.PASS) is counts


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (82.0, "the drill of 2026-09-01 is 82 days old, 60 are allowed"),
        (60.001, "the drill of 2026-09-23 is 60.1 days old, 60 are allowed"),
    ],
)
def test_a_proof_that_is_too_old_says_so(days, told):
    finding = judged(now(), old(drill(), days=days))
    assert finding.outcome is Outcome.UNPROVEN
    assert why(finding) == f"drill.restore: {told}"


@pytest.mark.parametrize("days", [-0.001, -2])
def test_a_proof_from_the_future_is_none(days):
    for later in (staged(drill(), days=days), old(drill(), days=days, policy="other")):
        finding = judged(now(ALIKE, controls=[BORROWED, PARITY]), later)
        assert finding.outcome is Outcome.UNPROVEN
        assert "is from the future" in why(finding)


def test_what_a_scan_saw_after_its_own_beginning_is_not_from_the_future():
    """Several records are judged as of the beginning of the last."""
    last = staged(drill(), days=0)
    seen_later = [one.model_copy(update={"started": NOW + timedelta(minutes=5)}) for one in last.observations]
    base = now(ALIKE, controls=[BORROWED, PARITY])
    for minutes, counts in ((6, True), (4, False), (None, False)):
        end = minutes and End(finished=NOW + timedelta(minutes=minutes), complete=True, requests=0)
        finding = judged(base, Record(last.header, last.expansions, tuple(seen_later), end))
        assert (finding.outcome is Outcome.PASS) is counts
    later = Record(last.header, last.expansions, tuple(seen_later), End(finished=NOW, complete=True, requests=0))
    assert judged(base, later, at=NOW + timedelta(minutes=5)).outcome is Outcome.PASS


def test_judging_a_year_later_makes_it_too_old():
    assert judged(now(), old(drill()), at=NOW + timedelta(days=365)).outcome is Outcome.UNPROVEN


def test_a_time_without_a_zone_proves_nothing():
    naive = [drill(started=datetime(2026, 11, 20, 12))]
    past = record([RESTORED], naive, started=NOW - timedelta(days=2), release=THIS)
    finding = judged(now(), past)
    assert finding.outcome is Outcome.UNPROVEN
    assert "no time zone" in why(finding)


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        (THIS, OTHER, "is of release sha256:other, this is sha256:this"),
        (None, THIS, "no release is declared"),
        (THIS, None, "no release is declared"),
        (None, None, "no release is declared"),
        (Release(version="1"), Release(version="1"), "no release is declared"),
        (Release(commit="a"), Release(commit="b"), "is of release b, this is a"),
        (Release(digest="a"), Release(commit="a"), "one release is told by its digest"),
        (Release(digest="a", commit="c"), Release(digest="b", commit="c"), "is of release b, this is a"),
    ],
)
def test_a_proof_of_what_may_be_another_release_does_not_count_and_says_why(ours, theirs, told):
    finding = judged(now(release=ours), old(drill(), release=theirs))
    assert finding.outcome is Outcome.UNPROVEN
    assert told in why(finding)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Release(commit="a"), Release(commit="a")),
        (Release(digest="d", commit="a"), Release(commit="a")),
        (Release(digest="d", commit="a"), Release(digest="d", commit="b")),
    ],
)
def test_a_commit_tells_a_release_where_not_both_have_a_digest(ours, theirs):
    assert judged(now(release=ours), old(drill(), release=theirs)).outcome is Outcome.PASS


def test_what_was_withheld_keeps_its_reason_beside_that_of_the_proof():
    assert why(judged(now(kept_back()), old(drill(), days=99))).startswith(
        "drill.restore needs consent: none; the dril"
    )


def test_the_newest_attempt_decides_and_an_older_success_does_not_outlive_it():
    tried = old(failed(), days=5)
    finding = judged(now(), old(drill(), days=10), tried)
    assert finding.outcome is Outcome.UNPROVEN
    assert "failed: timeout" in why(finding)
    assert judged(now(), old(drill(), days=5), old(failed(), days=10)).outcome is Outcome.PASS


def test_an_attempt_with_another_release_says_nothing_against_an_older_one_with_this():
    assert judged(now(), old(failed(), days=5, release=OTHER), old(drill(), days=10)).outcome is Outcome.PASS


def test_a_proof_at_an_endpoint_is_carried_to_the_same_endpoint_alone():
    modern = control("tls.versions.modern", carry=CARRY)
    both = now(withheld("versions"), withheld("versions", endpoint=TWO), controls=[modern], endpoints=(ONE, TWO))
    finding = judged(both, old(ALIKE))
    assert [j.outcome for j in finding.judgements] == [Outcome.PASS, Outcome.UNPROVEN]
    assert [bool(j.carried) for j in finding.judgements] == [True, False]


def test_a_proof_about_another_target_of_the_same_name_is_none():
    other = {"site": SITE, "domain": {"kind": "domain", "name": "other.example.com"}}
    assert judged(now(), old(drill(), targets=other)).outcome is Outcome.UNPROVEN


def test_only_what_the_conditions_read_is_listed():
    extra = seen("undo", {"well": True}, probe="drill", target="domain", endpoint=None)
    (carried,) = judged(now(), old(drill(), extra)).judgements[0].carried
    assert carried.observation == "drill.restore"


def test_proofs_about_other_targets_are_carried():
    all_ = control(
        "size(drills) > 0\ndrills.all(d, d.restore.well)",
        target="environment",
        observe={"drills": {"probe": "drill", "targets": {"kind": "domain"}}},
        carry=CARRY,
    )
    finding = judged(now(controls=[all_]), old(drill()))
    assert (finding.outcome, finding.basis) == (Outcome.PASS, Basis.CARRIED)


def staged(*observations, **more):
    return old(*observations, environment="staging", **more)


def test_a_proof_of_staging_counts_where_the_control_says_so_and_parity_holds():
    finding = judged(now(ALIKE, controls=[BORROWED, PARITY]), staged(drill(), run="s"))
    assert finding.outcome is Outcome.PASS
    assert finding.judgements[0].carried[0].environment == "staging"


NOT_ALIKE = seen("versions", {"modern": False})


@pytest.mark.parametrize("base", [(NOT_ALIKE,), (unseen("versions"),), (withheld("versions"),), ()])
def test_without_parity_it_does_not(base):
    finding = judged(now(*base, controls=[BORROWED, PARITY]), staged(drill()))
    assert finding.outcome is Outcome.UNPROVEN
    assert "in staging does not count: control alike does not pass here" in why(finding)


@pytest.mark.parametrize(
    "controls",
    [
        [BORROWED],
        [BORROWED, PARITY.model_copy(update={"carry": BORROWED.carry})],
        [control("drill.restore.well", carry={**CARRY, "from": ["staging"]}, **DRILL), PARITY],
        [control("drill.restore.well", carry={**FROM, "parity": "restored"}, **DRILL), PARITY],
    ],
    ids=["not in the policy", "carries itself", "none is named", "the control itself"],
)
def test_parity_takes_a_control_of_its_own_that_carries_nothing(controls):
    assert judged(now(ALIKE, controls=controls), staged(drill())).outcome is Outcome.UNPROVEN


def test_parity_holds_only_if_it_does_on_every_target():
    two = {"site": SITE, "other": SITE, "domain": DOMAIN}
    places = tuple(Expansion(target=name, name="example.com", endpoints=(ONE,)) for name in ("site", "other"))
    base = {"controls": [BORROWED, PARITY], "targets": two, "expansions": places}
    second = seen("versions", {"modern": True}, target="other")
    assert judged(now(ALIKE, second, **base), staged(drill())).outcome is Outcome.PASS
    assert judged(now(ALIKE, **base), staged(drill())).outcome is Outcome.UNPROVEN


def test_parity_is_judged_even_if_only_the_control_that_needs_it_was_chosen():
    first = now(ALIKE, controls=[BORROWED, PARITY])
    (finding,) = judge(Evidence(first, [staged(drill())], now=NOW), [BORROWED], Engine(NOW))
    assert finding.outcome is Outcome.PASS


def test_a_proof_of_staging_with_another_release_or_too_old_does_not_count():
    base = now(ALIKE, controls=[BORROWED, PARITY])
    assert "is of release sha256:other" in why(judged(base, staged(drill(), release=OTHER)))
    assert "in staging is 61 days old" in why(judged(base, staged(drill(), days=61)))


def test_a_proof_about_a_target_of_another_kind_there_does_not_count():
    other = {"domain": SITE, "site": SITE}
    assert judged(now(ALIKE, controls=[BORROWED, PARITY]), staged(drill(), targets=other)).outcome is Outcome.UNPROVEN


def test_names_and_addresses_may_differ_there():
    there = {"domain": {"kind": "domain", "name": "staging.example.com"}, "site": SITE}
    assert judged(now(ALIKE, controls=[BORROWED, PARITY]), staged(drill(), targets=there)).outcome is Outcome.PASS


LIMITED = control(
    "limits.login.tries < 10", id="limited", observe={"limits": {"probe": "http"}}, carry={**FROM, "max_age_days": 60}
)
STAGED_ONE = ONE.model_copy(update={"address": "198.51.100.1"})
STAGED_TWO = ONE.model_copy(update={"address": "198.51.100.2"})


def login(tries, endpoint):
    return seen("login", {"tries": tries}, probe="http", endpoint=endpoint)


@pytest.mark.parametrize(
    ("there", "outcome", "told"),
    [
        ([login(5, STAGED_ONE), login(5, STAGED_TWO)], Outcome.PASS, ""),
        ([login(5, STAGED_ONE), login(50, STAGED_TWO)], Outcome.UNPROVEN, "endpoints there differ"),
        ([login(5, STAGED_ONE)], Outcome.UNPROVEN, "it left out an endpoint there"),
        ([login(50, STAGED_ONE), login(50, STAGED_TWO)], Outcome.FAIL, ""),
        (
            [login(5, STAGED_ONE), unseen("login", probe="http", endpoint=STAGED_TWO)],
            Outcome.UNPROVEN,
            "failed: timeout: silent",
        ),
    ],
)
def test_endpoints_of_staging_stand_for_those_here_if_all_of_them_agree(there, outcome, told):
    base = now(ALIKE, withheld("login", probe="http"), controls=[LIMITED, PARITY])
    finding = judged(base, staged(*there, endpoints=(STAGED_ONE, STAGED_TWO)))
    assert finding.outcome is outcome
    assert told in why(finding)


def test_an_endpoint_of_staging_that_was_kept_back_is_left_out():
    base = now(ALIKE, withheld("login", probe="http"), controls=[LIMITED, PARITY])
    kept = withheld("login", probe="http", endpoint=STAGED_TWO)
    finding = judged(base, staged(login(5, STAGED_ONE), kept, endpoints=(STAGED_ONE, STAGED_TWO)))
    assert "it left out an endpoint there" in why(finding)


def test_the_age_of_what_several_endpoints_show_is_that_of_the_oldest():
    base = now(ALIKE, withheld("login", probe="http"), controls=[LIMITED, PARITY])
    both = staged(login(5, STAGED_ONE), login(5, STAGED_TWO), endpoints=(STAGED_ONE, STAGED_TWO))
    first, second = both.observations
    older = first.model_copy(update={"started": NOW - timedelta(days=20)})
    mixed = Record(both.header, both.expansions, (second, older), both.end)
    (carried,) = judged(base, mixed).judgements[0].carried
    assert carried.age_days == 20


def test_nothing_is_carried_to_a_name_that_does_not_resolve_here():
    lost = Expansion(target="site", name="example.com", cause=Cause(kind=CauseKind.UNRESOLVABLE))
    held = control("dns.zone.signed", id="alike", target="domain", observe={"dns": {}})
    signed = seen("zone", {"signed": True}, probe="dns", target="domain", endpoint=None)
    base = now(signed, controls=[LIMITED, held], expansions=(lost,))
    finding = judged(base, staged(login(5, STAGED_ONE), endpoints=(STAGED_ONE,)))
    assert (finding.outcome, finding.basis) == (Outcome.ERROR, Basis.OBSERVED)


def test_a_proof_about_a_whole_target_stays_one_where_the_target_has_endpoints_here():
    whole = control("drill.restore.well", id="whole", observe={"drill": {}}, carry=CARRY)
    proof = seen("restore", {"well": True}, probe="drill", endpoint=None)
    finding = judged(now(controls=[whole], endpoints=(ONE, TWO)), old(proof))
    assert [(j.endpoint, j.outcome) for j in finding.judgements] == [(None, Outcome.PASS)]


def test_a_name_of_staging_without_an_address_is_an_endpoint_left_out():
    lost = Expansion(target="site", name="www.example.com", cause=Cause(kind=CauseKind.UNRESOLVABLE))
    found = Expansion(target="site", name="example.com", endpoints=(STAGED_ONE,))
    base = now(ALIKE, withheld("login", probe="http"), controls=[LIMITED, PARITY])
    finding = judged(base, staged(login(5, STAGED_ONE), expansions=(found, lost)))
    assert "it left out an endpoint there" in why(finding)


def test_staging_must_have_been_asked_with_the_parameters_of_this_environment():
    tuned = control(
        "drill.restore.well",
        carry=FROM,
        **{**DRILL, "observe": {"drill": {"with": {"rows": "params.rows"}}}},
    )
    base = now(ALIKE, controls=[tuned, PARITY], params={"rows": 1000})
    for rows, outcome in ((1000, Outcome.PASS), (10, Outcome.UNPROVEN)):
        assert judged(base, staged(drill(inputs={"rows": rows}), params={"rows": rows})).outcome is outcome


def test_what_this_environment_proved_comes_before_what_another_did():
    base = now(ALIKE, controls=[BORROWED, PARITY])
    finding = judged(base, staged(drill(), days=1), old(drill(well=False), days=30))
    assert finding.outcome is Outcome.FAIL
    finding = judged(base, staged(drill(), days=1), old(failed(), days=30))
    assert finding.outcome is Outcome.UNPROVEN


def test_a_record_from_which_no_control_carries_is_an_error_of_the_user():
    with pytest.raises(InputError, match="the record of staging has nothing for prod: no control carries from it"):
        Evidence(now(), [staged(drill())])


def test_the_record_itself_given_twice_changes_nothing():
    first = now(ALIKE, kept_back(), controls=[BORROWED, PARITY])
    assert judged(first, first) == judged(first)
