"""What targets sent, made fit to be shown."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from drawn_values import values
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.model.text import plain, shown, unfolded


def test_ordinary_text_stays_as_it_is():
    assert plain("Größe ≥ 3 — 日本語 🦆 e\u0301") == "Größe ≥ 3 — 日本語 🦆 e\u0301"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b31m", "\\x9b31m"),
        ("a\r\nb", "a\\x0d\\x0ab"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("\ud800", "\\ud800"),
        ("\uffff", "\\uffff"),
        ("\U000e0041", "\\U000e0041"),
        ("a\u3164b\ufe0f\xa0", "a\\u3164b\\ufe0f\\xa0"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(text: str, told: str):
    assert plain(text) == told


def test_every_character_comes_out_visible():
    told = plain("".join(map(chr, range(sys.maxunicode + 1))), limit=10**8)
    assert not {unicodedata.category(character) for character in set(told)} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(st.text(st.characters(exclude_categories=()), max_size=50), st.integers(1, 60))
def test_a_text_is_cut_at_the_limit_and_never_inside_an_escape(text: str, limit: int):
    told = plain(text, limit)
    assert len(told) <= limit + 1
    if len(told) > limit or told.endswith("…"):
        assert plain(text, 10**6).startswith(told.removesuffix("…"))
    else:
        assert told == plain(text, 10**6)


def test_an_escape_that_does_not_fit_is_left_out_whole():
    assert plain("\x1b" * 3, 7) == "\\x1b…"


@settings(deadline=None)
@given(values, st.integers(20, 400))
def test_any_value_is_shown_within_a_few_characters_of_the_limit(value: object, limit: int):
    told = shown(value, limit)
    assert told.isprintable()
    assert len(told) <= 2 * limit


@pytest.mark.parametrize("value", [None, True, 1.5, "a\nb", [], {}, ["a", {"b": [1, None]}], {"z": 1, "a": "é"}])
def test_a_small_value_is_shown_as_json(value: object):
    assert json.loads(shown(value)) == value


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (list(range(100)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, …]"),
        ({"a": 1, "b": "x" * 50, "c": 2}, '{"a": 1, …}'),
        ("x" * 100, '"' + "x" * 27 + '…"'),
        (["x" * 100, "y"], '["' + "x" * 22 + '…", …]'),
    ],
)
def test_a_large_value_loses_whole_items_from_its_end(value: object, told: str):
    assert shown(value, 30) == told


def test_a_folded_condition_becomes_one_line_without_touching_its_strings():
    assert unfolded('  a == "x  y" &&\n      b\n') == 'a == "x  y" && b'
