"""What the terminal report tells beside ordinary findings: waived, informing, attested, carried over, stale."""

from __future__ import annotations

from datetime import date

import pytest
from conditional_sample import conditional
from report_samples import (
    STARTED,
    WWW4,
    attestation_state,
    card,
    finding,
    judgement,
    reason,
    report,
    text,
    waiver_state,
)
from terminal_reading import block, lines_of, trouble, unseen

from readiness.model.outcomes import Outcome, Severity
from readiness.model.report import Carried, Finding, Judgement, Report, Result, StaleDemand
from readiness.model.score import Gain
from readiness.renderers.terminal import render


def failing(**more: object) -> Finding:
    wrong = reason("a.b == 1", a__b=0)
    return finding("hsts", Outcome.FAIL, judgement(Outcome.FAIL, wrong, at=WWW4), **more)


def firsts(made: Report, **how: bool) -> list[str]:
    """The first line of every block between the head and the foot."""
    return [part.splitlines()[0] for part in render(made, **how).split("\n\n")[1:-1]]


def test_a_waived_failure_keeps_its_outcome_and_says_who_accepted_it():
    made = report(failing(waived="OPS-41"), waivers=(waiver_state(),), controls={"hsts": text("T", any="mend it")})
    told = block(made, "FAIL")
    assert told[0] == "FAIL        hsts (high), waived until 2026-12-31 by cto@example.com, OPS-41"
    assert "  wanted    a.b == 1" in told
    assert not [line for line in told if "mend it" in line]


def test_why_it_was_accepted_and_at_what_risk_is_told_on_request():
    made = report(failing(waived="OPS-41"), waivers=(waiver_state(),), controls={"hsts": text("T", any="mend it")})
    told = block(made, "FAIL", verbose=True)
    assert "  accepted  The CDN takes it over in January (owned by web@example.com)" in told
    assert "  risk      A first visit can be intercepted" in told
    assert told[-1] == "  fix       any: mend it"


def test_what_is_waived_comes_after_what_is_not_and_before_the_next_outcome():
    found = [
        finding("accepted", Outcome.FAIL, severity=Severity.CRITICAL, waived="OPS-41"),
        finding("open", Outcome.FAIL, severity=Severity.LOW),
        finding("partial", Outcome.PARTIAL, severity=Severity.CRITICAL),
    ]
    made = report(*found, waivers=(waiver_state("accepted"),))
    assert [line.split()[1] for line in firsts(made)] == ["open", "accepted", "partial"]


def test_the_waiver_of_another_target_with_the_same_ticket_is_not_told():
    waivers = (waiver_state(targets="api", expires=date(2026, 12, 1)), waiver_state(targets="site"))
    assert "until 2026-12-31" in block(report(failing(waived="OPS-41"), waivers=waivers), "FAIL")[0]


def test_a_waiver_that_the_report_does_not_have_is_told_by_its_ticket():
    assert block(report(failing(waived="OPS-99")), "FAIL")[0] == "FAIL        hsts (high), waived, OPS-99"


def test_a_waived_control_that_nobody_could_look_at_is_shown_by_itself_and_called_waived_in_the_cause():
    found = (unseen("tls").model_copy(update={"waived": "OPS-41"}), unseen("hsts"))
    made = report(*found, troubles=(trouble("tls", "hsts"),), waivers=(waiver_state("tls"),))
    assert block(made, "tls (high)")[0].startswith("ERROR       tls (high), waived until 2026-12-31")
    assert block(made, "could not look")[-1] == "  undecided 2 controls: hsts (high); tls (waived)"


def test_a_cause_that_only_waived_controls_hang_on_comes_after_others():
    waived = unseen("tls", severity=Severity.CRITICAL).model_copy(update={"waived": "OPS-41"})
    other = unseen("csp", "http.home", cause="reset", severity=Severity.LOW)
    made = report(waived, other, troubles=(trouble("tls"), trouble("csp", group="http.home", cause="reset")))
    assert firsts(made)[0].endswith("reset")


def test_a_control_that_weighs_nothing_informs_at_the_end():
    found = (failing(weight=0.0), finding("csp", Outcome.PARTIAL, severity=Severity.LOW))
    made = report(*found, waivers=(waiver_state("spf", "unused", problem="the control passes"),))
    assert [line.split()[0] for line in firsts(made)] == ["PARTIAL", "INFORMS", "WAIVERS"]
    assert block(made, "INFORMS")[0] == "INFORMS     hsts fails (high)"


def test_the_counts_leave_apart_what_only_informs_and_say_what_is_waived():
    found = (failing(waived="OPS-41"), finding("csp", Outcome.PASS), finding("guide", Outcome.FAIL, weight=0.0))
    assert "NOT READY: 2 controls, 1 fail, 1 pass; 1 of them waived; 1 more only informs" in lines_of(report(*found))


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.PARTIAL, "holds in part"),
        (Outcome.PASS, "passes"),
        (Outcome.NOT_APPLICABLE, "does not apply"),
        (Outcome.UNPROVEN, "is unproven"),
    ],
)
def test_what_only_informs_says_how_it_came_out(outcome: Outcome, said: str):
    made = report(finding("guide", outcome, weight=0.0))
    assert firsts(made, verbose=True) == [f"INFORMS     guide {said} (high)"]


def test_what_only_informs_is_no_trouble_and_tells_its_own_cause():
    made = report(unseen("guide").model_copy(update={"weight": 0.0}), troubles=(trouble("guide"),))
    assert "could not look" not in render(made)
    assert "error" in block(made, "INFORMS")[-1]


def test_waivers_that_are_not_applied_are_told_with_the_reason_what_matters_most_first():
    waivers = (
        waiver_state("a", "unused", ticket="T-1", problem="the control passes"),
        waiver_state("b", "expired", ticket="T-2", problem="it ended with 2026-10-01", targets="api*"),
        waiver_state("c", "refused", ticket="T-3", problem="its approver is its owner"),
        waiver_state("d", "ahead", ticket="T-4", problem="it holds from 2027-01-01 on"),
        waiver_state("e", ticket="T-5", days_left=1, expires_soon=True, overlaps=("T-9",)),
    )
    assert block(report(waivers=waivers), "WAIVERS") == [
        "WAIVERS     1 applied, 4 not applied",
        "  refused   c (T-3): its approver is its owner",
        "  expired   b on api* (T-2): it ended with 2026-10-01",
        "  ends soon e (T-5): ends tomorrow, on 2026-12-31",
        "  overlaps  e (T-5): T-9 covers the same",
        "  ahead     d (T-4): it holds from 2027-01-01 on",
        "  unused    a (T-1): the control passes",
    ]


def test_waivers_and_attestations_in_order_are_told_on_request_only():
    made = report(waivers=(waiver_state(),), attestations=(attestation_state(),))
    assert firsts(made) == []
    assert block(made, "WAIVERS", verbose=True) == [
        "WAIVERS     1 applied",
        "  applied   hsts (OPS-41): from 2026-11-01 until 2026-12-31 by cto@example.com, owned by",
        "            web@example.com",
    ]
    assert block(made, "ATTESTED", verbose=True)[1:] == [
        "  valid     backups, by jo@example.com (CTO) on 2026-10-01, counts for 38 more days: The team was",
        "            trained on the runbook",
    ]


@pytest.mark.parametrize("standing", ["ahead", "stale", "changed", "missing", "refused", "unused"])
def test_an_attestation_that_does_not_count_is_told_with_the_reason(standing: str):
    made = report(attestations=(attestation_state("rota", standing, problem="that is why"),))
    assert block(made, "ATTESTED") == [
        "ATTESTED    0 counted, 1 not counted",
        f"  {standing:<9} rota, by jo@example.com (CTO) on 2026-10-01: that is why",
    ]


@pytest.mark.parametrize(("left", "said"), [(0, "ends today"), (1, "ends tomorrow"), (9, "ends in 9 days")])
def test_an_attestation_near_its_end_says_when(left: int, said: str):
    made = report(attestations=(attestation_state(days_left=left, expires_soon=True),))
    assert block(made, "ATTESTED")[1].endswith(f"on 2026-10-01: {said}")


def test_of_many_papers_the_first_are_told_and_the_rest_counted():
    made = report(waivers=tuple(waiver_state(f"c{n}", "unused", problem="passes") for n in range(20)))
    assert block(made, "WAIVERS")[-1] == "            and 14 more"
    assert len(block(made, "WAIVERS", verbose=True)) == 21


def carrying(**changes: object) -> Judgement:
    proof = Carried(observation="backup.restore", environment="staging", run="r7", observed=STARTED, age_days=21.04)
    held = reason("backup.restore.rows > 0", Result.HELD, backup__restore__rows=1)
    return judgement(Outcome.PASS, held).model_copy(update={"carried": (proof.model_copy(update=changes),)})


def test_a_proof_that_was_carried_over_is_told_although_the_control_passes():
    made = report(finding("restore", Outcome.PASS, carrying(), carrying()))
    assert block(made, "CARRIED") == [
        "CARRIED     1 proof from other scans, the oldest 21.0 days old",
        "            restore: backup.restore from a scan of staging (run r7) on 2026-11-22, 21.0 days old",
    ]
    assert block(made, "PASS", verbose=True)[-1] == (
        "  carried   backup.restore from a scan of staging (run r7) on 2026-11-22, 21.0 days old"
    )


def test_a_guide_that_asks_for_what_is_out_of_support_is_called_stale():
    demand = StaleDemand(row="2.12", product="nodejs", version="20", ended=date(2026, 4, 30), source="https://n.org")
    assert block(report(stale=(demand,), lifecycle_dated=date(2026, 11, 1)), "STALE") == [
        "STALE       the guide itself is stale (lifecycle data of 2026-11-01)",
        "            row 2.12 asks for nodejs 20, which its maker stopped supporting on 2026-04-30",
        "            (https://n.org)",
    ]


def test_from_where_it_was_looked_and_by_which_variant_is_told():
    told = block(conditional(), "FAIL        hsts (medium; row 8.5)")
    assert told[2:4] == [
        "  at        site: www.example.com@192.0.2.10:443 from frankfurt (variant nginx)",
        "            site: www.example.com@192.0.2.10:443 from london (variant nginx)",
    ]


def test_endpoints_are_counted_for_each_vantage_without_what_a_person_attested():
    wrong = judgement(Outcome.FAIL, reason("a.b == 1", a__b=0))
    fine = judgement(Outcome.PASS, at="w@2")
    seen = [(wrong, "w@1", "london"), (fine, "w@2", "london"), (fine, "w@1", "paris"), (fine, None, None)]
    judged = [one.model_copy(update={"endpoint": at, "vantage": vantage}) for one, at, vantage in seen]
    made = report(finding("hsts", Outcome.FAIL, *judged))
    assert "  at        site: w@1 from london (1 of its 2 endpoints)" in block(made, "FAIL")


def test_what_nobody_attested_is_not_said_to_be_unlooked_at():
    why = reason("attested", Result.UNPROVEN, "nobody has attested it: it takes a dated statement by CTO")
    found = finding("rota", Outcome.UNPROVEN, judgement(Outcome.UNPROVEN, why), target="environment")
    made = report(found, troubles=(trouble("rota", where="environment").model_copy(update={"cause": why.detail}),))
    assert block(made, "UNPROVEN")[0].startswith("UNPROVEN    not proven at environment: nobody has attested it")


def fixing(cap: str = "", **numbers: float) -> str:
    values = {"score": 51.25, "gain": 12.5, "uncapped": 12.5} | numbers
    gain = Gain(control="hsts", outcome=Outcome.FAIL, cap=cap, **values)
    made = report(failing(), gains=(gain,))
    return next(line for line in lines_of(made) if "fix first" in line)


def test_what_mending_would_do_is_told():
    assert fixing() == "  fix first hsts (score then 51.25, +12.5)"
    assert fixing("falls: 59: critical control hsts is fail").endswith("(score then 51.25, +12.5; the cap falls)")
    assert fixing("stays: 59: critical control tls is fail", score=59, gain=0).endswith(
        "(score then 59, +0; the cap stays; +12.5 without it)"
    )


def test_what_is_undecided_is_not_told_to_be_mended():
    gain = Gain(control="tls", outcome=Outcome.ERROR, score=90, gain=40, uncapped=40)
    made = report(unseen("tls"), troubles=(trouble("tls"),), gains=(gain,), scorecard=card())
    assert next(line for line in lines_of(made) if "fix first" in line).startswith("  fix first could not look at")
