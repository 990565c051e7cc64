"""JUnit XML that the Jenkins xunit schema accepts, and in which an error is no failure."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from launch_sample import launch
from lxml import etree
from report_samples import FINISHED, STARTED, finding, judgement, reason, report
from report_strategies import HOSTILE, reports

from readiness.model.outcomes import Outcome
from readiness.model.report import Report, Result
from readiness.renderers.junit import render

XSD = Path(__file__).resolve().parents[2] / "build" / "junit-10.xsd"
HOW = (
    f"{XSD} is missing: `./dev test` fetches it, or take testing/example_scripts/junit-10.xsd out of "
    "`pip download --no-deps --no-binary pytest pytest==8.4.2`"
)


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


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reports())
def test_any_report_is_valid_counts_what_it_lists_and_names_each_case_apart(made: Report):
    suite = parsed(made).find("testsuite")
    assert len({case.get("name") for case in suite.iter("testcase")}) == len(made.findings)
    outcomes = Counter(finding.outcome for finding in made.findings)
    assert int(suite.get("tests")) == len(suite.findall("testcase")) == len(made.findings)
    assert int(suite.get("failures")) == len(suite.findall("testcase/failure")) == outcomes[Outcome.FAIL]
    assert int(suite.get("errors")) == len(suite.findall("testcase/error"))
    assert int(suite.get("errors")) == outcomes[Outcome.ERROR] + outcomes[Outcome.UNPROVEN]
    assert int(suite.get("skipped")) == len(suite.findall("testcase/skipped")) == outcomes[Outcome.NOT_APPLICABLE]


def test_targets_whose_names_look_alike_get_names_of_their_own():
    found = [finding("hsts", Outcome.PASS, target=target) for target in ("a\x00", "a\\x00", "y" * 400, "y" * 401)]
    names = [case.get("name") for case in parsed(report(*found)).iter("testcase")]
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
