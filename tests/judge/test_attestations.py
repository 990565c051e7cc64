"""Attestations decide what nothing observes, as long as they count, and never anything else."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from records import control
from signed import DIGEST, NOON, OTHER, attestation, attested, bare, finding, looked

from readiness.judge.overlay.attestations import lay_attestations
from readiness.model.outcomes import Outcome
from readiness.model.policy import WaiverRules
from readiness.model.report import Judgement, Reason, Result
from readiness.model.score import Basis

RULES = WaiverRules(warn_days=14)
DRILL = {"what": "run id", "file": "drill.txt", "sha256": DIGEST}
RUN = {"what": "log", "url": "https://ci.example.com/run/1", "sha256": DIGEST}


def lay(*attestations, controls=None, findings=None, evidence=(), now=NOON, rules=RULES):
    wanted = controls or [attested()]
    return lay_attestations(findings or [bare()], wanted, attestations, evidence, rules, now)


def why(*attestations, **more):
    """The reason for which the control is unproven."""
    (laid,), _ = lay(*attestations, **more)
    assert laid.outcome is Outcome.UNPROVEN
    reason = laid.judgements[-1].reasons[0]
    assert reason.result is Result.UNPROVEN
    return reason.detail


def test_a_valid_attestation_passes_a_control_that_has_no_conditions():
    (laid,), (state,) = lay(attestation())
    assert (laid.outcome, laid.basis) == (Outcome.PASS, Basis.ATTESTED)
    (judgement,) = laid.judgements
    (reason,) = judgement.reasons
    assert (reason.level, reason.condition, reason.result) == (
        "require",
        "attested: Jo Doe, cto, 2026-11-01",
        Result.HELD,
    )
    assert reason.detail == "counts until 2027-01-30: we rolled back and it worked"
    assert (state.standing, state.problem, state.findings) == ("valid", "", ("rollback-tested [environment]",))


def test_without_any_the_control_is_unproven_and_says_what_it_takes():
    assert why(controls=[attested(roles=["cto", "ciso"])]) == (
        "nobody has attested it: it takes a dated statement by cto or ciso"
    )
    assert why() == "nobody has attested it: it takes a dated statement"


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        (Outcome.FAIL, Outcome.FAIL),
        (Outcome.ERROR, Outcome.ERROR),
        (Outcome.UNPROVEN, Outcome.UNPROVEN),
        (Outcome.PARTIAL, Outcome.PARTIAL),
        (Outcome.PASS, Outcome.PASS),
    ],
)
def test_with_conditions_it_gets_the_worse_of_both(observed, expected):
    seen = bare(outcome=observed, judgements=(Judgement(endpoint="x", outcome=observed),))
    (laid,), _ = lay(attestation(), controls=[attested(require="tls.versions.x")], findings=[seen])
    assert (laid.outcome, laid.basis) == (expected, Basis.ATTESTED)
    assert [judgement.outcome for judgement in laid.judgements] == [observed, Outcome.PASS]


@pytest.mark.parametrize(("observed", "expected"), [(Outcome.PASS, Outcome.UNPROVEN), (Outcome.FAIL, Outcome.FAIL)])
def test_conditions_that_hold_are_not_enough_where_an_attestation_is_missing(observed, expected):
    seen = bare(outcome=observed, judgements=(Judgement(outcome=observed),))
    (laid,), _ = lay(controls=[attested(require="tls.versions.x")], findings=[seen])
    assert (laid.outcome, laid.basis) == (expected, Basis.OBSERVED)


def test_what_does_not_apply_needs_no_attestation():
    off = bare(outcome=Outcome.NOT_APPLICABLE, judgements=(Judgement(outcome=Outcome.NOT_APPLICABLE),))
    (laid,), (state,) = lay(attestation(), findings=[off])
    assert laid == off
    assert (state.standing, state.problem) == ("unused", "the control does not apply")


@pytest.mark.parametrize(("result", "outcome"), [(Result.ERROR, Outcome.ERROR), (Result.UNPROVEN, Outcome.UNPROVEN)])
def test_whether_it_applies_is_not_for_an_attestation_to_say(result, outcome):
    reason = Reason(level="when", condition="target.x", result=result, detail="not seen")
    open_question = bare(outcome=outcome, judgements=(Judgement(outcome=outcome, reasons=(reason,)),))
    (laid,), _ = lay(attestation(), controls=[attested(when="target.x")], findings=[open_question])
    assert laid.outcome is outcome
    assert laid.judgements[0] == open_question.judgements[0]


def test_nothing_is_attested_about_a_target_that_nobody_declared():
    nowhere = bare(target=None)
    (laid,), (state,) = lay(attestation(), findings=[nowhere])
    assert laid == nowhere
    assert (state.standing, state.problem) == ("unused", "no target is declared for the control")


def test_only_targets_that_match_are_attested():
    findings = [bare(target="eu-db"), bare(target="us-db")]
    laid, (state,) = lay(attestation(targets="eu-*"), findings=findings)
    assert [one.outcome for one in laid] == [Outcome.PASS, Outcome.UNPROVEN]
    assert state.findings == ("rollback-tested [eu-db]",)
    _, (state,) = lay(attestation(targets="asia-*"), findings=findings)
    assert (state.standing, state.problem) == ("unused", "no target matches `asia-*`")


def test_what_is_observed_cannot_be_attested():
    observed = control("tls.versions.x")
    red = finding()
    (laid,), (state,) = lay(attestation(control="tls-versions"), controls=[observed], findings=[red])
    assert laid == red
    assert (state.standing, state.problem) == (
        "refused",
        "this control is observed; it cannot be attested (waive it instead)",
    )


def test_an_unknown_control_gets_the_nearest_that_is_there():
    _, (state,) = lay(attestation(control="rollback-tests"))
    assert state.standing == "unused"
    assert state.problem == "there is no such control among those judged: did you mean `rollback-tested`?"


def test_the_shorter_of_both_periods_counts():
    (laid,), (state,) = lay(attestation(valid_for_days=400), controls=[attested(days=30)])
    assert laid.outcome is Outcome.PASS
    assert state.days_left == 9
    assert why(attestation(valid_for_days=400), controls=[attested(days=20)]) == (
        "the attestation of 2026-11-01: it is stale: it counted until 2026-11-21"
    )
    assert why(attestation(valid_for_days=20), controls=[attested(days=400)]) == (
        "the attestation of 2026-11-01: it is stale: it counted until 2026-11-21"
    )


def test_one_that_is_dated_ahead_counts_from_then_on():
    tomorrow = attestation(date=date(2026, 11, 23))
    assert why(tomorrow) == "the attestation of 2026-11-23: it is dated 2026-11-23, which is ahead"
    (laid,), (state,) = lay(tomorrow, now=NOON + timedelta(days=1))
    assert (laid.outcome, state.standing) == (Outcome.PASS, "valid")


@pytest.mark.parametrize(("role", "standing"), [("CTO ", "valid"), ("intern", "refused")])
def test_not_everybody_may_attest_everything(role, standing):
    _, (state,) = lay(attestation(role=role), controls=[attested(roles=["cto", "ciso"])])
    assert state.standing == standing
    assert state.problem == ("" if standing == "valid" else "the role intern may not attest this: cto or ciso may")


def test_every_piece_of_evidence_that_is_wanted_must_be_named():
    wanted = [attested(evidence=["run id", "log"])]
    seen = [looked("drill.txt"), looked(RUN["url"])]
    assert why(attestation(evidence=[DRILL]), controls=wanted, evidence=seen) == (
        "the attestation of 2026-11-01: it names no evidence for log"
    )
    (laid,), _ = lay(attestation(evidence=[DRILL, RUN]), controls=wanted, evidence=seen)
    assert laid.outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("seen", "standing", "problem"),
    [
        ([looked("drill.txt")], "valid", ""),
        (
            [looked("drill.txt", OTHER)],
            "changed",
            "its evidence drill.txt is not what was attested: it has changed since",
        ),
        (
            [looked("drill.txt", None)],
            "missing",
            "its evidence drill.txt could not be read: unreachable: no such file",
        ),
        ([], "missing", "nobody looked at its evidence drill.txt"),
        ([looked("other.txt")], "missing", "nobody looked at its evidence drill.txt"),
    ],
)
def test_evidence_must_be_what_it_was(seen, standing, problem):
    (laid,), (state,) = lay(attestation(evidence=[DRILL]), evidence=seen)
    assert (state.standing, state.problem) == (standing, problem)
    assert laid.outcome is (Outcome.PASS if standing == "valid" else Outcome.UNPROVEN)
    assert problem in laid.judgements[-1].reasons[0].detail


def test_changed_evidence_is_told_before_missing_evidence():
    _, (state,) = lay(attestation(evidence=[RUN, DRILL]), evidence=[looked("drill.txt", OTHER)])
    assert state.standing == "changed"


def test_the_last_look_counts_where_a_scan_looked_twice():
    early, late = looked("drill.txt", None), looked("drill.txt", when=NOON + timedelta(hours=1))
    for order in ([early, late], [late, early]):
        (laid,), _ = lay(attestation(evidence=[DRILL]), evidence=order)
        assert laid.outcome is Outcome.PASS


def test_the_one_that_counts_longest_is_relied_on():
    short, long = attestation(by="Al", valid_for_days=25), attestation(by="Jo", valid_for_days=90)
    for order in ([short, long], [long, short]):
        (laid,), states = lay(*order)
        assert "Jo, cto" in laid.judgements[0].reasons[0].condition
        assert {state.attestation.by: state.expires_soon for state in states} == {"Al": False, "Jo": False}
    _, (state,) = lay(short)
    assert (state.days_left, state.expires_soon) == (4, True)


def test_all_that_keeps_them_from_counting_is_told_and_no_novel():
    old = [attestation(date=date(2020, month, 1)) for month in range(1, 8)]
    detail = why(*old)
    assert detail.startswith("the attestation of 2020-07-01: it is stale: it counted until 2020-09-29; the attest")
    assert detail.endswith("; and 4 more")


def test_a_hostile_name_of_evidence_is_fit_to_be_shown():
    evil = {"what": "", "file": "\x1b[2J.txt", "sha256": DIGEST}
    assert "\x1b" not in why(attestation(evidence=[evil]))


def test_findings_of_other_controls_stay_as_they_are():
    other = finding(Outcome.FAIL)
    laid, _ = lay(attestation(), findings=[other, bare()])
    assert laid[0] == other


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        lay(attestation(), now=datetime(2026, 11, 22))  # that is the point
