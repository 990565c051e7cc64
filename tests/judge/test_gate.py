"""The verdict from findings, waivers and everything else that the gate asks: every line of its table."""

from __future__ import annotations

import pytest
from verdicts import NOW, finding, policy, verdict, waived, waiver

from readiness.judge.verdict.gate import gate_mistakes
from readiness.model.outcomes import Outcome, Severity
from readiness.model.policy import Gate, WaiverRules
from readiness.model.report import Baseline, Regression, Selection, Word

GOOD = finding("good", Outcome.PASS, rows=("1.1",))
MANY = [finding(f"good-{n}", Outcome.PASS) for n in range(99)]
HIGH = Severity.HIGH


def test_all_well_is_ready():
    found = verdict(GOOD)
    assert (found.word, found.exit_code, found.because, found.conditions) == (Word.READY, 0, (), ())


def test_a_blocking_control_that_fails_is_not_ready_whatever_the_score():
    found = verdict(*MANY, finding("bad", Outcome.FAIL, HIGH))
    assert (found.word, found.exit_code, found.because) == (Word.NOT_READY, 1, ("high control bad fails",))


def test_a_control_that_weighs_nothing_never_blocks():
    for outcome in (Outcome.FAIL, Outcome.ERROR, Outcome.UNPROVEN):
        found = verdict(GOOD, finding("bad", outcome, Severity.CRITICAL, weight=0.0))
        assert (found.word, found.because) == (Word.READY, ())


def test_a_score_that_cannot_be_reached_any_more_is_not_ready():
    found = verdict(finding("a", Outcome.FAIL), finding("b", Outcome.ERROR))
    assert (found.exit_code, found.because) == (1, ("the score can reach 50 at best, the gate asks for 90",))


def test_a_score_and_a_coverage_that_are_just_what_the_gate_asks_for_are_enough():
    half = [finding("a", Outcome.PASS), finding("b", Outcome.ERROR)]
    assert verdict(finding("a", Outcome.PARTIAL), gate=Gate(score=80)).word is Word.READY
    assert verdict(*half, gate=Gate(score=50, coverage=50)).word is Word.READY


def test_a_blocking_control_in_error_is_undecided():
    found = verdict(finding("a", Outcome.ERROR, HIGH), GOOD)
    assert (found.word, found.exit_code) == (Word.UNDECIDED, 3)
    assert found.because[0] == "high control a is error"


def test_coverage_under_the_gate_is_undecided():
    assert verdict(*MANY, finding("x", Outcome.UNPROVEN, Severity.LOW)).exit_code == 3
    lenient = Gate(coverage=90)
    assert verdict(*MANY, finding("x", Outcome.UNPROVEN, Severity.LOW), gate=lenient).exit_code == 0


def test_an_interrupted_scan_is_undecided_even_if_all_it_saw_is_well():
    found = verdict(GOOD, incomplete="the scan was interrupted: Ctrl-C")
    assert (found.exit_code, found.because) == (3, ("the scan was interrupted: Ctrl-C",))


def test_nothing_applicable_is_not_green():
    found = verdict(finding("a", Outcome.NOT_APPLICABLE))
    assert (found.exit_code, found.because[0]) == (3, "no control applies: nothing was judged")


def test_everything_waived_is_not_green():
    found = verdict(waived("a"), waivers=(waiver("a"),))
    assert (found.word, found.exit_code) == (Word.UNDECIDED, 3)
    assert found.because[0] == "all that applies is waived: nothing is left to judge"


def test_informing_controls_alone_are_not_green():
    assert verdict(finding("a", Outcome.PASS, weight=0.0)).exit_code == 3


# --- chapters --------------------------------------------------------------------------------------------------------

CHAPTERS = Gate(score=0, coverage=0, blocking=(), chapters={"second": 80})


def second(*outcomes: Outcome):
    return [finding(f"s{n}", outcome, rows=("2.1",)) for n, outcome in enumerate(outcomes)]


def test_a_chapter_under_its_minimum_is_not_ready_although_the_whole_is_well():
    found = verdict(*MANY, *second(Outcome.PASS, Outcome.FAIL), gate=CHAPTERS)
    assert (found.exit_code, found.because) == (
        1,
        ("the score of chapter second can reach 50 at best, the gate asks for 80",),
    )


def test_a_chapter_that_depends_on_what_is_undecided_is_undecided():
    found = verdict(*MANY, *second(Outcome.PASS, Outcome.ERROR), gate=CHAPTERS)
    assert (found.exit_code, found.because) == (
        3,
        ("the score of chapter second is 50, the gate asks for 80; what is undecided would settle it",),
    )


def test_a_chapter_at_its_minimum_is_well():
    assert verdict(*MANY, *second(Outcome.PARTIAL), gate=CHAPTERS).word is Word.READY


@pytest.mark.parametrize("rest", [second(Outcome.NOT_APPLICABLE), [waived("s", rows=("2.1",))]])
def test_a_chapter_of_which_nothing_is_left_is_undecided(rest):
    found = verdict(*MANY, *rest, gate=CHAPTERS)
    assert found.exit_code == 3
    assert "nothing of chapter second is left to judge" in found.because[0]


# --- baseline --------------------------------------------------------------------------------------------------------

STRICT = Gate(score=0, coverage=0, blocking=(), regressions=False)


def baseline(after: Outcome | None = None) -> Baseline:
    worse = Regression(control="good", target="site", before=Outcome.PASS, after=after or Outcome.FAIL)
    return Baseline(environment="prod", started=NOW, regressions=(worse,) if after else ())


def test_a_gate_without_regressions_wants_a_baseline():
    found = verdict(GOOD, gate=STRICT)
    assert found.exit_code == 3
    assert "name one with --baseline, or --baseline none for the first" in found.because[0]


def test_the_first_of_all_has_no_baseline_and_that_is_a_condition():
    assert verdict(GOOD, gate=STRICT, first=True).word is Word.READY_WITH_CONDITIONS
    assert verdict(GOOD, first=True).word is Word.READY


def test_a_regression_is_not_ready_where_the_gate_allows_none():
    found = verdict(GOOD, gate=STRICT, baseline=baseline(Outcome.PARTIAL))
    assert (found.exit_code, found.because) == (1, ("good on site is partial and was pass in the baseline",))
    assert verdict(GOOD, baseline=baseline(Outcome.PARTIAL)).word is Word.READY
    assert verdict(GOOD, gate=STRICT, baseline=baseline()).word is Word.READY


def test_what_could_not_be_seen_this_time_is_undecided_and_no_failure():
    assert verdict(GOOD, gate=STRICT, baseline=baseline(Outcome.ERROR)).exit_code == 3


# --- age -------------------------------------------------------------------------------------------------------------


def test_evidence_of_the_wrong_age_is_undecided():
    found = verdict(GOOD, aged="the oldest evidence is 9.0 days old, the gate allows 7")
    assert (found.exit_code, found.because) == (3, ("the oldest evidence is 9.0 days old, the gate allows 7",))


# --- selections ------------------------------------------------------------------------------------------------------


def test_a_selection_never_says_ready():
    only = Selection(only=("good",))
    assert verdict(GOOD, selection=only).word is Word.HOLDS
    found = verdict(GOOD, waived("bad"), waivers=(waiver("bad"),), selection=only)
    assert (found.word, found.exit_code) == (Word.HOLDS_WITH_CONDITIONS, 0)
    assert verdict(finding("bad", Outcome.FAIL, HIGH), selection=only).word is Word.DOES_NOT_HOLD
    assert verdict(finding("bad", Outcome.ERROR, HIGH), selection=only).word is Word.SELECTION_UNDECIDED


@pytest.mark.parametrize(
    ("found", "word"),
    [
        ([finding("good", Outcome.PASS, HIGH, rows=("1.1", "1.2"))], "PHASE build HOLDS (1 of 2)"),
        ([finding("good", Outcome.PASS, HIGH, rows=("1.1",))], "PHASE build HOLDS WITH CONDITIONS (1 of 2)"),
        ([GOOD, waived("bad")], "PHASE build HOLDS WITH CONDITIONS (1 of 2)"),
        ([finding("bad", Outcome.FAIL, HIGH)], "PHASE build DOES NOT HOLD (1 of 2)"),
        ([finding("bad", Outcome.ERROR, HIGH)], "PHASE build UNDECIDED (1 of 2)"),
    ],
)
def test_a_phase_says_which_of_how_many_it_is(found, word):
    assert (
        verdict(*found, waivers=(waiver("bad"),) if len(found) > 1 else (), selection=Selection(phase="build")).word
        == word
    )


def test_what_the_gate_asks_of_the_whole_is_not_asked_of_a_selection():
    gate = Gate(regressions=False, waivers=WaiverRules(most=0, most_weight=0), chapters={"first": 100})
    whole = policy(GOOD, finding("bad", Outcome.PASS, HIGH, rows=("1.2",)), gate=gate)
    found = verdict(GOOD, policy=whole, selection=Selection(only=("good",)))
    assert found.word is Word.HOLDS


def test_a_chapter_that_is_wholly_selected_must_reach_its_minimum():
    found = verdict(*second(Outcome.FAIL), gate=CHAPTERS, selection=Selection(only=("chapter:second",)))
    assert found.word is Word.DOES_NOT_HOLD


# --- gates that cannot be evaluated ----------------------------------------------------------------------------------


def test_a_sound_gate_has_no_mistakes():
    assert gate_mistakes(policy(GOOD, gate=Gate(chapters={"first": 50}))) == []
    assert gate_mistakes(policy(GOOD)) == []


@pytest.mark.parametrize(
    ("gate", "told"),
    [
        (Gate(chapters={"frist": 50}), "chapter `frist`, which the catalog does not have"),
        (Gate(chapters={"second": 50}), "chapter `second`, of which no control decides a row"),
        (Gate(chapters={"first": 100.5}), "a score of 100.5 of chapter `first`, which is not from 0 to 100"),
        (Gate(blocking=(Severity.MEDIUM, Severity.LOW)), "blocks on `low`, but no control of that severity counts"),
    ],
)
def test_a_gate_that_asks_for_what_is_not_there_is_told(gate, told):
    (mistake,) = gate_mistakes(policy(GOOD, gate=gate))
    assert told in mistake


def test_a_severity_whose_controls_only_inform_is_as_good_as_none():
    of = policy(GOOD, finding("a", Outcome.PASS, Severity.LOW, weight=0.0), gate=Gate(blocking=(Severity.LOW,)))
    assert gate_mistakes(of) != []


def test_a_chapter_without_any_catalog_is_told():
    assert gate_mistakes(policy(GOOD, gate=Gate(chapters={"first": 1}), catalog=None)) != []
