"""Cache-Control is read as caches read it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.protocols.cache_control import CacheControl, parse


def said(*lines: str) -> dict[str, object]:
    found = parse(lines)
    assert found is not None
    return {name: value for name, value in found.model_dump(exclude={"raw"}).items() if value not in (None, False)}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("public, max-age=31536000, immutable", {"public": True, "max_age_s": 31536000, "immutable": True}),
        ("No-Store", {"no_store": True}),
        ("no-cache, must-revalidate", {"no_cache": True, "must_revalidate": True}),
        ("private, max-age=0", {"private": True, "max_age_s": 0}),
        ("s-maxage=60,max-age=5", {"shared_max_age_s": 60, "max_age_s": 5}),
        ('max-age="10"', {"max_age_s": 10}),
        ("max-age=1, max-age=9", {"max_age_s": 1}),
        ("max-age=soon", {}),
        ("max-age=-1", {}),
        ('private="set-cookie", no-cache="set-cookie"', {}),
        ("stale-while-revalidate=60", {}),
        ("", {}),
    ],
)
def test_directives_are_read(line: str, expected: dict[str, object]) -> None:
    found = parse([line])
    assert found is not None
    values = found.model_dump(exclude={"raw"})
    assert {name: value for name, value in values.items() if value is not None and value is not False} == expected


def test_lines_add_up() -> None:
    assert said("public", "max-age=60") == {"public": True, "max_age_s": 60}


def test_no_line_is_nothing() -> None:
    assert parse([]) is None


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_anything_is_read(lines: list[str]) -> None:
    assert isinstance(parse(lines), CacheControl)
