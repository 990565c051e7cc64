"""Attestations count for whole days of UTC, on whatever clock, and never a moment longer."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from signed import around_midnight, attestation, attested, bare, begin_of, days, zones

from readiness.judge.overlay.attestations import lay_attestations
from readiness.model.outcomes import Outcome
from readiness.model.policy import WaiverRules


def lay(one, control, now):
    return lay_attestations([bare()], [control], [one], (), WaiverRules(), now)


@given(days(), st.integers(1, 800), st.integers(1, 800), st.integers(-3, 803), around_midnight(), zones())
def test_it_counts_on_its_day_and_so_many_days_after_it(since, own, allowed, after, moment, zone):
    one, control = attestation(date=since, valid_for_days=own), attested(days=allowed)
    now = begin_of(since) + timedelta(days=after) + moment
    counts = begin_of(since) <= now < begin_of(since + timedelta(days=min(own, allowed) + 1))
    (laid,), (state,) = lay(one, control, now.astimezone(zone))
    assert laid.outcome is (Outcome.PASS if counts else Outcome.UNPROVEN)
    assert (state.standing == "valid") == counts
    assert lay(one, control, now) == ((laid,), (state,))


@given(days(), st.integers(1, 800), zones())
def test_nothing_is_green_a_microsecond_after_its_end(since, own, zone):
    one = attestation(date=since, valid_for_days=own)
    end = begin_of(since + timedelta(days=own + 1))
    moments = [(end - timedelta(microseconds=1)).astimezone(zone), end.astimezone(zone)]
    found = [lay(one, attested(days=3660), now) for now in moments]
    assert [laid.outcome for (laid,), _ in found] == [Outcome.PASS, Outcome.UNPROVEN]
    assert [states[0].standing for _, states in found] == ["valid", "stale"]


@given(st.lists(st.tuples(days(), st.integers(1, 400)), max_size=6), days(), around_midnight(), zones())
def test_however_many_have_ended_they_make_nothing_green(made, today, moment, zone):
    now = begin_of(today) + moment
    all_of_them = [attestation(date=since, valid_for_days=own) for since, own in made]
    valid = [one for one in all_of_them if one.validity.state(now) == "valid"]
    (laid,), _ = lay_attestations([bare()], [attested(days=3660)], all_of_them, (), WaiverRules(), now.astimezone(zone))
    assert (laid.outcome is Outcome.PASS) == bool(valid)


def test_from_a_leap_day_a_year_is_365_days():
    one = attestation(date=date(2024, 2, 29), valid_for_days=365)
    last, late = begin_of(date(2025, 2, 28)), begin_of(date(2025, 3, 1))
    assert [lay(one, attested(days=3660), now)[1][0].standing for now in (last, late)] == ["valid", "stale"]


def test_the_calendars_end_is_no_crash():
    one = attestation(date=date(9999, 12, 1), valid_for_days=3660)
    assert lay(one, attested(days=3660), begin_of(date.max))[1][0].standing == "valid"
