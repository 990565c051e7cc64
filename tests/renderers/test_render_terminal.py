"""The frame of the terminal report: verdict, order, width and colour."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from launch_sample import launch
from report_samples import FINISHED, card, finding, report
from report_strategies import reports
from terminal_reading import lines_of, unseen

from readiness.model.outcomes import Outcome, Severity
from readiness.model.report import ParamValue, Report, Selection, Verdict, Word
from readiness.renderers.terminal import render

thorough = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_it_begins_and_ends_with_the_verdict():
    lines = lines_of(launch())
    assert lines[0] == "NOT READY: prod, by edpsych-connect 1.0.0"
    assert lines[1:3] == [
        "  score     38.75 of 100",
        "  coverage  62.5% of what applies is decided; 96.97% of the policy applies",
    ]
    assert "NOT READY: 12 controls, 2 fail, 3 error, 2 unproven, 1 partial, 3 pass, 1 not-applicable" in lines[-10:]


def test_a_cap_that_took_points_says_how_many():
    made = report(scorecard=card(score=59.0, uncapped=83.3, cap="59: critical control hsts is fail"))
    assert lines_of(made)[1] == (
        "  score     59 of 100, capped at 59: critical control hsts is fail (83.3 without the cap)"
    )


def test_what_to_fix_first_is_what_gains_most():
    text = render(launch())
    assert text.index(
        "fix first tls-versions: HTTPS offers TLS 1.3 and nothing older than 1.2 (score then"
    ) < text.index("            hsts: Browsers")


def test_only_the_first_reasons_of_a_verdict_are_listed():
    made = report(verdict=Verdict(word=Word.NOT_READY, exit_code=1, because=tuple(f"reason {n}" for n in range(9))))
    assert lines_of(made)[3:9] == [
        "  because   reason 0",
        *(f"            reason {n}" for n in range(1, 5)),
        "            and 4 more reasons",
    ]


def test_the_worst_comes_first_then_what_matters_most_then_what_the_policy_names_first():
    found = [
        finding("z-partial", Outcome.PARTIAL, severity=Severity.CRITICAL),
        finding("y-low", Outcome.FAIL, severity=Severity.LOW),
        finding("a-low", Outcome.FAIL, severity=Severity.LOW),
        finding("x-critical", Outcome.FAIL, severity=Severity.CRITICAL),
        unseen("w-error"),
        finding("v-pass", Outcome.PASS, severity=Severity.CRITICAL),
    ]
    told = re.findall(r"^[A-Z]+ +(\S+) \(", render(report(*found), verbose=True), re.MULTILINE)
    assert told == ["x-critical", "y-low", "a-low", "w-error", "z-partial", "v-pass"]


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
