"""Score, coverage and verdict from findings alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.judge.score import contributions, decide, score
from readiness.model.outcomes import Outcome, Severity
from readiness.model.policy import Gate
from readiness.model.report import Finding, Selection, Word

ALL = Selection()


def finding(control: str, outcome: Outcome, severity: Severity = Severity.MEDIUM, target: str = "site") -> Finding:
    return Finding(control=control, title=control, severity=severity, target=target, outcome=outcome)


def verdict(*findings: Finding, gate: Gate | None = None, selection: Selection = ALL, complete: bool = True):
    return decide(score(contributions(findings)), gate or Gate(), selection, complete=complete)


findings = st.lists(
    st.builds(
        finding,
        st.sampled_from(["a", "b", "c", "d"]),
        st.sampled_from(list(Outcome)),
        st.just(Severity.HIGH),
        st.sampled_from(["one", "two"]),
    ),
    max_size=8,
)


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


def test_all_well_is_ready():
    assert verdict(finding("a", Outcome.PASS)).word is Word.READY
    assert verdict(finding("a", Outcome.PASS)).exit_code == 0


def test_a_blocking_control_that_fails_is_not_ready_whatever_the_score():
    many = [finding(f"good-{n}", Outcome.PASS) for n in range(99)]
    found = verdict(*many, finding("bad", Outcome.FAIL, Severity.HIGH))
    assert (found.word, found.exit_code) == (Word.NOT_READY, 1)


def test_a_score_that_cannot_be_reached_any_more_is_not_ready():
    found = verdict(finding("a", Outcome.FAIL), finding("b", Outcome.ERROR))
    assert found.exit_code == 1


def test_a_blocking_control_in_error_is_undecided():
    found = verdict(finding("a", Outcome.ERROR, Severity.HIGH), finding("b", Outcome.PASS))
    assert (found.word, found.exit_code) == (Word.UNDECIDED, 3)


def test_coverage_under_the_gate_is_undecided():
    many = [finding(f"good-{n}", Outcome.PASS) for n in range(99)]
    assert verdict(*many, finding("x", Outcome.UNPROVEN, Severity.LOW)).exit_code == 3
    lenient = Gate(coverage=90)
    assert verdict(*many, finding("x", Outcome.UNPROVEN, Severity.LOW), gate=lenient).exit_code == 0


def test_an_interrupted_scan_is_undecided_even_if_all_it_saw_is_well():
    assert verdict(finding("a", Outcome.PASS), complete=False).exit_code == 3


def test_nothing_applicable_is_not_green():
    assert verdict(finding("a", Outcome.NOT_APPLICABLE)).exit_code == 3


def test_a_selection_never_says_ready():
    found = verdict(finding("a", Outcome.PASS), selection=Selection(only=("a",)))
    assert (found.word, found.exit_code) == (Word.HOLDS, 0)


@given(findings)
def test_the_score_stays_between_0_and_its_best_and_never_outgrows_100(found):
    card = score(contributions(found))
    assert 0 <= card.score <= card.best <= 100
    assert 0 <= card.coverage <= 100


@given(findings, findings)
def test_a_failure_or_a_gap_is_never_ready(found, more):
    undecided = [f for f in found + more if not f.outcome.decided and f.outcome is not Outcome.NOT_APPLICABLE]
    failing = [f for f in found + more if f.outcome is Outcome.FAIL]
    result = verdict(*found, *more)
    if undecided or failing or not (found or more):
        assert result.exit_code != 0


@given(findings)
def test_one_more_failing_control_never_improves_the_verdict(found):
    before = verdict(*found).exit_code
    after = verdict(*found, finding("new", Outcome.FAIL, Severity.CRITICAL)).exit_code
    assert after == 1 or before == after
