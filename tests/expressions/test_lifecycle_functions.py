"""Whether makers still support what runs: versions, days, and what nobody knows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.expressions import Engine, Truth, check
from readiness.model.lifecycle import Cycle, Lifecycle, Product

DATA = Lifecycle(
    dated=date(2026, 11, 22),
    products={
        "nodejs": Product(
            title="Node.js",
            source="https://example.com",
            cycles={
                "20": Cycle(released=date(2023, 4, 18), ends=date(2026, 4, 30)),
                "2": Cycle(released=date(2020, 1, 1), ends=date(2021, 1, 1)),
            },
        ),
        "python": Product(
            title="Python",
            source="https://example.com",
            cycles={
                "3.1": Cycle(released=date(2009, 6, 27), ends=date(2012, 4, 9)),
                "3.11": Cycle(released=date(2022, 10, 24), ends=date(2027, 10, 31)),
                "3": Cycle(released=date(2008, 12, 3), ends=date(2030, 1, 1)),
            },
        ),
        "openssl": Product(
            title="OpenSSL",
            source="https://example.com",
            cycles={"1.1.1": Cycle(released=date(2018, 9, 11), ends=date(2023, 9, 11))},
        ),
    },
)


def judged(condition, now, data=DATA, **facts):
    engine = Engine(now, data)
    return engine.evaluate(engine.compile(condition), {"t": facts})


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "state"),
    [
        (datetime(2026, 4, 30, 23, 59, 59, tzinfo=UTC), "supported"),
        (datetime(2026, 5, 1, 0, 0, tzinfo=UTC), "ended"),
        (datetime(2026, 5, 1, 1, 0, tzinfo=timezone(timedelta(hours=2))), "supported"),
        (datetime(2026, 4, 30, 23, 0, tzinfo=timezone(timedelta(hours=-5))), "ended"),
        (datetime(2023, 4, 18, 0, 0, tzinfo=UTC), "supported"),
    ],
)
def test_a_version_is_supported_through_its_last_day_in_utc(when, state):
    assert judged('lifecycle("nodejs", "20") == t.state', when, state=state) == Truth("true")


@pytest.mark.parametrize(
    ("version", "days"),
    [("3.11.2", 343.0), ("3.11", 343.0), ("3.1.4", -5340.0), ("3.12.0", 1136.0), ("3.110", 1136.0)],
)
def test_the_longest_release_line_counts_number_by_number(version, days):
    assert judged('support_days("python", t.version) == t.days', NOON, version=version, days=days) == Truth("true")


@pytest.mark.parametrize("version", ["20.11.1", "v20.1", "20", "20.x", " 20.4 (Debian 20.4-1)", "20.1-rc.1"])
def test_versions_are_taken_as_servers_write_them(version):
    assert judged('lifecycle("nodejs", t.version) == "ended"', NOON, version=version) == Truth("true")


def test_a_patch_letter_belongs_to_its_line():
    assert judged('lifecycle("openssl", "1.1.1w") == "ended"', NOON) == Truth("true")


def test_the_days_left_are_none_on_the_last_day_and_negative_after_it():
    for day, left in ((30, 0.0), (29, 1.0)):
        now = datetime(2026, 4, day, 12, tzinfo=UTC)
        assert judged('support_days("nodejs", "20") == t.left', now, left=left) == Truth("true")
    assert judged('support_days("nodejs", "20") == -206.0', NOON) == Truth("true")


@pytest.mark.parametrize("call", ['lifecycle({}) == "supported"', "support_days({}) > 0"])
@pytest.mark.parametrize(
    ("arguments", "detail"),
    [
        ('"nodsjs", "20"', "the lifecycle data of 2026-11-22 know no product 'nodsjs'"),
        ('"nodejs", "22.1"', "the lifecycle data of 2026-11-22 know no Node.js '22.1'"),
        ('"nodejs", "unknown"', "the lifecycle data of 2026-11-22 know no Node.js 'unknown'"),
        ('"nodejs", ""', "the lifecycle data of 2026-11-22 know no Node.js ''"),
        ('"openssl", "1.1"', "the lifecycle data of 2026-11-22 know no OpenSSL '1.1'"),
    ],
)
def test_what_the_data_do_not_know_is_an_error_and_no_guess(call, arguments, detail):
    assert judged(call.format(arguments), NOON) == Truth("error", detail)


def test_without_data_nothing_is_known():
    assert judged('lifecycle("nodejs", "20") == "ended"', NOON, None) == Truth(
        "error", "there are no lifecycle data here"
    )


def test_a_version_that_is_not_out_yet_is_neither_supported_nor_ended():
    truth = judged('lifecycle("nodejs", "20.0") == "ended"', datetime(2023, 4, 17, 23, 59, tzinfo=UTC))
    assert truth == Truth("error", "nodejs 20.0 comes out on 2023-04-18, after the day that is judged")


def test_engines_with_other_clocks_and_data_do_not_disturb_each_other():
    before, after = Engine(datetime(2026, 4, 30, tzinfo=UTC), DATA), Engine(NOON, DATA)
    bare = Engine(NOON)
    condition = before.compile('lifecycle("nodejs", "20") == "supported"')
    for _ in range(2):
        kinds = [engine.evaluate(condition, {}).kind for engine in (before, after, bare)]
        assert kinds == ["true", "false", "error"]


def test_constant_calls_are_left_to_the_data_of_the_day():
    for condition in ('lifecycle("nodsjs", "20") == "ended"', 'support_days("nodejs", "x") > 1'):
        assert check(condition, {}).source == condition


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_makes_them_raise(name, version):
    for condition in ("lifecycle(t.p, t.v) == 'ended'", "support_days('nodejs', t.v) > 0"):
        assert judged(condition, NOON, p=name, v=version).kind in ("true", "false", "error")
