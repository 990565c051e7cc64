"""The functions beside standard CEL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.expressions import FUNCTIONS, MACROS, Engine, Truth, check
from readiness.expressions.functions import KNOWN

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ENGINE = Engine(NOW)


def judged(condition, **facts):
    return ENGINE.evaluate(ENGINE.compile(condition), {"t": facts})


@pytest.mark.parametrize(
    "condition",
    [
        'days_until("2026-11-23T12:00:00Z") == 1.0',
        'days_until("2026-11-22T00:00:00+00:00") == -0.5',
        'days_until("2026-11-22T14:00:00+02:00") == 0.0',
        'days_until("9999-12-31T23:59:59Z") > 2900000 && age_days("0001-01-01T00:00:00Z") > 700000',
        'age_days("2026-11-20T12:00:00.000Z") == 2.0',
        "sum([1, 2, 3]) == 6 && sum([0.5, 1.0]) == 1.5 && sum([]) == 0",
        'cidr_contains("10.0.0.0/8", "10.200.3.4") && !cidr_contains("10.0.0.0/8", "11.0.0.1")',
        'cidr_contains("2001:db8::/32", "2001:db8::1") && !cidr_contains("10.0.0.0/8", "::1")',
        'cidr_contains("10.1.2.3/8", "10.0.0.1") && cidr_contains("10.0.0.1", "10.0.0.1")',
        'version("1.22.1") >= version("1.20") && version("1.9") < version("1.10")',
        '"A,b".lowerAscii().split(",").map(w, w.upperAscii()).join("-") == "A-B" && " x ".trim() == "x"',
    ],
)
def test_they_compute(condition):
    assert judged(condition) == Truth("true")


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-11-22", "2026-11-22T12:00:00", "2026-13-01T00:00:00Z", "1763812800"]
)
def test_what_is_no_timestamp_is_an_error_and_no_exception(text):
    for function in ("days_until", "age_days"):
        truth = judged(f"{function}(t.at) > 1", at=text)
        assert truth == Truth("error", f"not an RFC 3339 date and time: {text!r}")


@pytest.mark.parametrize(
    ("condition", "detail"),
    [
        ('cidr_contains("10.0.0.0/99", "10.0.0.1")', "'10.0.0.0/99' does not appear to be an IPv4 or IPv6 network"),
        ('cidr_contains("10.0.0.0/8", "host")', "'host' does not appear to be an IPv4 or IPv6 address"),
        ('sum(["a"]) == 1', "sum() adds numbers only"),
        ("sum([true]) == 1", "sum() adds numbers only"),
        ("sum([9223372036854775807, 1]) > 1", "the sum does not fit 64 bits"),
        ('version("x") > version("1")', "not a version: 'x'"),
        ("days_until(5) > 1", "No matching overload of days_until(int64)"),
    ],
)
def test_bad_arguments_are_errors_and_no_exceptions(condition, detail):
    assert judged(condition) == Truth("error", detail)


@given(st.text(max_size=40))
def test_no_text_makes_them_raise(text):
    for condition in (
        "days_until(t.x) > 1",
        "age_days(t.x) > 1",
        "version(t.x) == version(t.x)",
        "cidr_contains(t.x, t.x)",
        "cidr_contains('::/0', t.x)",
    ):
        assert judged(condition, x=text).kind in ("true", "false", "error")


@given(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.timezones()))
def test_days_until_and_age_are_opposites_and_exact(moment):
    facts = {"at": moment.astimezone(UTC).isoformat(), "days": (moment - NOW) / timedelta(days=1)}
    assert judged("days_until(t.at) == -age_days(t.at) && days_until(t.at) == t.days", **facts).kind == "true"


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_the_table_tells_how_each_is_used(function):
    assert function.sentence.endswith(".")
    assert function.usage()
    assert all(usage.startswith(f"{function.name}(") for usage in function.usage())
    assert f"{function.name}(" in function.example
    assert ENGINE.compile(function.example).found.functions >= {function.name}


def test_no_name_is_both_a_function_and_a_macro():
    assert not KNOWN & set(MACROS)


def test_the_checker_knows_every_function_that_the_engine_runs():
    for condition in (
        "days_until(now) > 1",
        "age_days(now) > 1",
        "sum([1]) > 0",
        'version("1") < version("2")',
        'cidr_contains("::/0", "::1")',
    ):
        assert check(condition, {}).source == condition
        assert judged(condition).kind in ("true", "false")
