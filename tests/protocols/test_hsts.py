"""Strict-Transport-Security means to us what it means to browsers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.protocols.hsts import parse


@pytest.mark.parametrize(
    ("line", "age", "subdomains", "preload"),
    [
        ("max-age=31536000", 31536000, False, False),
        ("max-age=31536000; includeSubDomains; preload", 31536000, True, True),
        ("MAX-AGE=1;INCLUDESUBDOMAINS;PRELOAD", 1, True, True),
        ('  max-age="63072000" ; includeSubDomains ', 63072000, True, False),
        ("includeSubDomains; max-age=0", 0, True, False),
        (";; max-age=5 ;;", 5, False, False),
        ("max-age=5; unheard-of; other=thing", 5, False, False),
    ],
)
def test_good_lines_are_read(line: str, age: int, subdomains: bool, preload: bool) -> None:
    found = parse([line])
    assert found is not None
    assert (found.valid, found.times_sent) == (True, 1)
    assert (found.max_age_s, found.include_subdomains, found.preload) == (age, subdomains, preload)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "includeSubDomains; preload",
        "max-age; includeSubDomains",
        "max-age=; includeSubDomains",
        "max-age=-1; includeSubDomains",
        "max-age=1y; includeSubDomains",
        "max-age=1 includeSubDomains",
        "max-age=1; max-age=2; includeSubDomains",
        "max-age=1; includeSubDomains=true",
        "max-age=1; includeSubDomains; includeSubDomains",
        'max-age="1; includeSubDomains',
        "max-age: 31536000; includeSubDomains",
    ],
)
def test_browsers_take_nothing_from_a_line_that_breaks_the_grammar(line: str) -> None:
    found = parse([line])
    assert found is not None
    assert (found.valid, found.max_age_s, found.include_subdomains, found.preload) == (False, None, False, False)


def test_no_line_is_no_policy() -> None:
    assert parse([]) is None


def test_of_two_lines_the_first_counts() -> None:
    found = parse(["max-age=60", "max-age=31536000; includeSubDomains"])
    assert found is not None
    assert (found.times_sent, found.valid, found.max_age_s, found.include_subdomains) == (2, True, 60, False)


def test_two_lines_that_a_proxy_joined_are_sent_twice_and_invalid() -> None:
    found = parse(["max-age=31536000, max-age=31536000"])
    assert found is not None
    assert (found.times_sent, found.valid, found.max_age_s) == (2, False, None)


@settings(deadline=None)
@given(st.integers(0, 2**31), st.booleans(), st.booleans(), st.permutations([0, 1, 2]))
def test_what_is_written_is_read_in_any_order(age: int, subdomains: bool, preload: bool, order: list[int]) -> None:
    parts = [f"max-age={age}", "includeSubDomains" * subdomains, "preload" * preload]
    found = parse(["; ".join(parts[at] for at in order)])
    assert found is not None
    assert (found.max_age_s, found.include_subdomains, found.preload) == (age, subdomains, preload)


@settings(deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=3))
def test_anything_is_read(lines: list[str]) -> None:
    found = parse(lines)
    assert found is not None
    assert found.valid == (found.max_age_s is not None)
    assert found.times_sent >= len(lines)
