"""What waivers, attestations and carried proofs do to the verdict, and the conditions that they make."""

from __future__ import annotations

import pytest
from verdicts import NOW, attestation, finding, verdict, waived, waiver

from readiness.model.outcomes import Outcome, Severity
from readiness.model.policy import Gate, WaiverRules
from readiness.model.report import Carried, Judgement, Word

GOOD = finding("good", Outcome.PASS, rows=("1.1",))
HIGH = Severity.HIGH


def test_a_waived_failure_makes_ready_with_a_condition_that_names_it():
    found = verdict(GOOD, waived("bad", severity=Severity.CRITICAL), waivers=(waiver("bad"),))
    assert (found.word, found.exit_code, found.because) == (Word.READY_WITH_CONDITIONS, 0, ())
    assert found.conditions == ("bad is waived until 2027-02-20 by Bob (OPS-1)",)


def test_a_waiver_near_its_end_says_so():
    (told,) = verdict(GOOD, waived("bad"), waivers=(waiver("bad", days_left=3, soon=True),)).conditions
    assert told == "bad is waived until 2027-02-20 by Bob (OPS-1), which ends in 3 days"


@pytest.mark.parametrize("standing", ["unused", "ahead", "expired", "refused"])
def test_a_waiver_that_is_not_applied_is_no_condition_and_helps_nothing(standing):
    assert verdict(GOOD, waivers=(waiver("bad", standing),)).word is Word.READY
    assert verdict(GOOD, finding("bad", Outcome.FAIL, HIGH), waivers=(waiver("bad", standing),)).exit_code == 1


def test_a_failure_that_is_waived_on_another_target_alone_blocks():
    found = verdict(GOOD, waived("bad"), finding("bad", Outcome.FAIL, HIGH, target="other"), waivers=(waiver("bad"),))
    assert found.because[0] == "high control bad fails"


def test_what_is_undecided_and_waived_is_no_obstacle():
    assert verdict(GOOD, waived("bad", Outcome.ERROR), waivers=(waiver("bad"),)).word is Word.READY_WITH_CONDITIONS


def test_more_waivers_than_the_gate_allows_are_not_ready():
    gate = Gate(waivers=WaiverRules(most=1))
    both = (waiver("a"), waiver("b"))
    found = verdict(GOOD, waived("a"), waived("b"), waivers=both, gate=gate)
    assert (found.exit_code, found.because) == (1, ("2 waivers are applied, the gate allows 1",))
    unused = (waiver("a"), waiver("b", "unused"))
    assert verdict(GOOD, waived("a"), waivers=unused, gate=gate).word is Word.READY_WITH_CONDITIONS


def test_waivers_over_more_weight_than_the_gate_allows_are_not_ready():
    def found(most: float):
        gate = Gate(waivers=WaiverRules(most_weight=most))
        return verdict(GOOD, waived("a", severity=Severity.MEDIUM), waivers=(waiver("a"),), gate=gate)

    assert found(49.9).because == ("waivers cover 50% of the weight, the gate allows 49.9%",)
    assert found(50).word is Word.READY_WITH_CONDITIONS


def test_a_budget_of_no_waivers_at_all_allows_none():
    gate = Gate(waivers=WaiverRules(most=0))
    assert verdict(GOOD, waived("a"), waivers=(waiver("a"),), gate=gate).exit_code == 1
    assert verdict(GOOD, gate=gate).word is Word.READY


def test_an_attestation_near_its_end_is_a_condition_and_others_are_none():
    soon = attestation("good", days_left=1, soon=True)
    found = verdict(GOOD, attestations=(attestation("good"), soon))
    assert found.conditions == ("good was attested by Cleo on 2026-11-01, which ends tomorrow",)
    assert found.word is Word.READY_WITH_CONDITIONS


@pytest.mark.parametrize("standing", ["ahead", "stale", "changed", "missing", "refused", "unused"])
def test_an_attestation_that_does_not_count_matters_not_by_itself(standing):
    assert verdict(GOOD, attestations=(attestation("good", standing),)).word is Word.READY


def test_a_proof_that_was_carried_over_is_a_condition_once():
    proof = Carried(observation="restore.done", environment="staging", run="r1", observed=NOW, age_days=3.25)
    judged = Judgement(outcome=Outcome.PASS, carried=(proof,))
    found = verdict(finding("restore", Outcome.PASS, judgements=(judged, judged)))
    assert found.conditions == ("restore: restore.done is carried over from a scan of staging 3.2 days ago",)
