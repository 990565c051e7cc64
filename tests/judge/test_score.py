"""Score and coverage from findings alone, before and after waivers."""

from __future__ import annotations

import pytest
from hypothesis import given
from verdicts import finding, findings

from readiness.judge.verdict.score import contributions, score, scorecard
from readiness.model.outcomes import Outcome, Severity, worst
from readiness.model.score import Basis, Shares


def test_credit_is_one_for_pass_and_four_fifths_for_partial_weighted_by_severity():
    card = score(
        contributions(
            [
                finding("a", Outcome.PASS, Severity.HIGH),
                finding("b", Outcome.PARTIAL, Severity.MEDIUM),
                finding("c", Outcome.FAIL, Severity.LOW),
            ]
        )
    )
    assert card.score == round(100 * (7.5 + 0.8 * 5) / 15, 2)
    assert card.coverage == 100


def test_a_control_on_several_targets_counts_once_by_its_worst():
    card = score(contributions([finding("a", Outcome.PASS), finding("a", Outcome.FAIL, target="other")]))
    assert [(c.control, c.outcome) for c in card.contributions] == [("a", Outcome.FAIL)]


def test_not_applicable_leaves_the_sum_and_the_applicable_share_is_shown():
    card = score(contributions([finding("a", Outcome.PASS), finding("b", Outcome.NOT_APPLICABLE)]))
    assert (card.score, card.applicable) == (100, 50)


@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.ERROR, Outcome.UNPROVEN])
def test_a_critical_control_that_is_not_decided_well_caps_the_score(outcome):
    many = [finding(f"good-{n}", Outcome.PASS) for n in range(30)]
    card = score(contributions([*many, finding("bad", outcome, Severity.CRITICAL)]))
    assert card.score == 59
    assert "bad" in card.cap


def test_undecided_lowers_coverage_and_never_raises_the_score():
    card = score(contributions([finding("a", Outcome.PASS), finding("b", Outcome.ERROR)]))
    assert (card.score, card.coverage, card.best) == (50, 50, 100)


@given(findings)
def test_the_score_stays_between_0_and_its_best_and_never_outgrows_100(found):
    card = score(contributions(found))
    assert 0 <= card.score <= card.best <= 100
    assert 0 <= card.coverage <= 100


INFORMS = {"weight": 0.0}


@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.ERROR, Outcome.UNPROVEN])
def test_a_control_that_weighs_nothing_informs_and_leaves_the_score_alone(outcome):
    card = scorecard([finding("a", Outcome.PASS), finding("b", outcome, Severity.CRITICAL, **INFORMS)])
    assert (card.score, card.coverage, card.applicable, card.cap) == (100, 100, 100, "")
    assert [(part.control, part.outcome, part.weight) for part in card.contributions][1] == ("b", outcome, 0)


def test_a_weight_of_its_own_counts_instead_of_the_severitys():
    card = scorecard([finding("a", Outcome.PASS, weight=30.0), finding("b", Outcome.FAIL, weight=10.0)])
    assert card.score == 75


def test_the_applicable_share_goes_by_the_controls_own_weights():
    card = scorecard([finding("a", Outcome.PASS, weight=30.0), finding("b", Outcome.NOT_APPLICABLE, weight=10.0)])
    assert card.applicable == 75


def test_a_waived_control_is_left_out_and_marked_where_nothing_else_of_it_remains():
    found = [finding("a", Outcome.PASS), finding("b", Outcome.FAIL, Severity.CRITICAL, waived="OPS-1")]
    assert scorecard(found).score == round(100 * 5 / 15, 2)
    card = scorecard(found, after_waivers=True)
    assert (card.score, card.cap) == (100, "")
    (part,) = [part for part in card.contributions if part.control == "b"]
    assert (part.waived, part.outcome, part.weight) == (True, Outcome.FAIL, 0)


def test_a_control_that_is_waived_on_one_target_counts_by_the_worst_of_the_others():
    found = [
        finding("a", Outcome.FAIL, waived="OPS-1"),
        finding("a", Outcome.PARTIAL, target="other"),
        finding("a", Outcome.PASS, target="third"),
    ]
    (part,) = contributions(found, after_waivers=True)
    assert (part.outcome, part.waived, part.weight) == (Outcome.PARTIAL, False, 5)


def test_where_the_rest_of_a_waived_control_does_not_apply_nothing_of_it_remains():
    found = [finding("a", Outcome.FAIL, waived="OPS-1"), finding("a", Outcome.NOT_APPLICABLE, target="other")]
    (part,) = contributions(found, after_waivers=True)
    assert (part.outcome, part.waived) == (Outcome.FAIL, True)


def test_a_waiver_on_what_is_green_takes_nothing_out():
    (part,) = contributions([finding("a", Outcome.PASS, waived="OPS-1")], after_waivers=True)
    assert (part.waived, part.credit) == (False, 5)


def test_what_was_attested_and_carried_over_has_its_share_of_the_credit():
    card = scorecard(
        [
            finding("a", Outcome.PASS),
            finding("b", Outcome.PASS, basis=Basis.ATTESTED),
            finding("c", Outcome.PARTIAL, Severity.LOW, basis=Basis.CARRIED),
            finding("d", Outcome.FAIL, basis=Basis.ATTESTED),
        ]
    )
    assert card.shares == Shares(observed=41.66, attested=41.67, carried=16.67) or card.shares == Shares(
        observed=41.67, attested=41.67, carried=16.66
    )


def test_a_control_stands_on_the_weakest_of_what_it_is_judged_by():
    found = [finding("a", Outcome.PASS), finding("a", Outcome.PASS, target="other", basis=Basis.ATTESTED)]
    assert contributions(found)[0].basis is Basis.ATTESTED


@given(findings)
def test_shares_add_up_to_100_where_there_is_credit(found):
    card = scorecard(found, after_waivers=True)
    shares = card.shares.model_dump().values()
    total = 100 if any(part.credit for part in card.contributions) else 0
    assert round(sum(shares), 2) == total
    assert all(share >= 0 for share in shares)


@given(findings)
def test_without_waivers_there_is_no_difference(found):
    plain = [one.model_copy(update={"waived": None}) for one in found]
    assert scorecard(plain) == scorecard(plain, after_waivers=True)


@given(findings)
def test_a_waiver_never_changes_what_is_told_before_waivers(found):
    plain = [one.model_copy(update={"waived": None}) for one in found]
    assert scorecard(found) == scorecard(plain)


@given(findings)
def test_what_is_left_out_keeps_its_true_outcome(found):
    for part in scorecard(found, after_waivers=True).contributions:
        if part.waived:
            own = [one.outcome for one in found if one.control == part.control]
            assert part.outcome is worst([one for one in own if one is not Outcome.NOT_APPLICABLE])
            assert (part.weight, part.credit) == (0, 0)


@given(findings)
def test_a_score_of_parts_is_that_of_their_findings(found):
    parts = contributions(found)
    one, other = score(parts), scorecard(found)
    assert one.model_copy(update={"applicable": 0.0}) == other.model_copy(update={"applicable": 0.0})
