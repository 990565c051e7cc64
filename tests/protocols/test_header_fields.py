"""Header fields come apart as RFC 9110 says, and hostile ones come apart somehow."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.protocols.header_fields import MAX_SECONDS, clip, directive, members, seconds, split, token_item

WORDS = st.text("abcXYZ019!#$%&'*+-.^_`|~", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["a, b,c"], ("a", "b", "c")),
        (["a", "b"], ("a", "b")),
        ([" , ,a,,"], ("a",)),
        (['no-cache="a, b", c'], ('no-cache="a, b"', "c")),
        (['"a\\", b", c'], ('"a\\", b"', "c")),
        (['"never closed, b'], ('"never closed, b',)),
        ([""], ()),
        ([], ()),
    ],
)
def test_lists_come_apart_at_commas_outside_of_quotes(lines: list[str], expected: tuple[str, ...]) -> None:
    assert members(lines) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Max-Age=10", ("max-age", "10")),
        ("max-age = 10", ("max-age", "10")),
        ('max-age="10"', ("max-age", "10")),
        (r'x="a\"b"', ("x", 'a"b')),
        ("immutable", ("immutable", None)),
        ("max-age=", None),
        ("max age=1", None),
        ("=1", None),
        ("a=b=c", None),
        ('a="b', None),
        ("", None),
    ],
)
def test_directives_are_names_with_or_without_a_value(text: str, expected: tuple[str, str | None] | None) -> None:
    assert directive(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", 0),
        ("31536000", 31536000),
        ("00000000000000001", 1),
        ("2147483648", MAX_SECONDS),
        ("9" * 10_000, MAX_SECONDS),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_seconds_are_plain_numbers_of_a_bounded_size(value: str | None, expected: int | None) -> None:
    assert seconds(value) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], None),
        (["same-origin"], "same-origin"),
        (['same-origin; report-to="x, y"'], "same-origin"),
        ([" require-corp "], "require-corp"),
        (['"same-origin"'], "invalid"),
        (["same-origin", "same-origin"], "invalid"),
        (["same-origin, unsafe-none"], "invalid"),
        (["1st"], "invalid"),
    ],
)
def test_an_item_is_one_token(lines: list[str], expected: str | None) -> None:
    assert token_item(lines) == expected


@settings(deadline=None)
@given(st.lists(WORDS, max_size=6))
def test_what_is_joined_with_commas_comes_apart_again(words: list[str]) -> None:
    assert members([", ".join(words)]) == tuple(words)
    assert split("; ".join(words), ";") == tuple(words)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_a_quoted_value_is_the_same_as_a_plain_one(name: str, value: str) -> None:
    assert directive(f'{name}="{value}"') == directive(f"{name}={value}") == (name.lower(), value)


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=5))
def test_nothing_raises(lines: list[str]) -> None:
    for member in members(lines):
        directive(member)
        seconds(member)
    token_item(lines)


@pytest.mark.parametrize("unit", ['"', "\\", '"\\', ",", ' "', 'a="', ";", "\t"])
def test_a_hundred_kilobytes_of_anything_take_no_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.process_time()
    for member in (*members([text]), *split(text, ";")):
        directive(member)
    token_item([text])
    assert time.process_time() - begun < 1.0


def test_long_text_is_cut() -> None:
    assert (clip("short"), len(clip("x" * 1000))) == ("short", 300)
