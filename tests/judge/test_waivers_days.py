"""The days of a waiver are days of UTC, on whatever clock and in whatever calendar's corner."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from signed import around_midnight, begin_of, days, finding, waiver, zones

from readiness.judge.overlay.waivers import lay_waivers
from readiness.model.policy import WaiverRules

RULES = WaiverRules(longest_days=4000)


def lay(one, now):
    return lay_waivers([finding()], [one], RULES, now)


@given(days(), st.integers(0, 800), st.integers(-3, 803), around_midnight(), zones())
def test_a_clock_in_any_zone_gives_the_same_answer(granted, length, after, moment, zone):
    one = waiver(granted=granted, expires=granted + timedelta(days=length))
    now = begin_of(granted) + timedelta(days=after) + moment
    assert lay(one, now.astimezone(zone)) == lay(one, now)


@given(days(), st.integers(0, 800), st.integers(-3, 803), around_midnight(), zones())
def test_it_is_applied_from_the_first_moment_of_its_first_day_to_the_last_of_its_last(
    granted, length, after, moment, zone
):
    one = waiver(granted=granted, expires=granted + timedelta(days=length))
    now = begin_of(granted) + timedelta(days=after) + moment
    holds = begin_of(one.granted) <= now < begin_of(one.expires + timedelta(days=1))
    (laid,), (state,) = lay(one, now.astimezone(zone))
    assert (laid.waived is not None) == holds
    assert (state.standing == "applied") == holds
    assert state.days_left == (one.expires - date(now.year, now.month, now.day)).days


@given(days(), st.integers(1, 800), zones())
def test_nothing_is_waived_a_microsecond_after_its_end(granted, length, zone):
    one = waiver(granted=granted, expires=granted + timedelta(days=length))
    end = begin_of(one.expires + timedelta(days=1))
    last, late = (end - timedelta(microseconds=1)).astimezone(zone), end.astimezone(zone)
    assert [lay(one, now)[1][0].standing for now in (last, late)] == ["applied", "expired"]
    assert lay(one, late)[0][0].waived is None


@given(days(), st.integers(1, 800), st.integers(1, 800))
def test_the_policy_counts_days_as_the_calendar_does(granted, length, longest):
    one = waiver(granted=granted, expires=granted + timedelta(days=length - 1))
    _, (state,) = lay_waivers([finding()], [one], WaiverRules(longest_days=longest), begin_of(granted))
    assert (state.standing == "refused") == (length > longest)


def test_a_leap_day_is_a_day():
    one = waiver(granted=date(2024, 2, 29), expires=date(2024, 2, 29))
    before, on, after = (begin_of(date(2024, 2, 28)), begin_of(date(2024, 2, 29)), begin_of(date(2024, 3, 1)))
    assert [lay(one, now)[1][0].standing for now in (before, on, after)] == ["ahead", "applied", "expired"]


def test_the_calendars_last_day_ends_nothing_early():
    one = waiver(granted=date(9999, 12, 30), expires=date.max)
    assert lay(one, begin_of(date.max))[1][0].standing == "applied"
