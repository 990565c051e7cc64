"""Where keys, values and the characters inside of a text stand in a user's file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.load.yaml import parse
from readiness.model.errors import Position


def test_an_alias_is_an_independent_copy_with_its_own_position() -> None:
    document = parse("a: &x {b: [1]}\nc: *x\n", "f.yaml")
    document.data["a"]["b"].append(2)

    assert document.data["c"] == {"b": [1]}
    assert document.position(["c"]) == Position("f.yaml", 2, 4)
    assert document.position(["c", "b", 0]) == Position("f.yaml", 1, 12)


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        ([], False, (2, 1)),
        (["controls"], True, (2, 1)),
        (["controls"], False, (3, 3)),
        (["controls", 0], False, (3, 5)),
        (["controls", 0, "id"], True, (3, 5)),
        (["controls", 0, "id"], False, (3, 9)),
        (["controls", 0, "observe", "tls"], True, (4, 15)),
        (["controls", 0, "observe", "tls"], False, (4, 22)),
        (["controls", 1], False, (5, 5)),
        (["controls", 1, "rows"], False, (5, 10)),
        (["controls", 0, "missing", "deeper"], False, (3, 5)),
        (["controls", 0, "missing"], True, (3, 5)),
        (["controls", 7], False, (3, 3)),
    ],
)
def test_every_key_and_value_has_its_position(path: list[str | int], key: bool, place: tuple[int, int]) -> None:
    document = parse("# policy\ncontrols:\n  - id: é\n    observe: {'tls': {}}\n  - rows:\n", "p.yaml")

    assert document.position(path, key=key) == Position("p.yaml", *place)


def test_a_byte_order_mark_and_foreign_line_ends_do_not_shift_positions() -> None:
    document = parse("\ufeffa: 1\r\nb:\r  - x\r\n", "f.yaml")

    assert document.data == {"a": 1, "b": ["x"]}
    assert document.position(["a"]) == Position("f.yaml", 1, 4)
    assert document.position(["b", 0]) == Position("f.yaml", 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "c:\n  require: |\n    wanted here\n    second\n",
        "c:\n  require: |\n        a\n          deep wanted\n",
        "c:\n  require: |2-   # why\n      indented\n    wanted\n",
        "c:\n  require: |\n\n    a\n\n    b wanted\n",
        "c: {x: 1}\nrequire: >\n  a b\n  c\n\n  d wanted e\n",
        "require: &cond !!str |\n  a\n  wanted\n",
        "require: &cond\n  |\n  a\n  wanted\n",
        "require: a == wanted\n",
        "require: a ==\n   b\n   wanted  # why\n",
        "require: 'it''s ''so'' wanted'\n",
        'require: &x "\\"q\\" \\u00e9\\x41 wanted"\n',
        "require: 'a\n   b wanted'\n",
        "x: &cond |\n  wanted\nrequire: *cond\n",
    ],
)
def test_a_place_inside_a_text_is_found_whatever_its_style(text: str) -> None:
    document = parse(text, "f.yaml")
    path = ["require"] if "require" in document.data else ["c", "require"]
    value: str = document.data["require"] if "require" in document.data else document.data["c"]["require"]
    before = value[: value.index("wanted")]
    line, column = before.count("\n"), len(before) - (before.rfind("\n") + 1)

    mistake = document.mistake(path, "no", line=line, column=column)

    physical = text.split("\n")[mistake.position.line - 1]
    assert physical[mistake.position.column - 1 :].startswith("wanted")
    assert mistake.excerpt == physical


TEXTS = st.text(alphabet="ab :'\"\\#é\n-", min_size=1, max_size=60)


@settings(deadline=None)
@given(TEXTS, st.sampled_from(["|", ">", "'", '"', None]), st.integers(2, 9), st.integers(10, 80))
def test_each_character_of_a_text_is_found_in_the_file(text: str, style: str | None, indent: int, width: int) -> None:
    data = {"a": {"b": text}}
    dumped: str = pyyaml.safe_dump(data, default_style=style, indent=indent, width=width, allow_unicode=True)
    document = parse(dumped, "f.yaml")
    lines, value = dumped.split("\n"), document.data["a"]["b"]
    may_give_up = len(lines) > 3 and lines[1].split(": ", 1)[1][0] in "'\""
    for number, line in enumerate(value.split("\n") if isinstance(value, str) else []):
        for column, char in enumerate(line):
            found = document.mistake(["a", "b"], "no", line=number, column=column).position
            there = lines[found.line - 1][found.column - 1 : found.column]
            assert not char.strip() or there in (char, "\\") or (may_give_up and found == document.position(["a", "b"]))


ASCII = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
NUMBERS = st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | ASCII,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ASCII, inner, max_size=4),
    max_leaves=20,
)


def _walk(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    yield path, value
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from _walk(inner, (*path, step))


@settings(deadline=None)
@given(JSON, st.sampled_from([None, 0, 1, 4]))
def test_json_is_read_as_it_is_and_each_value_found_where_it_stands(data: Any, indent: int | None) -> None:
    text = json.dumps({"top": data}, indent=indent)
    document = parse(text, "f.json")

    assert document.data == {"top": data}
    for path, value in _walk(document.data, ()):
        place = document.position(path)
        token = json.dumps(value) if not isinstance(value, (dict, list)) else json.dumps(value)[0]
        assert text.split("\n")[place.line - 1][place.column - 1 :].startswith(token)
