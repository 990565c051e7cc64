"""What becomes of conditions over plain maps."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from readiness.expressions import ConditionError, Engine, Truth

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FACTS = {
    "tls": {
        "versions": {"accepted": ["TLSv1.3"], "refused": [], "n": 3},
        "hsts": {"max_age": None},
        "headers": {"server": "x"},
    },
    "pools": [{"limits": {"connections": 1}}, {"limits": {}}],
}


@pytest.fixture
def engine():
    return Engine(NOW)


def judged(engine, condition, values=FACTS):
    return engine.evaluate(engine.compile(condition), values)


def test_true_and_false(engine):
    assert judged(engine, '"TLSv1.3" in tls.versions.accepted') == Truth("true")
    assert judged(engine, '"TLSv1.0" in tls.versions.accepted') == Truth("false")


@pytest.mark.parametrize(
    ("condition", "path"),
    [
        ("tls.hsts.max_age > 1", "tls.hsts.max_age"),
        ("tls.nope == 1", "tls.nope"),
        ("tls.nope.deeper == 1", "tls.nope"),
        ("pools.all(p, p.limits.connections > 0)", "pools[1].limits.connections"),
        ("pools[1].limits.connections > 0", "pools[1].limits.connections"),
        ("pools[7].limits.connections > 0", "pools[7]"),
        ("pools[tls.versions.n].limits.connections > 0", "pools[3]"),
        ("tls.headers['age'] == 'x'", 'tls.headers["age"]'),
        ("tls.headers[tls.versions.accepted[0]] == 'x'", 'tls.headers["TLSv1.3"]'),
        ("size(tls.nope) > 0", "tls.nope"),
    ],
)
def test_a_fact_that_is_needed_and_absent_is_named(engine, condition, path):
    assert judged(engine, condition) == Truth("absent", f"{path} is absent")


def test_several_absent_facts_are_named_up_to_three(engine):
    pools = {"pools": [{} for _ in range(5)]}
    truth = judged(engine, "pools.exists(p, p.size > 1)", pools)
    assert truth == Truth("absent", "pools[0].size, pools[1].size, pools[2].size, 2 more are absent")


@pytest.mark.parametrize("key", ["é", 'a"b', "a\\b", "it's", "a\nb", "\x01f", "😀"])
def test_an_odd_key_is_found_absent_too(engine, key):
    assert judged(engine, "t.map[t.key] == ''", {"t": {"map": {}, "key": key}}).kind == "absent"


def test_has_sees_an_absent_fact(engine):
    assert judged(engine, "has(tls.hsts.max_age)").kind == "false"
    assert judged(engine, "!has(tls.hsts.max_age) || tls.hsts.max_age > 1").kind == "true"


def test_has_does_not_take_a_missing_group_for_an_absent_fact(engine):
    assert judged(engine, "has(tls.cookies.secure)") == Truth("absent", "tls.cookies is absent")
    assert judged(engine, "!has(tls.cookies.secure)").kind == "absent"


def test_logic_decides_without_the_absent_fact_where_it_can(engine):
    assert judged(engine, "tls.nope == 1 || tls.versions.n == 3").kind == "true"
    assert judged(engine, "tls.nope == 1 && tls.versions.n == 4").kind == "false"
    assert judged(engine, "pools.exists(p, p.limits.connections == 1)").kind == "true"


@pytest.mark.parametrize(
    ("condition", "detail"),
    [
        ("1 / (tls.versions.n - 3) > 0", "divide by zero"),
        ("days_until(tls.versions.accepted[0]) > 1", "not an RFC 3339 date and time: 'TLSv1.3'"),
        ("tls.versions.accepted[0] > tls.versions.n", "No matching overload of >(string, int64)"),
        ("unbound.x == 1", "`unbound` stands for nothing here"),
        ("tls.versions.n + 1", "neither true nor false, but of type int"),
        ("tls.versions.accepted[0]", "neither true nor false, but of type string"),
        ("9223372036854775807 + tls.versions.n > 0", "integer overflow"),
        ("tls.versions.n.nope == 1", "Applying SELECT to non-message type"),
        ('{"a": 1}["b"] == 1', 'Key not found in map : "b"'),
    ],
)
def test_whatever_else_fails_is_an_error_in_one_line(engine, condition, detail):
    assert judged(engine, condition) == Truth("error", detail)


def test_an_endless_evaluation_is_an_error_in_good_time(engine):
    many = {"x": list(range(300))}
    began = time.monotonic()
    truth = judged(engine, "x.all(a, x.all(b, x.all(c, a + b + c >= 0)))", many)
    assert truth == Truth("error", "Iteration budget exceeded")
    assert time.monotonic() - began < 5


def test_hostile_text_in_an_error_stays_on_one_short_line(engine):
    hostile = {"t": {"at": "\x1b[31m\n\u202e" + "x" * 5000}}
    truth = judged(engine, "days_until(t.at) > 1", hostile)
    assert truth.kind == "error"
    assert truth.detail.isprintable()
    assert len(truth.detail) < 300


def test_text_is_not_cut_at_a_nul(engine):
    hostile = {"tls": {"accepted": ["TLSv1.3\0nonsense"], "headers": {"a\0b": "x"}}}
    assert judged(engine, '"TLSv1.3" in tls.accepted', hostile).kind == "false"
    assert judged(engine, '"a" in tls.headers', hostile).kind == "false"


def test_half_a_surrogate_pair_harms_nobody(engine):
    assert judged(engine, "t.x.size() == 2", {"t": {"x": "a\ud800"}}).kind == "true"


def test_none_in_a_map_is_absent_and_in_a_list_stays(engine):
    values = {"t": {"a": None, "b": [None, 1], "c": {"d": None}}}
    assert judged(engine, "has(t.a)", values).kind == "false"
    assert judged(engine, "has(t.c.d)", values).kind == "false"
    assert judged(engine, "size(t.b) == 2 && t.b[0] == null && t.b[1] == 1", values).kind == "true"


def test_values_of_other_types_are_turned_into_plain_ones(engine):
    at = datetime(2026, 11, 23, 13, tzinfo=timezone(timedelta(hours=1)))
    values = {"t": {"tuple": (1, 2), "set": {"b", "a"}, "at": at}}
    assert judged(engine, 't.tuple == [1, 2] && t.set == ["a", "b"]', values).kind == "true"
    assert judged(engine, 't.at == "2026-11-23T12:00:00Z" && days_until(t.at) == 1.0', values).kind == "true"


def nested(depth):
    value = {}
    for _ in range(depth):
        value = {"x": value}
    return value


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        ({"serial": 2**63}, "t.serial does not fit 64 bits"),
        ({"list": [1, {"x": -(2**63) - 1}]}, "t.list[1].x does not fit 64 bits"),
        ({"x": float("nan")}, "t.x is nan, which is no number"),
        ({"raw": b"x"}, "t.raw is of type bytes"),
        ({"at": datetime(2026, 1, 1)}, "t.at is a time without a time zone"),
        ({1: 2}, "t has a key of type int"),
        ({"a\0": 1, "a\u2400": 2}, "t has two keys that cannot be told apart"),
        (nested(100), "nested more than 64 deep"),
    ],
)
def test_a_value_that_cannot_travel_is_an_error_only_where_it_is_read(engine, value, detail):
    values = {"t": value, "other": {"n": 1}}
    truth = judged(engine, "t.anything == 1", values)
    assert truth.kind == "error"
    assert detail in truth.detail
    bound = engine.bind(values)
    assert engine.evaluate(engine.compile("other.n == 1"), bound).kind == "true"
    assert engine.evaluate(engine.compile("t.anything == 1"), bound) == truth


def test_values_that_are_bound_once_are_not_changed_from_outside(engine):
    values = {"t": {"n": 1}}
    bound = engine.bind(values)
    values["t"]["n"] = 2
    assert engine.evaluate(engine.compile("t.n == 1"), bound).kind == "true"


def test_numbers_of_different_kinds_compare_and_calculate(engine):
    values = {"t": {"i": 5, "d": 1.5, "none": []}}
    assert judged(engine, "t.i > t.d && t.d < 2 && t.i == 5.0", values).kind == "true"
    assert judged(engine, "sum(t.none) + t.d == 1.5 && t.i / 2 == 2 && t.i - t.i == 0", values).kind == "true"


def test_now_is_the_engines_clock(engine):
    assert judged(engine, "timestamp(now) == timestamp('2026-11-22T12:00:00Z')", {}).kind == "true"
    assert judged(Engine(NOW + timedelta(days=1)), "now == '2026-11-23T12:00:00Z'", {"now": "x"}).kind == "true"


def test_a_compiled_condition_is_kept(engine):
    assert engine.compile("tls.versions.n > 1") is engine.compile("tls.versions.n > 1")


def test_compiling_refuses_bad_syntax_and_unknown_functions(engine):
    with pytest.raises(ConditionError, match="the condition ends too early"):
        engine.compile("tls.n >")
    with pytest.raises(ConditionError) as caught:
        engine.compile("tls.n > 1 && starstWith(tls.n)")
    assert (caught.value.message, caught.value.offset) == ("unknown function `starstWith`", 13)


def test_ten_thousand_evaluations_take_less_than_a_second_of_work(engine):
    compiled, bound = engine.compile('"TLSv1.3" in tls.versions.accepted && tls.versions.n > 2'), engine.bind(FACTS)
    began = time.process_time()
    for _ in range(10_000):
        engine.evaluate(compiled, bound)
    assert time.process_time() - began < 1
