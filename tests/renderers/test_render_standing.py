"""The top of the terminal report: what the verdict hangs on, how far the launch has come, what is asked for less."""

from __future__ import annotations

from datetime import timedelta

import pytest
from conditional_sample import conditional
from report_samples import STARTED, card, finding, report
from terminal_reading import lines_of

from readiness.model.environment import Release
from readiness.model.outcomes import Outcome
from readiness.model.phases import PhaseState
from readiness.model.policy import Gate
from readiness.model.report import Baseline, FrameworkState, Regression, Report, Selection, Verdict, Word
from readiness.model.score import Shares
from readiness.model.tailoring import Loosening, PolicySource


def labelled(made: Report, label: str, **how: bool) -> list[str]:
    """The lines of the first label of this name, without the margin."""
    lines = lines_of(made, **how)
    start = next((n for n, line in enumerate(lines) if line.startswith(f"  {label:<9} ")), None)
    if start is None:
        return []
    end = next((n for n in range(start + 1, len(lines)) if lines[n][:12].strip() or not lines[n]), len(lines))
    return [line[12:] for line in lines[start:end]]


def test_the_score_is_told_with_and_without_what_is_waived():
    made = report(scorecard=card(score=71.0), waived_scorecard=card(score=84.0))
    assert labelled(made, "score") == ["71 of 100 (84 without what is waived)"]


def test_a_cap_that_waivers_do_not_lift_is_told():
    capped = card(score=59.0, uncapped=80.0, cap="59: critical control tls is fail")
    made = report(scorecard=capped, waived_scorecard=capped)
    assert labelled(made, "score")[0].startswith("59 of 100 (59 without what is waived, capped too), capped at 59:")


def test_coverage_is_told_twice_only_where_waivers_change_it():
    same = report(scorecard=card(), waived_scorecard=card())
    other = report(scorecard=card(), waived_scorecard=card(coverage=95.0))
    assert labelled(same, "coverage") == ["90% of what applies is decided"]
    assert labelled(other, "coverage") == ["90% of what applies is decided (95% without what is waived)"]


def test_what_the_credit_stands_on_is_told_where_not_all_was_observed():
    mixed = report(scorecard=card(shares=Shares(observed=92, attested=8)))
    observed = report(scorecard=card(shares=Shares(observed=100)))
    assert labelled(mixed, "stands on") == ["observed 92%, attested 8%"]
    assert labelled(observed, "stands on") == []


def test_the_conditions_of_a_verdict_are_listed_all_of_them_on_request():
    conditions = tuple(f"condition {n}" for n in range(8))
    made = report(verdict=Verdict(word=Word.READY_WITH_CONDITIONS, exit_code=0, conditions=conditions))
    assert labelled(made, "condition") == [*conditions[:5], "and 3 more conditions"]
    assert labelled(made, "condition", verbose=True) == list(conditions)


def phase(name: str, standing: str, *because: str) -> PhaseState:
    return PhaseState(
        id=name, title="", row="1", standing=standing, rows=4, rows_decided=3, controls=2, score=80, because=because
    )


NETWORK, DATA = phase("network", "holds"), phase("data", "does not hold", "high control hsts fails", "and more")


def test_the_phase_that_is_reached_is_told_with_what_keeps_it_from_the_next():
    made = report(phases=(NETWORK, DATA), reached="network")
    assert labelled(made, "reached") == [
        "network (1 of 2): data does not hold: high control hsts fails; and 1 more reason"
    ]


def test_no_phase_reached_says_why_the_first_is_not():
    made = report(phases=(phase("provision", "undecided", "no control decides any of its rows"), DATA))
    assert labelled(made, "reached") == ["no phase yet: provision is undecided: no control decides any of its rows"]


def test_the_last_phase_reached_is_told_without_a_next():
    assert labelled(report(phases=(NETWORK,), reached="network"), "reached") == ["network (1 of 1)"]


def test_every_phase_has_a_line_on_request():
    data = DATA.model_copy(update={"because": DATA.because[:1]})
    made = report(phases=(NETWORK, data), reached="network")
    assert labelled(made, "phases", verbose=True) == [
        "network holds (score 80, 2 controls for 3 of 4 lines)",
        "data does not hold: high control hsts fails (score 80, 2 controls for 3 of 4 lines)",
    ]
    assert labelled(made, "phases") == []


def test_of_a_selection_no_phase_is_told_unless_asked_for():
    made = report(phases=(NETWORK, DATA), selection=Selection(phase="data"))
    assert labelled(made, "reached") == []
    assert labelled(made, "reached", verbose=True)
    assert labelled(made, "phase") == ["data"]


def baseline(number: int) -> Baseline:
    worse = (Regression(control="hsts", target=f"t{n}", before=Outcome.PASS, after=Outcome.FAIL) for n in range(number))
    return Baseline(environment="prod", started=STARTED, regressions=tuple(worse))


def test_what_is_worse_than_in_the_baseline_is_listed():
    assert labelled(report(baseline=baseline(1)), "baseline") == [
        "1 control worse than in the scan of prod at 2026-11-22 12:00:00 UTC",
        "hsts on t0 is fail, was pass",
    ]
    assert labelled(report(baseline=baseline(9)), "baseline")[-1] == "and 4 more regressions"
    assert len(labelled(report(baseline=baseline(9)), "baseline", verbose=True)) == 10


def test_a_baseline_that_nothing_is_worse_than_is_named_too():
    assert labelled(report(baseline=baseline(0)), "baseline") == [
        "nothing is worse than in the scan of prod at 2026-11-22 12:00:00 UTC"
    ]


def test_what_was_looked_at_is_told():
    made = report(release=Release(version="1.4.2", commit="9c2f1e7"), vantages=("frankfurt", "london"))
    assert labelled(made, "release") == ["version 1.4.2, commit 9c2f1e7"]
    assert labelled(made, "vantages") == ["frankfurt, london"]


def test_one_vantage_and_a_release_of_which_nothing_is_said_are_not_worth_a_line():
    made = report(release=Release(), vantages=("frankfurt",))
    assert labelled(made, "release") == labelled(made, "vantages") == labelled(made, "run") == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"resumed": (STARTED, STARTED)}, "resumed 2 times, last at 2026-11-22 12:00:00 UTC"),
        ({"complete": False, "why_incomplete": "SIGTERM"}, "incomplete: SIGTERM"),
        ({"complete": False}, "incomplete"),
    ],
)
def test_a_scan_that_did_not_go_through_says_so_at_the_top(changes: dict[str, object], told: str):
    assert labelled(report(**changes), "run") == [told]


def test_the_age_of_the_evidence_is_told_where_the_gate_asks():
    late = STARTED + timedelta(days=3, hours=6)
    assert labelled(report(gate=Gate(evidence_days=7), judged_at=late), "age") == [
        "judged 3.2 days after the scan began, the gate allows evidence of 7"
    ]
    assert labelled(report(judged_at=late), "age") == []


def loosening(kind: str, what: str, reason: str = "no budget") -> Loosening:
    return Loosening(kind=kind, what=what, before="10", after="5", by="ours", reason=reason)


LOOSENINGS = (
    loosening("dropped", "csp"),
    loosening("severity", "hsts"),
    loosening("gate", "score", reason=""),
    loosening("parameter", "min_days"),
    loosening("weight", "spf"),
)


def test_everything_that_is_asked_for_less_is_counted_and_the_first_are_named():
    assert labelled(report(loosenings=LOOSENINGS), "loosened") == [
        "5 things:",
        "csp dropped by ours (no budget)",
        "severity of hsts from 10 to 5 by ours (no budget)",
        "gate's score from 10 to 5 by ours (no reason given)",
        "and 2 more loosenings",
    ]
    assert labelled(report(loosenings=LOOSENINGS), "loosened", verbose=True)[-2:] == [
        "min_days from 10 to 5 by ours (no budget)",
        "weight of spf from 10 to 5 by ours (no budget)",
    ]


def test_the_policies_that_went_into_it_are_told_on_request():
    made = report(sources=(PolicySource(policy="web-baseline", version="1.0.0", sha256="ab" * 8, place="shipped"),))
    assert labelled(made, "sources", verbose=True) == ["web-baseline 1.0.0 (sha256 abababababababab, shipped)"]
    assert labelled(made, "sources") == []


def test_frameworks_are_told_on_request_with_what_fails_by_name():
    outcomes = {"A.1": Outcome.PASS, "A.2": Outcome.PARTIAL, "A.3": Outcome.FAIL, "A.4": Outcome.ERROR}
    states = [("iso", name, outcome) for name, outcome in {**outcomes, "A.5": Outcome.NOT_APPLICABLE}.items()]
    states.append(("gdpr", "32", Outcome.PASS))
    made = report(
        frameworks=tuple(
            FrameworkState(framework=framework, requirement=name, controls=("hsts",), outcome=outcome)
            for framework, name, outcome in states
        )
    )
    assert labelled(made, "framework", verbose=True) == [
        "iso: 2 of 4 requirements hold; failing A.3; undecided A.4",
        "gdpr: 1 of 1 requirement hold",
    ]
    assert labelled(made, "framework") == []


def test_an_ordinary_report_has_none_of_these_lines():
    told = lines_of(report(finding("hsts", Outcome.FAIL)))
    assert {line[2:11].strip() for line in told[1:4]} == {"score", "coverage", "because"}
    assert not told[4]


def test_the_sample_begins_with_what_it_hangs_on():
    lines = lines_of(conditional())
    assert lines[0] == "READY WITH CONDITIONS: prod, by ours 1.0.0"
    assert lines[1] == "  score     62.5 of 100 (76.92 without what is waived)"
