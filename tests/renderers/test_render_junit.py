"""JUnit XML that the Jenkins xunit schema accepts, and in which an error is no failure."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from conditional_sample import conditional
from drawn_values import HOSTILE
from hypothesis import HealthCheck, given, settings
from launch_sample import launch
from lxml import etree
from report_samples import FINISHED, STARTED, card, finding, judgement, reason, report, waiver_state
from report_strategies import reports

from readiness.model.outcomes import Outcome
from readiness.model.report import Finding, Report, Result, Verdict, Word
from readiness.model.score import Basis
from readiness.renderers.junit import render

XSD = Path(__file__).resolve().parents[2] / "build" / "junit-10.xsd"
HOW = (
    f"{XSD} is missing: `./dev test` fetches it, or take testing/example_scripts/junit-10.xsd out of "
    "`pip download --no-deps --no-binary pytest pytest==8.4.2`"
)

KINDS = {"failure": "failures", "error": "errors", "skipped": "skipped"}
thorough = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def junit_10() -> etree.XMLSchema:
    assert XSD.is_file(), HOW
    return etree.XMLSchema(etree.parse(XSD))


def parsed(made: Report) -> etree._Element:
    root = etree.fromstring(render(made).encode("utf-8"))
    junit_10().assertValid(root)
    return root


def only_case(outcome: Outcome, result: Result = Result.NOT_MET, detail: str = "") -> etree._Element:
    made = finding(
        "hsts", outcome, judgement(outcome, reason("a &&\n  b", result, detail, a=False), at="www@[::1]:443")
    )
    return parsed(report(made)).find("testsuite/testcase")


def test_the_sample_is_valid_by_the_schema_of_jenkins():
    assert parsed(launch()).tag == "testsuites"


@thorough
@given(reports())
def test_any_report_is_valid_counts_what_it_lists_and_names_each_case_apart(made: Report):
    suite = parsed(made).find("testsuite")
    cases = [case for case in suite.findall("testcase") if case.get("name") != "verdict"]
    outcomes = Counter(aside(finding) or str(finding.outcome) for finding in made.findings)
    assert len({case.get("name") for case in cases}) == len(cases) == len(made.findings)
    assert [len(suite.findall(f"testcase/{kind}")) for kind in KINDS] == [int(suite.get(KINDS[kind])) for kind in KINDS]
    assert int(suite.get("tests")) == len(suite.findall("testcase"))
    told = Counter(case[0].tag for case in cases)
    assert told["failure"] == outcomes["fail"]
    assert told["error"] == outcomes["error"] + outcomes["unproven"]
    assert told["skipped"] == outcomes["not-applicable"] + outcomes["aside"]


@thorough
@given(reports())
def test_no_suite_is_green_whose_verdict_is_not(made: Report):
    suite = parsed(made).find("testsuite")
    red = int(suite.get("failures")) + int(suite.get("errors"))
    assert red or made.verdict.exit_code == 0


@pytest.mark.parametrize(("code", "tag"), [(1, "failure"), (3, "error")])
def test_a_verdict_that_no_other_case_shows_is_a_case_of_its_own(code: int, tag: str):
    verdict = Verdict(word=Word.UNDECIDED, exit_code=code, because=("the scan was interrupted", "too much is waived"))
    *_, case = parsed(report(finding("hsts", Outcome.PASS), verdict=verdict)).iter("testcase")
    assert (case.get("name"), case[0].tag, case[0].get("message")) == ("verdict", tag, "UNDECIDED")
    assert case[0].text == "the scan was interrupted\ntoo much is waived"


@pytest.mark.parametrize(("code", "outcome"), [(0, Outcome.PASS), (1, Outcome.FAIL), (3, Outcome.ERROR)])
def test_a_verdict_that_is_green_or_that_another_case_shows_is_none(code: int, outcome: Outcome):
    verdict = Verdict(word=Word.UNDECIDED, exit_code=code)
    (case,) = parsed(report(finding("hsts", outcome), verdict=verdict)).iter("testcase")
    assert case.get("name") == "hsts [site]"


def aside(found: Finding) -> str:
    """Whether a finding breaks no build although it is not green."""
    waived = found.waived is not None and found.outcome not in (Outcome.PASS, Outcome.NOT_APPLICABLE)
    opened = found.outcome in (Outcome.FAIL, Outcome.ERROR, Outcome.UNPROVEN)
    return "aside" if waived or (found.weight == 0 and opened) else ""


def test_targets_whose_names_look_alike_get_names_of_their_own():
    found = [finding("hsts", Outcome.PASS, target=target) for target in ("a\x00", "a\\x00", "y" * 400, "y" * 401)]
    made = report(*found, verdict=Verdict(word=Word.READY, exit_code=0))
    names = [case.get("name") for case in parsed(made).iter("testcase")]
    assert names[:2] == ["hsts [a\\x00]", "hsts [a\\x00] (2)"]
    assert len(set(names)) == 4


def test_the_name_of_a_case_says_nothing_of_its_outcome():
    names = {only_case(outcome).get("name") for outcome in Outcome}
    assert names == {"hsts [site]"}


def test_a_failure_shows_what_was_wanted_and_seen():
    failure = only_case(Outcome.FAIL).find("failure")
    assert failure.get("message") == "Title of hsts (high)"
    assert failure.text == "fail at www@[::1]:443\n  require: a && b: not met\n    a = false"


@pytest.mark.parametrize(("outcome", "result"), [(Outcome.ERROR, Result.ERROR), (Outcome.UNPROVEN, Result.UNPROVEN)])
def test_not_knowing_is_an_error_and_no_failure(outcome: Outcome, result: Result):
    case = only_case(outcome, result, "tls.versions timeout: silent")
    assert case.find("failure") is None
    assert case.find("error").get("type") == outcome
    assert "tls.versions timeout: silent" in case.find("error").text


def test_what_does_not_apply_is_skipped():
    assert only_case(Outcome.NOT_APPLICABLE).find("skipped") is not None


@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.PARTIAL])
def test_a_minimum_that_holds_is_a_success_that_says_how_far(outcome: Outcome):
    case = only_case(outcome)
    assert [child.tag for child in case] == ["system-out"]
    assert case.find("system-out").text.startswith(f"{outcome}: Title of hsts")


def test_an_interrupted_scan_took_no_known_time():
    made = launch().model_copy(update={"finished": None, "complete": False})
    assert parsed(made).get("time") == "0.000"


def test_a_clock_that_went_back_makes_no_negative_time():
    made = launch().model_copy(update={"started": FINISHED, "finished": STARTED})
    assert parsed(made).get("time") == "0.000"


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_makes_no_elements(text: str):
    seen = reason("x", x=text)
    made = report(finding("hsts", Outcome.FAIL, judgement(Outcome.FAIL, seen, at=text), title=text, target=text))
    elements = Counter(element.tag for element in parsed(made).iter())
    assert set(elements) == {"testsuites", "testsuite", "properties", "property", "testcase", "failure"}


def test_it_is_well_formed_in_whatever_encoding_it_is_written():
    assert render(report(finding("hsts", Outcome.PASS, title="Größe 日本"))).isascii()


def properties(made: Report) -> dict[str, str]:
    return {one.get("name"): one.get("value") for one in parsed(made).iter("property")}


@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.ERROR, Outcome.UNPROVEN, Outcome.PARTIAL])
def test_what_is_waived_is_never_green_and_says_what_it_is_and_who_accepted_it(outcome: Outcome):
    made = report(finding("hsts", outcome, judgement(outcome), waived="OPS-41"), waivers=(waiver_state(),))
    (skipped,) = parsed(made).find("testsuite/testcase")
    assert skipped.tag == "skipped"
    assert skipped.get("message") == (
        f"waived until 2026-12-31 by cto@example.com, OPS-41; {outcome}: Title of hsts (high)"
    )
    assert skipped.text.startswith(
        "waived because: The CDN takes it over in January\nrisk: A first visit can be intercepted\n"
    )


def test_a_failure_beside_a_waived_one_of_the_same_control_is_a_failure():
    found = (finding("hsts", Outcome.FAIL, waived="OPS-41"), finding("hsts", Outcome.FAIL, target="api"))
    cases = parsed(report(*found, waivers=(waiver_state(targets="site"),))).iter("testcase")
    assert [case[0].tag for case in cases] == ["skipped", "failure"]


@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.ERROR, Outcome.UNPROVEN])
def test_a_control_that_only_informs_breaks_no_build(outcome: Outcome):
    (skipped,) = parsed(report(finding("hsts", outcome, weight=0.0))).find("testsuite/testcase")
    assert skipped.tag == "skipped"
    assert skipped.get("message") == f"informs only; {outcome}: Title of hsts (high)"


def test_a_control_that_only_informs_and_passes_is_green():
    (child,) = parsed(report(finding("hsts", Outcome.PASS, weight=0.0))).find("testsuite/testcase")
    assert child.tag == "system-out"


def test_a_pass_that_somebody_attested_says_so():
    (told,) = parsed(report(finding("hsts", Outcome.PASS, basis=Basis.ATTESTED))).find("testsuite/testcase")
    assert told.text.startswith("pass (attested): Title of hsts")


def test_the_properties_say_what_the_verdict_hangs_on():
    told = properties(conditional())
    assert told["verdict"] == "READY WITH CONDITIONS"
    assert told["conditions"] == "4"
    assert told["condition 1"] == "hsts on site is waived until 2026-12-31 by cto@example.com (OPS-41)"
    assert (told["score"], told["score without waived"], told["waived"]) == ("62.5", "76.92", "2")
    assert (told["phase reached"], told["loosenings"]) == ("foundation", "4")


def test_without_waivers_the_score_without_what_is_waived_is_the_score():
    told = properties(report(scorecard=card(score=71.0)))
    assert (told["score"], told["score without waived"], told["waived"]) == ("71", "71", "0")
    assert "phase reached" not in told


def test_no_phase_that_holds_is_none_reached():
    made = conditional().model_copy(update={"reached": ""})
    assert properties(made)["phase reached"] == "none"


def test_of_many_conditions_the_first_are_named_and_all_are_counted():
    verdict = Verdict(word=Word.READY_WITH_CONDITIONS, exit_code=0, conditions=tuple(f"c{n}" for n in range(50)))
    told = properties(report(verdict=verdict))
    assert told["conditions"] == "50"
    assert sum(name.startswith("condition ") for name in told) == 20


def test_where_a_proof_came_from_and_where_it_was_looked_at_from_is_told():
    (proved,) = [case for case in parsed(conditional()).iter("testcase") if case.get("name") == "restore [database]"]
    assert "carried: backup.restore from a scan of staging (run drill-7) on 2026-11-01, 21.0 days old" in proved[0].text
    (first, *_) = parsed(conditional()).iter("testcase")
    assert "fail at www.example.com@192.0.2.10:443 from frankfurt (variant nginx)" in first[0].text
