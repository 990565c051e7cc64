"""Records on disk: what was written is what is read, and damage is told with its line."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import control, record, seen

from readiness.judge.report import report
from readiness.model.errors import InputError
from readiness.record.lines import read, write
from readiness.record.read import read_file
from readiness.record.rejudge import with_policy, with_selection

FOUND = record([control("tls.versions.count > 0")], [seen("versions", {"count": 2, "absent": None})])
LINES = [write(item) for item in (FOUND.header, *FOUND.expansions, *FOUND.observations, FOUND.end)]


def test_what_was_written_is_read_back_the_same():
    assert read(LINES, "r") == FOUND


def test_the_same_record_gives_the_same_bytes():
    assert [write(item) for item in (FOUND.header, *FOUND.observations)] == [LINES[0], LINES[2]]


def test_a_killed_scans_half_line_is_left_out_and_the_record_has_no_end():
    cut = [*LINES[:-1], LINES[-1][:20]]
    assert read(cut, "r").end is None
    assert report(read(cut, "r")).verdict.exit_code == 3


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("not json\n", "not JSON"),
        ('{"line": "nonsense"}\n', "not part of a record"),
        ("[1]\n", "not part of a record"),
        (LINES[2].replace('"probe": "tls"', '"prob": "tls"'), "prob"),
        ('{"a":' * 100_000 + "\n", "not JSON"),
    ],
)
def test_damage_is_told_with_its_line(damage, message):
    with pytest.raises(InputError) as wrong:
        read([*LINES[:2], damage, *LINES[3:]], "scan.jsonl")
    (mistake,) = wrong.value.mistakes
    assert (mistake.position.file, mistake.position.line) == ("scan.jsonl", 3)
    assert message in mistake.message


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"{}\n"])
def test_what_is_no_record_is_the_users_mistake(tmp_path, content):
    file = tmp_path / "r"
    file.write_bytes(content)
    with pytest.raises(InputError):
        read_file(file)


def test_a_missing_record_is_the_users_mistake(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read_file(tmp_path / "none")


@given(st.lists(st.text(max_size=80)))
def test_no_text_is_more_than_a_mistake(lines):
    with suppress(InputError):
        read([line + "\n" for line in lines], "r")


def test_an_unknown_key_from_the_future_is_a_mistake_not_a_silent_loss():
    data = json.loads(LINES[0]) | {"future": 1}
    with pytest.raises(InputError, match="future"):
        read([json.dumps(data) + "\n", *LINES[1:]], "r")


def test_another_selection_is_another_report_of_the_same_record():
    found = with_selection(FOUND, ("tls-versions",), ())
    assert report(found).verdict.word == "SELECTION HOLDS"


def test_another_policy_keeps_what_was_set_and_takes_its_own_defaults():
    policy = FOUND.header.policy.model_copy(update={"version": "2"})
    assert report(with_policy(FOUND, policy)).policy_version == "2"
