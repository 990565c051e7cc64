"""A user's YAML file: what is read, what is refused, and where every message points."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.load.yaml import Document, parse, read
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.mistakes import describe


def refused(text: str) -> list[str]:
    """The lines ``file:line:column: message`` of what is wrong with a text."""
    with pytest.raises(InputError) as caught:
        parse(text, "f.yaml")
    return [f"{mistake.position}: {mistake.message}" for mistake in caught.value.mistakes]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("null", None),
        ("~", None),
        ("", None),
        ("NULL", "NULL"),
        ("0", 0),
        ("-17", -17),
        ("+3", 3),
        ("0x1F", 31),
        ("010", "010"),
        ("0o17", "0o17"),
        ("1_000", "1_000"),
        ("10:30", "10:30"),
        ("999999999999999999", 999999999999999999),
        ("1000000000000000000", "1000000000000000000"),
        ("1.10", 1.1),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1.5e3", -1500.0),
        ("1e5", 100000.0),
        ("1e999", "1e999"),
        ("00.5", "00.5"),
        ("1.2.3", "1.2.3"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        (".", "."),
        ("-", [None]),
        ("2026-12-31", "2026-12-31"),
        ("=", "="),
        ("!!str 5", "5"),
        ("! 5", "5"),
        ("!!int '5'", 5),
        ("!!float 5", 5.0),
        ("'5'", "5"),
        ('"true"', "true"),
    ],
)
def test_it_reads_a_scalar_without_surprises(written: str, value: Any) -> None:
    separator = "\n" if written == "-" else " "
    found = parse(f"a:{separator}{written}\n", "f.yaml").data["a"]

    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: duplicate key `a`: line 1 has it already"),
        ("a: {b: 1, 'b': 2}", "f.yaml:1:11: duplicate key `b`: line 1 has it already"),
        ("a: {1: x}", "f.yaml:1:5: the key `1` must be text"),
        ("1.13: x", "f.yaml:1:1: the key `1.13` must be text"),
        ("true: x", "f.yaml:1:1: the key `true` must be text"),
        ("? \n: x", "f.yaml:1:2: a key is missing before `:`"),
        ("[a]: x", "f.yaml:1:1: a key must be text, not a list"),
        ("{a: b}: x", "f.yaml:1:1: a key must be text, not a mapping"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", "f.yaml:3:3: the merge key `<<` is not supported"),
        ("a: !!python/name:os.system x", "f.yaml:1:4: the tag `!!python/name:os.system` is not supported"),
        ("a: !!python/tuple [b]", "f.yaml:1:4: the tag `!!python/tuple` is not supported"),
        ("a: !vault x", "f.yaml:1:4: the tag `!vault` is not supported"),
        ("a: !!binary eA==", "f.yaml:1:4: the tag `!!binary` is not supported"),
        ("a: !!set {b}", "f.yaml:1:4: the tag `!!set` is not supported"),
        ("a: !!int x", "f.yaml:1:4: the value does not fit its tag `!!int`"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document starts here"),
        ("a: *x", "f.yaml:1:4: the alias `*x` refers to no `&` before it"),
        ("a: &x [1, *x]", "f.yaml:1:11: the alias `*x` is used inside itself"),
        ("a: &x 1\nb: &x 2", "f.yaml:2:4: the anchor `&x` is used twice"),
        ("[" * 51, "f.yaml:1:51: nested more than 50 deep"),
        ("", "f.yaml: is empty"),
        ("# only a comment\n", "f.yaml: is empty"),
        ("---\n", "f.yaml: is empty"),
        ("a: b\0", "f.yaml: is not text (UTF-8)"),
        ("a: b\nc: \x1b[31m", "f.yaml:2:4: the invisible character U+001B is not allowed"),
        ("a: b\u2028c: d", "f.yaml:1:5: the invisible character U+2028 is not allowed"),
        ("a: \ud800", "f.yaml:1:4: the invisible character U+D800 is not allowed"),
        ("a:\n\t- x", "f.yaml:2:1: a tab cannot be used for indentation"),
        ("a: 1\n\tb: 2", "f.yaml:2:1: a tab cannot be used for indentation"),
        ("a: |\n\tb", "f.yaml:2:1: a tab cannot be used for indentation"),
        ("a: b: c", "f.yaml:1:5: a `:` is not expected here"),
        ("a: b\n  c: d", "f.yaml:2:4: a `:` is not expected here"),
        ("a: [1,\n  2\n", "f.yaml:1:4: the list `[` is not closed"),
        ("a: {b: 1\n", "f.yaml:1:4: the mapping `{` is not closed"),
        ('a: "b\nc: d', "f.yaml:1:4: the quote is not closed"),
        ("rows: [1\nb: 2", "f.yaml:2:2: expected `,` or `]` in the list that line 1 opens with `[`"),
        ("a:\n  - x\n  b: 1", "f.yaml:3:3: expected another list item `- ` or less indentation"),
        ("a: 'b' c", "f.yaml:1:8: expected a key or the end of the mapping"),
        ("a: @b", 'f.yaml:1:4: a value cannot start with "@"'),
        ("a: - b", "f.yaml:1:4: a list item `- ` is not expected here"),
        ("a: ]", "f.yaml:1:4: a value is missing here"),
        ("a: *", "f.yaml:1:5: a name is missing after `*`"),
        ('a: "\\d"', "f.yaml:1:5: unknown escape in double quotes"),
        ("a: |x\n  b", "f.yaml:1:5: nothing may follow `|` or `>` on its line"),
        ("%YAML 3.0\n---\na: 1", "f.yaml:1:1: this version of YAML is not supported"),
        ("{a: 1}}", "f.yaml:1:7: nothing may follow the end of the document"),
    ],
)
def test_it_refuses_with_one_message_at_the_place(text: str, expected: str) -> None:
    assert refused(text) == [expected]


def test_it_reports_every_mistake_that_leaves_the_rest_readable() -> None:
    assert refused("a: 1\na: !x 2\n3: c\nd: *e\n") == [
        "f.yaml:2:1: duplicate key `a`: line 1 has it already",
        "f.yaml:2:4: the tag `!x` is not supported",
        "f.yaml:3:1: the key `3` must be text",
        "f.yaml:4:4: the alias `*e` refers to no `&` before it",
    ]


def test_it_refuses_a_bomb_of_aliases_before_expanding_it() -> None:
    lines = ["a: &a [" + ", ".join("x" * 10) + "]"]
    lines += [f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)]
    started = time.process_time()

    assert refused("\n".join(lines)) == ["f.yaml:6:12: the file expands to more than 250,000 keys and values"]
    assert time.process_time() - started < 5


def test_it_refuses_depth_that_aliases_build_up() -> None:
    deep = "a: &a " + "[" * 30 + "]" * 30 + "\nb: " + "[" * 30 + "*a" + "]" * 30

    assert refused(deep) == ["f.yaml:2:34: nested more than 50 deep"]


def test_it_refuses_too_many_values() -> None:
    assert refused("- a\n" * 250_001) == ["f.yaml:250000:3: the file holds more than 250,000 keys and values"]


MARKS = [*"\n\n\n:-?[]{},&*!|>'\"%@`#~ \t\r\0\ufeff\x85", "  ", "---\n", "...", "<<: ", "&x ", "*x", "!!int ", "\\u"]
YAMLISH = st.lists(st.sampled_from([*MARKS, "a", "b: ", "- ", "1.5", "0x", "password: "]), max_size=40).map("".join)


@settings(max_examples=500, deadline=None)
@given(st.text() | YAMLISH | st.text(alphabet=st.characters()))
def test_any_text_is_read_or_refused_at_a_line_that_exists(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    try:
        places = [parse(text, "f.yaml").position(())]
    except InputError as error:
        places = [mistake.position for mistake in error.mistakes]
        shown = describe(error).split("\n")
    else:
        shown = []
    assert all(line.isprintable() for line in shown)
    for place in places:
        assert place == Position("f.yaml") or (1 <= place.line <= len(lines) and place.column >= 1)
        assert place.line == 0 or place.column <= len(lines[place.line - 1]) + 1


def test_twenty_thousand_lines_are_read_in_time() -> None:
    control = "  - id: c{0}\n    title: a title\n    rows: ['1.1', '1.2']\n    severity: high\n"
    text = "controls:\n" + "".join(control.format(number) for number in range(5000))
    started = time.process_time()

    document = parse(text, "f.yaml")

    assert len(document.data["controls"]) == 5000
    assert document.position(["controls", 4999, "severity"]) == Position("f.yaml", 20001, 15)
    assert time.process_time() - started < 2


def test_a_file_is_read_under_the_name_that_the_user_gave(tmp_path: Path) -> None:
    file = tmp_path / "prod.yaml"
    file.write_text("a: é\n", encoding="utf-8")

    assert read(file) == Document(str(file), {"a": "é"}, "a: é\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "is not text (UTF-8)"),
        ("a: é".encode("latin-1"), "is not text (UTF-8)"),
        ("a: b".encode("utf-16"), "is not text (UTF-8)"),
        (b"a: b\0", "is not text (UTF-8)"),
        (b"", "is empty"),
        (b"a" * 5_000_001, "is larger than 5 MB"),
    ],
)
def test_what_is_not_a_small_text_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "f.yaml"
    file.write_bytes(content)

    with pytest.raises(InputError) as caught:
        read(file)
    assert [str(m.position) + ": " + m.message for m in caught.value.mistakes] == [f"{file}: {message}"]


def test_a_text_that_never_was_a_file_has_the_same_limit() -> None:
    assert refused("a" * 5_000_001) == ["f.yaml: is larger than 5 MB"]


def test_what_cannot_be_opened_is_refused_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a: 1")
    reasons = {
        tmp_path / "missing": "does not exist",
        tmp_path: "is a directory, not a file",
        tmp_path / "file" / "below": "cannot be read: not a directory",
        tmp_path / "nul\0": "is not the name of a file",
        tmp_path / ("x" * 300): "cannot be read: file name too long",
    }
    for path, reason in reasons.items():
        with pytest.raises(InputError) as caught:
            read(path)
        assert caught.value.mistakes == (Mistake(Position(str(path)), reason),)
