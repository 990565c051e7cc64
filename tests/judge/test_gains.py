"""What mending would do: each control alone, and several supposed at once."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from verdicts import NAMES, NOW, attestation, finding, findings, grounds, waiver

from readiness.judge.verdict.gains import gains, what_if
from readiness.judge.verdict.gate import decide
from readiness.judge.verdict.score import scorecard
from readiness.model.outcomes import Outcome, Severity
from readiness.model.policy import Gate, WaiverRules
from readiness.model.report import Baseline, Regression, Word

GOOD = finding("good", Outcome.PASS)


def test_the_most_worthwhile_comes_first():
    found = gains(
        grounds(
            GOOD,
            finding("low", Outcome.FAIL, Severity.LOW),
            finding("high", Outcome.FAIL, Severity.HIGH),
            finding("half", Outcome.PARTIAL, Severity.HIGH),
        ).after
    )
    assert [(one.control, one.gain) for one in found] == [("high", 33.33), ("low", 11.11), ("half", 6.67)]


def test_a_cap_that_another_control_holds_stays_and_the_gain_before_caps_tells_them_apart():
    of = grounds(*[finding(f"good-{n}", Outcome.PASS) for n in range(9)], *two_critical())
    found = gains(of.after)
    assert [(one.control, one.gain, one.uncapped) for one in found] == [
        ("first", 0, 14.29),
        ("second", 0, 14.29),
        ("minor", 0, 1.43),
    ]
    assert [one.cap for one in found] == [
        "stays: 59: critical control second is error",
        "stays: 59: critical control first is fail",
        "stays: 59: critical control first is fail",
    ]


def two_critical():
    yield finding("first", Outcome.FAIL, Severity.CRITICAL)
    yield finding("second", Outcome.ERROR, Severity.CRITICAL)
    yield finding("minor", Outcome.PARTIAL)


def test_a_cap_that_nobody_else_holds_falls():
    (one,) = gains(grounds(*[finding(f"good-{n}", Outcome.PASS) for n in range(9)], *list(two_critical())[:1]).after)
    assert (one.score, one.gain, one.cap) == (100, 41, "falls: 59: critical control first is fail")


def test_what_is_green_waived_or_only_informs_has_nothing_to_gain():
    found = grounds(
        GOOD,
        finding("na", Outcome.NOT_APPLICABLE),
        finding("accepted", Outcome.FAIL, waived="OPS-1"),
        finding("informs", Outcome.FAIL, weight=0.0),
    )
    assert gains(found.after) == ()


def test_supposing_the_failure_mended_makes_the_verdict_ready():
    of = grounds(GOOD, finding("bad", Outcome.FAIL, Severity.CRITICAL))
    card, verdict = what_if(of, {"bad"})
    assert (decide(of).word, card.score, verdict.word) == (Word.NOT_READY, 100, Word.READY)


def test_what_was_accepted_for_a_mended_control_is_no_condition_and_no_burden_on_the_budget():
    gate = Gate(waivers=WaiverRules(most=0))
    of = grounds(
        GOOD,
        finding("bad", Outcome.FAIL, waived="OPS-1"),
        gate=gate,
        waivers=(waiver("bad"),),
        attestations=(attestation("bad", soon=True),),
    )
    assert decide(of).word is Word.NOT_READY
    assert what_if(of, {"bad"})[1].word is Word.READY


def test_a_mended_control_is_no_regression():
    worse = Regression(control="bad", target="site", before=Outcome.PASS, after=Outcome.FAIL)
    of = grounds(
        GOOD,
        finding("bad", Outcome.FAIL),
        gate=Gate(regressions=False),
        baseline=Baseline(environment="prod", started=NOW, regressions=(worse,)),
    )
    assert what_if(of, {"bad"})[1].word is Word.READY


def test_what_does_not_apply_is_not_made_to():
    of = grounds(GOOD, finding("na", Outcome.NOT_APPLICABLE))
    assert what_if(of, {"na"})[0].applicable == of.after.applicable


@given(findings, st.sampled_from(NAMES))
def test_a_gain_is_what_supposing_that_control_mended_says(found, name):
    """Where no part of the control is waived: what is accepted is left out of the score before and after."""
    of = grounds(*[one.model_copy(update={"waived": None}) for one in found])
    for gain in gains(of.after):
        if gain.control == name:
            card, _ = what_if(of, {name})
            assert abs(card.score - gain.score) <= 0.011
            assert abs(card.score - of.after.score - gain.gain) <= 0.021
            assert abs(card.uncapped - of.after.uncapped - gain.uncapped) <= 0.021
            assert gain.cap.removeprefix("stays: ") == card.cap or gain.cap.startswith("falls: ") or not gain.cap


@given(findings)
def test_there_is_a_gain_for_everything_that_counts_and_is_not_green(found):
    of = grounds(*found)
    wanted = {part.control for part in of.after.contributions if part.weight and part.credit < part.weight}
    assert {gain.control for gain in gains(of.after)} == wanted


@given(findings, st.sets(st.sampled_from(NAMES)))
def test_mending_never_lowers_the_score_that_counts_nor_makes_a_green_verdict_red(found, fixed):
    of = grounds(*found)
    card, verdict = what_if(of, fixed)
    assert card.uncapped >= of.after.uncapped - 0.011
    if decide(of).exit_code == 0:
        assert verdict.exit_code == 0


@given(findings)
def test_supposing_nothing_changes_nothing(found):
    of = grounds(*found)
    assert what_if(of, set()) == (of.after, decide(of))


@given(findings, st.sets(st.sampled_from(NAMES)))
def test_supposing_leaves_what_was_judged_as_it_is(found, fixed):
    of = grounds(*found)
    what_if(of, fixed)
    assert of == replace(of, findings=tuple(found))
    assert of.before == scorecard(found)
