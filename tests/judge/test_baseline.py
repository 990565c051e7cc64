"""What is worse than in an earlier report."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from verdicts import finding, findings, grounds

from readiness.judge.verdict.baseline import compare
from readiness.judge.verdict.gate import decide
from readiness.model.errors import InputError
from readiness.model.outcomes import Outcome
from readiness.model.report import Report, Selection

EARLIER = datetime(2026, 11, 1, tzinfo=UTC)


def before(*found, **more):
    of = grounds(*found)
    values = {
        "readiness": "0.1.0",
        "environment": "prod",
        "policy": "test",
        "policy_version": "1",
        "started": EARLIER,
        "finished": EARLIER,
        "judged_at": EARLIER,
        "complete": True,
        "selection": Selection(),
        "verdict": decide(of),
        "scorecard": of.before,
        "findings": tuple(found),
    }
    return Report(**values | more)


def worse(old, new, **more):
    found = compare(before(*old, **more), "prod", Selection(), new).regressions
    return [(one.control, one.target, one.before, one.after) for one in found]


def test_a_control_that_passed_and_fails_is_worse():
    old, new = [finding("a", Outcome.PASS)], [finding("a", Outcome.FAIL)]
    assert worse(old, new) == [("a", "site", Outcome.PASS, Outcome.FAIL)]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (Outcome.FAIL, Outcome.ERROR),
        (Outcome.PARTIAL, Outcome.PASS),
        (Outcome.NOT_APPLICABLE, Outcome.PASS),
        (Outcome.PASS, Outcome.NOT_APPLICABLE),
        (Outcome.FAIL, Outcome.FAIL),
    ],
)
def test_what_is_no_worse_is_not_told(was, now):
    assert worse([finding("a", was)], [finding("a", now)]) == []


def test_each_target_is_compared_with_itself():
    old = [finding("a", Outcome.FAIL, target="one"), finding("a", Outcome.PASS, target="two")]
    new = [finding("a", Outcome.PASS, target="one"), finding("a", Outcome.FAIL, target="two")]
    assert worse(old, new) == [("a", "two", Outcome.PASS, Outcome.FAIL)]


def test_a_control_that_is_new_in_the_policy_is_no_regression():
    kept = finding("a", Outcome.PASS)
    assert worse([kept], [kept, finding("b", Outcome.FAIL)]) == []


def test_a_baseline_that_knows_none_of_the_controls_is_none():
    with pytest.raises(InputError, match="knows none of the controls that are judged"):
        worse([finding("a", Outcome.PASS)], [finding("b", Outcome.FAIL)])


def test_a_new_name_for_a_target_hides_nothing():
    old, new = [finding("a", Outcome.PASS, target="old")], [finding("a", Outcome.FAIL, target="renamed")]
    assert worse(old, new) == [("a", "renamed", Outcome.PASS, Outcome.FAIL)]


def test_what_is_waived_is_no_regression():
    assert worse([finding("a", Outcome.PASS)], [finding("a", Outcome.FAIL, waived="OPS-1")]) == []


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"environment": "staging"}, "the baseline is of the environment staging, not of prod"),
        ({"selection": Selection(only=("a",))}, "the baseline is of a selection of controls"),
        ({"complete": False}, "the baseline is of a scan that was interrupted"),
    ],
)
def test_a_report_that_is_no_basis_is_refused(more, told):
    with pytest.raises(InputError, match=told):
        worse([finding("a", Outcome.PASS)], [finding("a", Outcome.PASS)], **more)


def test_a_selection_may_be_compared_with_the_same_selection():
    only = Selection(only=("a",))
    found = compare(before(finding("a", Outcome.PASS), selection=only), "prod", only, [finding("a", Outcome.FAIL)])
    assert len(found.regressions) == 1


@given(findings)
def test_nothing_is_worse_than_itself(found):
    assert worse(found, found) == []
