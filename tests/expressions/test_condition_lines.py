"""Blocks of conditions, cut into conditions."""

from __future__ import annotations

import pytest

from readiness.expressions import Line, split


def test_one_condition_a_line():
    assert split("a == 1\nb == 2\n") == [Line("a == 1", 0), Line("b == 2", 1)]


def test_deeper_lines_continue_the_condition_before():
    assert split("a == 1 ||\n    b == 2\n  || c == 3\nd") == [
        Line("a == 1 ||\n    b == 2\n  || c == 3", 0),
        Line("d", 3),
    ]


def test_the_first_condition_sets_the_depth():
    assert split("  a\n  b\n    c\n  d") == [Line("a", 0, 2), Line("b\n    c", 1, 2), Line("d", 3, 2)]


def test_blank_lines_and_comments_say_nothing():
    assert split("\n# why\na &&\n\n    # because\n    b\n\n# end\n") == [Line("a &&\n\n\n    b", 2)]


@pytest.mark.parametrize("block", ["", "\n  \n", "# only\n   # comments"])
def test_a_block_without_conditions_is_empty(block):
    assert split(block) == []


@pytest.mark.parametrize("word", ["alpha", "beta", "gamma", "delta", "epsilon"])
def test_offsets_lead_back_to_their_place_in_the_block(word):
    block = "# comment\n  alpha && beta\n\n      || gamma\n   # between\n    || delta\n  epsilon"
    (line,) = [line for line in split(block) if word in line.text]
    number, column = line.position(line.text.index(word))
    assert block.split("\n")[number][column:].startswith(word)


def test_line_ends_of_another_system_are_no_part_of_a_condition():
    assert split("a\r\n  b\r\nc\r\n") == [Line("a\n  b", 0), Line("c", 2)]


def test_an_unknown_offset_is_the_beginning():
    assert split("\n  a")[0].position(-1) == (1, 2)
