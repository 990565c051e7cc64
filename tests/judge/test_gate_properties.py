"""What holds for every verdict, whatever was found and whatever the gate asks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from verdicts import finding, findings, grounds, verdict

from readiness.judge.verdict.gate import decide
from readiness.model.outcomes import Outcome, Severity
from readiness.model.policy import Gate, WaiverRules

HIGH = Severity.HIGH

gates = st.builds(
    Gate,
    score=st.sampled_from([0.0, 50.0, 90.0]),
    coverage=st.sampled_from([0.0, 100.0]),
    blocking=st.sampled_from([(), (Severity.CRITICAL, HIGH), tuple(Severity)]),
    chapters=st.sampled_from([{}, {"first": 60.0}, {"second": 1.0}]),
    waivers=st.sampled_from([WaiverRules(), WaiverRules(most_weight=30.0)]),
)


@given(findings, gates)
def test_a_blocking_failure_or_gap_that_is_not_waived_is_never_green(found, gate):
    lacking = [
        one
        for one in found
        if one.severity in gate.blocking
        and one.weight != 0
        and not one.waived
        and one.outcome.rank < Outcome.PARTIAL.rank
    ]
    result = verdict(*found, gate=gate)
    if lacking or not found:
        assert result.exit_code != 0
    if any(one.outcome is Outcome.FAIL for one in lacking):
        assert result.exit_code == 1


@given(findings, gates)
def test_a_green_verdict_says_nothing_against_and_a_red_one_says_why(found, gate):
    result = verdict(*found, gate=gate)
    assert bool(result.because) == (result.exit_code != 0)
    assert not (result.because and result.conditions)


@given(findings)
def test_one_more_failing_control_never_improves_the_verdict(found):
    before = verdict(*found).exit_code
    after = verdict(*found, finding("new", Outcome.FAIL, Severity.CRITICAL)).exit_code
    assert after == 1 or before == after


@given(findings, gates, st.sampled_from(list(Outcome)))
def test_a_control_that_only_informs_changes_no_verdict(found, gate, outcome):
    informing = finding("new", outcome, Severity.CRITICAL, weight=0.0)
    assert verdict(*found, informing, gate=gate).exit_code == verdict(*found, gate=gate).exit_code


@given(findings, gates)
def test_a_red_verdict_stays_red_whatever_becomes_of_what_is_undecided(found, gate):
    """NOT READY is said only where even the best luck with what is not waived would not help."""

    def lucky(one):
        open_to_luck = not one.waived and one.outcome in (Outcome.ERROR, Outcome.UNPROVEN)
        return one.model_copy(update={"outcome": Outcome.PASS}) if open_to_luck else one

    if verdict(*found, gate=gate).exit_code == 1:
        assert verdict(*map(lucky, found), gate=gate).exit_code == 1


@given(findings, gates)
def test_the_verdict_goes_by_the_scores_after_waivers(found, gate):
    of = grounds(*found, gate=gate)
    if decide(of).exit_code == 0:
        assert of.after.score >= gate.score
        assert of.after.coverage >= gate.coverage
