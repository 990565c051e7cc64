"""The JSON report keeps to its published schema and can be read back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator, ValidationError
from launch_sample import launch
from report_samples import finding, judgement, reason, report
from report_strategies import reports

from readiness.model.outcomes import Outcome
from readiness.model.report import Report
from readiness.renderers.json import render, schema

VALIDATOR = Draft202012Validator(schema())


def value_of(text: str) -> Any:
    return json.loads(text)["findings"][0]["judgements"][0]["reasons"][0]["seen"][0]["value"]


def seen(value: Any) -> Report:
    return report(finding("hsts", Outcome.FAIL, judgement(Outcome.FAIL, reason("x", x=value))))


def test_the_schema_is_one():
    Draft202012Validator.check_schema(schema())


def test_the_schema_refuses_what_is_no_report():
    broken = json.loads(render(launch())) | {"score": 100}
    with pytest.raises(ValidationError, match="score"):
        VALIDATOR.validate(broken)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reports())
def test_any_report_is_valid(made: Report):
    VALIDATOR.validate(json.loads(render(made)))


def test_a_report_is_read_back_as_it_was():
    assert Report.model_validate_json(render(launch())) == launch()


def test_moments_are_in_utc_by_rfc_3339():
    assert json.loads(render(launch()))["started"] == "2026-11-22T12:00:00Z"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_does_not_have_is_null(number: float):
    assert value_of(render(seen([number, 1.5]))) == [None, 1.5]


def test_a_lone_surrogate_is_shown_and_other_characters_stay_themselves():
    assert value_of(render(seen({"\ud800": "é\udfff🦆"}))) == {"\\ud800": "é\\udfff🦆"}


def test_no_byte_of_it_means_anything_to_a_terminal():
    assert all(" " <= character <= "~" or character == "\n" for character in render(seen("\x9b2J\x7f\u202eé")))
