"""The report as a person reads it: short, aligned, one cause told once."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from launch_sample import launch
from report_samples import (
    FINISHED,
    WWW4,
    WWW6,
    card,
    contribution,
    finding,
    judgement,
    reason,
    report,
    text,
)
from report_strategies import reports

from readiness.model.outcomes import Outcome, Severity
from readiness.model.report import Finding, ParamValue, Reason, Report, Result, Selection, Trouble, Verdict, Word
from readiness.renderers.terminal import render

SILENT = "timeout: [2001:db8::10]:443 is silent"
thorough = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def unseen(
    control: str,
    group: str = "tls.versions",
    *,
    at: str | None = WWW6,
    cause: str = SILENT,
    severity: Severity = Severity.HIGH,
) -> Finding:
    """A control that could not be decided, for a cause."""
    why = reason(f"{group}.x", Result.ERROR, f"{group} {cause}")
    return finding(control, Outcome.ERROR, judgement(Outcome.ERROR, why, at=at), severity=severity)


def trouble(*controls: str, group: str = "tls.versions", where: str = WWW6, cause: str = SILENT) -> Trouble:
    return Trouble(cause=f"{group} {cause}", where=where, controls=controls)


def lines_of(made: Report, **how: bool) -> list[str]:
    return render(made, **how).splitlines()


def block(made: Report, first: str, **how: bool) -> list[str]:
    """The lines of the block whose first line holds this text."""
    blocks = [part.splitlines() for part in render(made, **how).split("\n\n")]
    return next(part for part in blocks if first in part[0])


def test_it_begins_and_ends_with_the_verdict():
    lines = lines_of(launch())
    assert lines[0] == "NOT READY: prod, by edpsych-connect 1.0.0"
    assert lines[1:3] == [
        "  score     38.75 of 100, capped at 59: critical control tls-versions is fail",
        "  coverage  62.5% of what applies is decided; 96.97% of the policy applies",
    ]
    assert "NOT READY: 12 controls, 2 fail, 3 error, 2 unproven, 1 partial, 3 pass, 1 not-applicable" in lines[-8:]


def test_a_cap_that_took_points_says_how_many():
    made = report(scorecard=card(score=59.0, uncapped=83.3, cap="59: critical control hsts is fail"))
    assert lines_of(made)[1] == (
        "  score     59 of 100, capped at 59: critical control hsts is fail (83.3 without the cap)"
    )


def test_what_to_fix_first_is_what_weighs_most():
    text = render(launch())
    assert text.index("fix first tls-versions: HTTPS offers TLS 1.3 and nothing older than 1.2 (worth") < text.index(
        "            hsts: Browsers"
    )


def test_without_a_failure_the_cause_that_most_controls_hang_on_comes_first():
    found = [unseen("a"), unseen("b"), unseen("c", "dns.caa", at=None, cause="server: SERVFAIL")]
    made = report(
        *found,
        troubles=(trouble("a", "b"), trouble("c", group="dns.caa", where="site", cause="server: SERVFAIL")),
    )
    assert f"  fix first could not look at {WWW6}: timeout (2 controls)" in lines_of(made)


def test_only_the_first_reasons_of_a_verdict_are_listed():
    made = report(verdict=Verdict(word=Word.NOT_READY, exit_code=1, because=tuple(f"reason {n}" for n in range(9))))
    assert lines_of(made)[3:9] == [
        "  because   reason 0",
        *(f"            reason {n}" for n in range(1, 5)),
        "            and 4 more reasons",
    ]


def test_a_pass_is_silent_unless_asked_for():
    held = reason("tls.ok", Result.HELD, tls__ok=True)
    made = report(finding("hsts", Outcome.PASS, judgement(Outcome.PASS, held, at=WWW4)))
    assert "hsts" not in "\n".join(lines_of(made)[4:])
    assert block(made, "PASS", verbose=True) == [
        "PASS        hsts (high)",
        "            Title of hsts",
        f"  at        site: {WWW4}",
        "  held      tls.ok",
        "  seen      tls.ok = true",
    ]


def test_a_failure_shows_what_was_wanted_and_what_was_seen():
    wrong = reason("tls.age > 1 &&\n    tls.name != 'a  b'", tls__age=0, absent=("tls.name",))
    made = report(finding("hsts", Outcome.FAIL, judgement(Outcome.FAIL, wrong, at=WWW4), rows=("1.1", "2.2")))
    assert block(made, "FAIL") == [
        "FAIL        hsts (high; rows 1.1, 2.2)",
        "            Title of hsts",
        f"  at        site: {WWW4}",
        "  wanted    tls.age > 1 && tls.name != 'a  b'",
        "  seen      tls.age = 0",
        "            tls.name is absent",
    ]


def test_a_condition_that_held_is_not_told_beside_one_that_did_not():
    both = (reason("fine.it == 1", Result.HELD, fine__it=1), reason("bad.it == 1", bad__it=0))
    made = report(finding("hsts", Outcome.FAIL, judgement(Outcome.FAIL, *both)))
    assert "fine.it" not in render(made)
    assert "fine.it" in render(made, verbose=True)


def test_a_recommendation_is_advised():
    advice = reason("tls.best", level="recommend", tls__best=False)
    made = report(finding("hsts", Outcome.PARTIAL, judgement(Outcome.PARTIAL, advice)))
    assert "  advised   tls.best" in block(made, "PARTIAL")


def test_why_a_control_does_not_apply_is_told_on_request():
    when = reason("target.domain != null", level="when", target__domain=None)
    made = report(finding("hsts", Outcome.NOT_APPLICABLE, judgement(Outcome.NOT_APPLICABLE, when)))
    assert block(made, "N/A", verbose=True)[3:] == [
        "  when      target.domain != null",
        "  seen      target.domain = null",
    ]


def test_the_worst_comes_first_and_of_these_what_matters_most():
    found = [
        finding("z-partial", Outcome.PARTIAL, severity=Severity.CRITICAL),
        finding("y-low", Outcome.FAIL, severity=Severity.LOW),
        finding("x-critical", Outcome.FAIL, severity=Severity.CRITICAL),
        unseen("w-error"),
        finding("v-pass", Outcome.PASS, severity=Severity.CRITICAL),
    ]
    told = re.findall(r"^[A-Z]+ +(\S+) \(", render(report(*found), verbose=True), re.MULTILINE)
    assert told == ["x-critical", "y-low", "w-error", "z-partial", "v-pass"]


def test_endpoints_that_saw_the_same_are_told_together():
    wrong = judgement(Outcome.FAIL, reason("a.b == 1", a__b=0))
    found = finding("hsts", Outcome.FAIL, *(wrong.model_copy(update={"endpoint": at}) for at in (WWW4, WWW6)))
    assert render(report(found)).count("wanted") == 1
    assert f"  at        site: {WWW4}, {WWW6}" in block(report(found), "FAIL")


def test_endpoints_that_saw_different_things_are_told_apart():
    wrong = [judgement(Outcome.FAIL, reason("a.b == 1", a__b=value), at=f"w@{value}") for value in (0, 2)]
    fine = judgement(Outcome.PASS, reason("a.b == 1", Result.HELD, a__b=1), at="w@1")
    told = block(report(finding("hsts", Outcome.FAIL, *wrong, fine)), "FAIL")
    assert [line for line in told if "  at " in line] == [
        "  at        site: w@0 (1 of its 3 endpoints)",
        "  at        site: w@2 (1 of its 3 endpoints)",
    ]


def test_targets_with_the_same_fault_share_a_block():
    wrong = judgement(Outcome.FAIL, reason("a.b == 1", a__b=0))
    made = report(*(finding("hsts", Outcome.FAIL, wrong, target=target) for target in ("api", "site")))
    assert block(made, "FAIL")[2:5] == ["  at        api", "            site", "  wanted    a.b == 1"]


def test_a_long_list_of_seen_values_is_cut_after_whole_items():
    wrong = reason("size(a.b) == 0", a__b=[f"https://cdn{n}.example.net" for n in range(500)])
    told = block(report(finding("hsts", Outcome.FAIL, judgement(Outcome.FAIL, wrong))), "FAIL")
    assert len(told) < 9
    assert told[-1].endswith('.example.net", …]')


def test_many_endpoints_conditions_and_facts_are_counted_instead_of_listed():
    facts = reason("a.b", **{f"a__b{n}": n for n in range(20)})
    reasons = [reason(f"c{n}.x == 1") for n in range(10)]
    everywhere = [judgement(Outcome.FAIL, facts, *reasons, at=f"www{n}") for n in range(30)]
    told = block(report(finding("hsts", Outcome.FAIL, *everywhere)), "FAIL")
    assert "  at        site: www0, www1, www2, www3 and 26 more" in told
    assert "            and 14 more facts" in told
    assert "            and 6 more conditions" in told


def test_a_dead_host_is_told_once_with_every_control_that_hangs_on_it():
    found = [
        unseen("tls-a"),
        unseen("tls-b", severity=Severity.CRITICAL),
        unseen("hsts", "http.home", cause="timeout: no answer"),
    ]
    troubles = (trouble("tls-a", "tls-b"), trouble("hsts", group="http.home", cause="timeout: no answer"))
    made = report(*found, troubles=troubles)
    assert block(made, "ERROR") == [
        f"ERROR       could not look at {WWW6}: timeout",
        "  tried     http.home: no answer",
        "            tls.versions: [2001:db8::10]:443 is silent",
        "  undecided 3 controls: tls-b (critical); hsts, tls-a (high)",
    ]
    assert render(made).count("ERROR") == 1


def test_hosts_with_the_same_trouble_are_told_together():
    found = finding("tls", Outcome.ERROR, *(unseen("tls", at=at, cause="refused").judgements[0] for at in (WWW4, WWW6)))
    made = report(found, troubles=tuple(trouble("tls", where=at, cause="refused") for at in (WWW4, WWW6)))
    assert block(made, "ERROR") == [
        f"ERROR       could not look at {WWW4}, {WWW6}: refused",
        "  tried     tls.versions",
        "  undecided 1 control: tls (high)",
    ]


def test_a_control_that_fails_elsewhere_is_not_called_undecided():
    wrong = judgement(Outcome.FAIL, reason("a.b == 1", a__b=0), at=WWW4)
    found = finding("hsts", Outcome.FAIL, wrong, unseen("hsts").judgements[0])
    made = report(found, unseen("tls"), troubles=(trouble("hsts", "tls"),))
    assert block(made, "ERROR")[-2:] == [
        "  undecided 1 control: tls (high)",
        "  partly    1 control, decided without it: hsts (high)",
    ]


def test_a_cause_that_decides_nothing_is_not_told():
    both = (
        reason("a.b", level="when", a__b=False),
        reason("c.d", Result.ERROR, f"tls.versions {SILENT}", level="when"),
    )
    found = finding("hsts", Outcome.NOT_APPLICABLE, judgement(Outcome.NOT_APPLICABLE, *both, at=WWW6))
    assert "could not look" not in render(report(found, troubles=(trouble("hsts"),)))


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ("no target of kind mailserver is declared", "nobody looked: no target of kind mailserver is declared"),
        ("tls.limits needs --active on the command line", "nobody looked: needs --active on the command line"),
        ("tls.versions.accepted is not in the record", "nobody looked: not in the record"),
    ],
)
def test_what_nobody_looked_at_says_so(detail: str, told: str):
    why = Reason(level="require", condition="", result=Result.UNPROVEN, detail=detail)
    found = finding("hsts", Outcome.UNPROVEN, judgement(Outcome.UNPROVEN, why), target=None)
    made = report(found, troubles=(Trouble(cause=detail, where="", controls=("hsts",)),))
    assert block(made, "UNPROVEN")[0] == f"UNPROVEN    {told}"


def test_an_undecided_control_that_no_trouble_tells_speaks_for_itself():
    made = report(unseen("tls"))
    assert block(made, "ERROR")[-1] == f"  error     tls.versions {SILENT}"


def test_a_finding_without_a_word_is_shown_nevertheless():
    assert block(report(finding("hsts", Outcome.UNPROVEN)), "UNPROVEN")[0] == "UNPROVEN    hsts (high)"


def test_verbose_tells_causes_where_they_happened():
    made = report(unseen("tls"), troubles=(trouble("tls"),))
    assert block(made, "ERROR", verbose=True)[-1] == f"  error     tls.versions {SILENT}"


def failing_with(**remedy: str) -> Report:
    return report(finding("hsts", Outcome.FAIL), controls={"hsts": text("Title", **remedy)})


def test_a_remedy_of_several_lines_keeps_its_shape():
    made = failing_with(nginx="add_header X;", kubernetes="spec:\n  tls:\n    - hosts: []\n")
    assert block(made, "FAIL")[2:] == [
        "  fix       kubernetes:",
        "              spec:",
        "                tls:",
        "                  - hosts: []",
        "            nginx: add_header X;",
    ]


def test_a_long_remedy_is_left_to_explain():
    told = block(failing_with(nginx="\n".join(f"line {n};" for n in range(50))), "FAIL")
    assert told[-1] == "            … readiness explain hsts shows the rest"
    assert len(told) == 9


def test_what_was_selected_is_named():
    made = report(selection=Selection(only=("tls-*", "hsts"), skip=("csp",)))
    assert lines_of(made)[3:5] == ["  only      tls-*, hsts", "  without   csp"]


def test_an_interrupted_scan_and_a_later_judgement_say_so():
    told = render(report(finished=None, complete=False, judged_at=FINISHED))
    assert "scanned   2026-11-22 12:00:00 UTC, 312 requests; interrupted before the end; judged as of" in told


def test_parameters_are_shown_with_where_they_came_from():
    made = report(params={"days": ParamValue(value=30, origin="environment", source="readiness.yaml:3:5")})
    assert "  params    days = 30 (environment, readiness.yaml:3:5)" in lines_of(made, verbose=True)
    assert "days" not in render(made)


def test_nothing_at_all_is_no_crash():
    assert "UNDECIDED: 0 controls" in render(report(verdict=Verdict(word=Word.UNDECIDED, exit_code=3)))


def test_weights_of_nothing_divide_nothing():
    parts = contribution("hsts", Severity.HIGH, Outcome.FAIL).model_copy(update={"weight": 0.0, "credit": 0.0})
    assert "  fix first hsts" in lines_of(report(finding("hsts", Outcome.FAIL), scorecard=card(parts)))


@thorough
@given(reports(), st.booleans(), st.integers(0, 130))
def test_no_line_is_wider_than_the_terminal(made: Report, verbose: bool, columns: int):
    widest = max(map(len, render(made, verbose=verbose, columns=columns).splitlines()))
    assert widest <= max(columns, 40)


@thorough
@given(reports(), st.booleans())
def test_colours_change_nothing_but_colours(made: Report, verbose: bool):
    coloured = render(made, verbose=verbose, colour=True)
    assert re.sub(r"\x1b\[[0-9;]+m", "", coloured) == render(made, verbose=verbose)


@thorough
@given(reports())
def test_verbose_shows_every_finding(made: Report):
    told = render(made, verbose=True)
    assert all(finding.control in told for finding in made.findings)


def test_each_verdict_has_a_colour():
    verdicts = [Verdict(word=Word.READY, exit_code=0), Verdict(word=Word.NOT_READY, exit_code=1)]
    first = [render(report(verdict=verdict), colour=True).splitlines()[0] for verdict in verdicts]
    assert first[0].startswith("\x1b[1;32mREADY: prod")
    assert first[1].startswith("\x1b[1;31mNOT READY: prod")


def test_no_line_ends_in_spaces():
    assert not [line for line in lines_of(launch()) + lines_of(launch(), verbose=True) if line != line.rstrip()]
