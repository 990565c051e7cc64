"""Waivers are laid over findings and hide none of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import permutations

import pytest
from signed import NOON, finding, waiver

from readiness.judge.overlay.waivers import lay_waivers
from readiness.model.outcomes import Outcome
from readiness.model.policy import WaiverRules

RULES = WaiverRules(longest_days=365, warn_days=14)
RED = [Outcome.FAIL, Outcome.ERROR, Outcome.UNPROVEN, Outcome.PARTIAL]


def lay(findings, *waivers, rules=RULES, now=NOON):
    return lay_waivers(findings, waivers, rules, now)


def standing(*waivers, findings=None, **more):
    _, states = lay([finding()] if findings is None else findings, *waivers, **more)
    return [(state.standing, state.problem) for state in states]


@pytest.mark.parametrize("outcome", RED)
def test_a_waiver_is_named_at_what_is_not_green_and_the_outcome_stays(outcome):
    (laid,), (state,) = lay([finding(outcome)], waiver())
    assert (laid.outcome, laid.waived) == (outcome, "OPS-1")
    assert (state.standing, state.findings) == ("applied", ("tls-versions [site]",))


@pytest.mark.parametrize(
    ("outcome", "why"),
    [(Outcome.PASS, "the control passes"), (Outcome.NOT_APPLICABLE, "the control does not apply")],
)
def test_what_is_green_needs_no_waiver_and_it_says_so(outcome, why):
    (laid,), _ = lay([finding(outcome)], waiver())
    assert laid.waived is None
    assert standing(waiver(), findings=[finding(outcome)]) == [("unused", why)]


def test_only_targets_that_match_are_covered():
    laid, (state,) = lay([finding(target="eu-site"), finding(target="us-site")], waiver(targets="eu-*"))
    assert [one.waived for one in laid] == ["OPS-1", None]
    assert state.findings == ("tls-versions [eu-site]",)


def test_a_glob_that_matches_nothing_is_told():
    assert standing(waiver(targets="eu-*")) == [("unused", "no target matches `eu-*`")]


def test_a_control_without_any_target_is_waived_by_all_targets_alone():
    assert standing(waiver(), findings=[finding(target=None)]) == [("applied", "")]
    assert standing(waiver(targets="site"), findings=[finding(target=None)])[0][0] == "unused"


def test_a_control_that_is_not_there_gets_the_nearest_that_is():
    (said,) = standing(waiver(control="tls-version"))
    assert said == ("unused", "there is no such control among those judged: did you mean `tls-versions`?")


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ({"approver": "jo@example.com"}, "its approver is its owner"),
        ({"approver": " JO@Example.com "}, "its approver is its owner"),
        ({"approver": "ｊｏ@example.com"}, "its approver is its owner"),
        ({"approver": "jo\u200b@example.com"}, "its approver is its owner"),
        ({"approver": "  "}, "it names no owner or no approver"),
        ({"expires": date(2026, 10, 31)}, "it ends before it begins"),
        ({"expires": date(2027, 11, 1)}, "it lasts 366 days, the policy allows 365"),
    ],
)
def test_a_waiver_that_breaks_a_rule_covers_nothing(broken, why):
    (laid,), (state,) = lay([finding()], waiver(**broken))
    assert laid.waived is None
    assert (state.standing, state.problem, state.expires_soon) == ("refused", why, False)


def test_the_longest_that_the_policy_allows_is_allowed():
    assert standing(waiver(expires=date(2027, 10, 31))) == [("applied", "")]


def test_a_broken_rule_is_told_even_of_one_that_has_ended():
    ended = waiver(granted=date(2020, 1, 1), expires=date(2024, 1, 1))
    assert standing(ended)[0][0] == "refused"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (date(2026, 10, 31), ("ahead", "it holds from 2026-11-01 on")),
        (date(2026, 11, 1), ("applied", "")),
        (date(2026, 12, 31), ("applied", "")),
        (date(2027, 1, 1), ("expired", "it ended with 2026-12-31")),
    ],
)
def test_both_days_count(when, said):
    now = NOON.replace(year=when.year, month=when.month, day=when.day)
    (laid,), _ = lay([finding()], waiver(), now=now)
    assert standing(waiver(), now=now) == [said]
    assert laid.waived == ("OPS-1" if said[0] == "applied" else None)


@pytest.mark.parametrize(("left", "soon"), [(15, False), (14, True), (0, True)])
def test_its_end_is_announced(left, soon):
    _, (state,) = lay([finding()], waiver(expires=NOON.date() + timedelta(days=left)))
    assert (state.days_left, state.expires_soon) == (left, soon)


def test_what_has_ended_ends_soon_no_more():
    _, (state,) = lay([finding()], waiver(expires=date(2026, 11, 21)))
    assert (state.days_left, state.expires_soon) == (-1, False)


def test_of_two_that_cover_the_same_the_first_granted_is_applied_and_each_names_the_other():
    early = waiver(ticket="OPS-9", granted=date(2026, 11, 1))
    late = waiver(ticket="OPS-2", granted=date(2026, 11, 2))
    (laid,), (first, second) = lay([finding()], late, early)
    assert laid.waived == "OPS-9"
    assert (first.standing, first.overlaps) == ("unused", ("OPS-9",))
    assert first.problem == "what it covers is waived already by OPS-9"
    assert (second.standing, second.overlaps) == ("applied", ("OPS-2",))


def test_granted_the_same_day_the_ticket_decides():
    (laid,), _ = lay([finding()], waiver(ticket="OPS-2"), waiver(ticket="OPS-1"))
    assert laid.waived == "OPS-1"


def test_one_that_has_ended_overlaps_with_none():
    _, (ended, active) = lay([finding()], waiver(ticket="OPS-0", expires=date(2026, 11, 2)), waiver())
    assert (ended.standing, ended.overlaps) == ("expired", ())
    assert (active.standing, active.overlaps) == ("applied", ())


def test_the_order_of_the_file_changes_nothing():
    waivers = [
        waiver(ticket="A", targets="s*"),
        waiver(ticket="A", targets="*"),
        waiver(ticket="B", granted=date(2026, 10, 1)),
        waiver(ticket="C", control="other"),
    ]
    findings = [finding(), finding(target="api"), finding(target="x", outcome=Outcome.PASS)]
    results = set()
    for order in permutations(waivers):
        laid, states = lay(findings, *order)
        said = {state.model_dump_json() for state in states}
        results.add((tuple(one.model_dump_json() for one in laid), tuple(sorted(said))))
    assert len(results) == 1


def test_nothing_is_left_of_what_an_earlier_judgement_waived():
    (laid,), _ = lay([finding(waived="OLD-1")])
    assert laid.waived is None


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        lay([finding()], waiver(), now=datetime(2026, 11, 22))  # that is the point
