"""An entry is added to a list in a YAML text, and every other character stays where it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.load.appending import appended, block
from readiness.load.yaml import parse
from readiness.model.errors import InputError

NEW = {
    "control": "x",
    "targets": "*",
    "granted": "2026-01-01",
    "days": 3,
    "evidence": [{"what": "run id", "file": "a"}],
}
BLOCK = """\
- control: x
  targets: "*"
  granted: 2026-01-01
  days: 3
  evidence:
    - {what: run id, file: a}
"""


def data(text: str):
    return parse(text, "file").data


def added(text: str, entry=NEW) -> str:
    """The text with the entry: nothing else differs, in its characters or in what they mean."""
    new = appended(text, "file", "list", entry)
    assert new is not None
    more = len(new) - len(text)
    assert any(new[:at] + new[at + more :] == text for at in range(len(text) + 1))
    before, after = data(text), data(new)
    assert after == {**before, "list": [*before["list"], entry]}
    return new


def indented(dash: int) -> str:
    return "".join(" " * dash + line for line in BLOCK.splitlines(keepends=True))


def test_it_comes_after_the_last_entry():
    text = "list:\n  - a: 1\n    b: 2\n"
    assert added(text) == text + indented(2)


def test_it_takes_over_the_column_of_the_dashes():
    assert added("list:\n- a: 1\n") == "list:\n- a: 1\n" + indented(0)
    assert added("list:\n      -   a: 1\n") == "list:\n      -   a: 1\n" + indented(6)


def test_comments_of_the_last_entry_stay_with_it_and_those_below_stay_below():
    head, foot = "# head\nlist: # these\n  - a: 1 # why\n    # more of why\n", "\n  # - a: 2\n# foot\n"
    assert added(head + foot) == head + indented(2) + foot


@pytest.mark.parametrize("foot", ["  # below\n", "# below\n"])
def test_a_comment_in_the_column_of_the_dashes_is_about_what_follows(foot):
    head = "list:\n  - a: 1\n"
    assert added(head + foot) == head + indented(2) + foot


def test_other_keys_before_and_after_stay():
    head, foot = "zero: [1, [2]]\nlist:\n  - a: 1\n", "\nafter: {list: [1]}\n"
    assert added(head + foot) == head + indented(2) + foot


def test_a_last_line_without_an_end_gets_one():
    assert added("list:\n  - a: 1") == "list:\n  - a: 1\n" + indented(2)


def test_line_breaks_are_those_of_the_file():
    text = "list:\r\n  - a: 1\r\n# foot\r\n"
    new = added(text)
    assert "\n" not in new.replace("\r\n", "")
    assert new.endswith("# foot\r\n")


# fmt: off
FORMS = [
    "list: &all\n  - a: 1\n",
    "list:\n  - &one {a: 1}\n  - *one\n",
    "list:\n  -\n    a: 1\n",
    "list:\n  - a: |\n      text\n\n      more\n\n\n# foot\n",
    "list:\n  - a: |+\n      text\n\n\n",
    "list:\n  - a: >-\n      folded\n      text\n",
    "list:\n  - a: 'over\n\n      lines'\n",
    'list:\n  - a: "- no: # entry"\n',
    "list:\n  - a: [1,\n     2]\n",
    "list:\n  - a:\n      - b: 1\n      - b: 2\n",
    "---\nlist:\n  - a: 1\n...\n",
    "\ufefflist:\n  - a: 1\n",
    '"list":\n  - a: 1\n',
    "list: []",
    "list: [ ]\n",
    "\ufefflist: []\n",
    "list: [{a: 1}]\n",
    "list: [{a: 1},]\n",
    "list: [ # these\n  {a: 1}, # one\n  # two\n]\n",
    '{"list": [{"a": [1, 2]}], "after": 1}',
    '{\n  "list": [\n    {\n      "a": 1\n    }\n  ]\n}\n',
    "other: list\nlist: [{list: [1]}]\n",
]
# fmt: on


@pytest.mark.parametrize("text", FORMS)
def test_forms_that_people_and_programs_write(text):
    added(text)


def test_what_it_cannot_see_through_is_left_alone():
    assert appended("list: &all\n  -\n    a: 1\n", "file", "list", NEW) is None
    assert appended("list: 3\n", "file", "list", NEW) is None
    assert appended("other: [1]\n", "file", "list", NEW) is None


# fmt: off
TEXTS = [
    "yes", "No", "null", "~", "true", "1", "1.0", "1e5", "0x1f", "010", "2026-01-01", "12:30", "a: b", "a #b", "#a",
    "- a", "? a", "*a", "&a", "!a", "%a", "@a", "`a", "[a]", "{a}", "a, b", "|", ">", "'", '"', '"a"', "a\\b", "é",
    "日本", "😀", "a'b", "=", "<<", ".inf", "a:", "jo@example.com", "OPS-1", "a  b", "-", "--- a", "...", "x" * 5000,
    "a -", "a/b",
]
# fmt: on


@pytest.mark.parametrize("value", TEXTS)
def test_texts_mean_what_they_say(value):
    entry = {"text": value, "many": [{"text": value}]}
    added("list:\n  - a: 1\n", entry)
    added("list: [{a: 1}]\n", entry)
    assert data("list:\n" + block(entry))["list"] == [entry]


@pytest.mark.parametrize("value", ["yes", "No", "on", "OFF", "y", "true", "null", "~", "1", "a: b", "é"])
def test_what_other_readers_of_yaml_would_take_for_something_else_is_in_quotes(value):
    assert block({"text": value}) == f'- text: "{value}"\n'


_WORDS = st.text(st.characters(min_codepoint=32, codec="utf-8"), max_size=20).filter(str.isprintable)
_VALUES = _WORDS | st.integers(0, 9999)
_ENTRIES = st.dictionaries(st.sampled_from(["a", "b", "c"]), _VALUES, min_size=1)
_FILLER = st.sampled_from(["", "# c\n", "  # c\n", "    # c\n", "\n", "      # c\n"])


@st.composite
def texts(draw) -> str:
    """A list in one of many forms, with comments and empty lines wherever they may be."""
    old = draw(st.lists(_ENTRIES, max_size=4))
    head = draw(_FILLER) + draw(st.sampled_from(["", "first: 1\n", "first:\n  - list\n"]))
    foot = draw(_FILLER) + draw(_FILLER) + draw(st.sampled_from(["", "last: 1\n", "last: [list]\n"]))
    if not old or draw(st.booleans()):
        return head + "list: " + json.dumps(old, ensure_ascii=False, indent=draw(st.none() | st.just(1))) + "\n" + foot
    dash = draw(st.sampled_from([0, 2, 4]))
    body = "".join(block(entry, dash) + draw(_FILLER) for entry in old)
    return head + "list:\n" + body + foot


def _readable(text: str) -> bool:
    try:
        return bool(data(text))
    except InputError:
        return False


@given(texts().filter(_readable), _ENTRIES, st.sampled_from(["\n", "\r\n"]))
def test_whatever_the_text_nothing_in_it_changes(text, entry, line_break):
    added(text.replace("\n", line_break), entry)
