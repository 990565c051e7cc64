"""Versions as they are found on servers sort as they should."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.expressions.versions import version_key

RISING = (
    "0", "0.9.8", "1.0-alpha", "1.0-alpha2", "1.0~beta1", "1.0.pre1", "1.0-rc1", "1.0rc2", "1.0-rc10", "1", "1.0.0.1",
    "1.0.2k", "1.0.2w", "1.1.1", "1.1.1w", "1.2", "1.9", "1.10", "1.20.dev1", "1.20", "1.20.1", "1.100", "1.200",
    "2.0a1", "2.0b1", "2.0", "10.11.6", "16.4", "999999999999999999",
)  # fmt: skip


@pytest.mark.parametrize(("lower", "higher"), list(pairwise(RISING)))
def test_they_rise(lower, higher):
    assert version_key(lower) < version_key(higher)


@pytest.mark.parametrize(
    "same",
    [
        ("1.20", "1.20.0", "v1.20", " 1.20", "1.20.0.0"),
        ("15.10", "15.10-0+deb12u1", "15.10 (Debian 15.10-0+deb12u1)", "15.10+build.7", "15.10-1ubuntu2"),
        ("9.6", "9.6p1"),
        ("1.0-rc1", "1.0rc1", "1.0.RC1", "1.0~rc.1"),
        ("1.1.1w", "1.1.1W", "1.1.1w-2"),
    ],
)
def test_these_are_the_same(same):
    assert len({version_key(text) for text in same}) == 1


@pytest.mark.parametrize(
    "text", ["", "nginx/1.2", "latest", ".1", "-1", "1234567890123456789", "1.1234567890123456789"]
)
def test_these_are_no_versions(text):
    with pytest.raises(ValueError, match="not a version"):
        version_key(text)


@given(
    st.lists(st.integers(0, 10**18 - 1), min_size=1, max_size=12),
    st.lists(st.integers(0, 10**18 - 1), min_size=1, max_size=12),
)
def test_numbers_compare_as_numbers(one, other):
    keys = [version_key(".".join(map(str, numbers))) for numbers in (one, other)]
    padded = [numbers + [0] * (12 - len(numbers)) for numbers in (one, other)]
    assert (keys[0] < keys[1]) == (padded[0] < padded[1])
    assert (keys[0] == keys[1]) == (padded[0] == padded[1])
    assert b"\0" not in keys[0]
