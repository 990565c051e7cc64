"""Of several referrer policies the last known one counts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.protocols.referrer import effective


@pytest.mark.parametrize(
    ("lines", "meta", "expected"),
    [
        ([], [], None),
        (["no-referrer"], [], "no-referrer"),
        (["No-Referrer, strict-origin-when-cross-origin"], [], "strict-origin-when-cross-origin"),
        (["no-referrer, unheard-of"], [], "no-referrer"),
        (["no-referrer", "unsafe-url"], [], "unsafe-url"),
        (["unheard-of"], [], None),
        (["no-referrer"], ["origin"], "origin"),
        (["no-referrer"], ["unheard-of"], "no-referrer"),
        ([], ["never"], "no-referrer"),
        ([], [" Always "], "unsafe-url"),
    ],
)
def test_the_last_known_policy_counts(lines: list[str], meta: list[str], expected: str | None) -> None:
    assert effective(lines, meta) == expected


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=4), st.lists(st.text(max_size=60), max_size=4))
def test_anything_is_read(lines: list[str], meta: list[str]) -> None:
    effective(lines, meta)
