"""Records that were cut off: what is whole is kept, what is damaged is told, and which end counts."""

from __future__ import annotations

import pytest
from records import control, record, seen

from readiness.model.errors import InputError
from readiness.model.observation import Expansion
from readiness.model.record import End, Resumed
from readiness.record.lines import read, write
from readiness.record.resume import interrupted

FOUND = record([control("tls.versions.count > 0")], [seen("versions", {"count": 2})])
HEADER, EXPANSION, OBSERVATION, END = (
    write(item) for item in (FOUND.header, *FOUND.expansions, *FOUND.observations, FOUND.end)
)
STOPPED = write(End(finished=FOUND.header.started, complete=False, requests=0, why="interrupted (SIGINT)"))
RESUMED = write(Resumed(when=FOUND.header.started))


def test_the_end_of_a_scan_that_went_on_is_not_its_end():
    assert read([HEADER, EXPANSION, STOPPED], "r").end.why == "interrupted (SIGINT)"
    assert read([HEADER, EXPANSION, STOPPED, RESUMED], "r").end is None
    assert read([HEADER, EXPANSION, STOPPED, RESUMED, OBSERVATION, END], "r").end.complete


def test_what_was_found_again_counts_once_and_as_it_was_found_last():
    other = FOUND.observations[0].model_copy(update={"facts": {"count": 3}})
    lost = Expansion.model_validate({"target": "site", "name": "example.com", "cause": {"kind": "timeout"}})
    found = read([HEADER, write(lost), OBSERVATION, RESUMED, EXPANSION, write(other), END], "r")
    assert found.expansions == FOUND.expansions
    assert found.observations == (other,)


def test_the_order_in_which_names_were_resolved_does_not_show():
    more = write(FOUND.expansions[0].model_copy(update={"name": "www.example.com"}))
    assert read([HEADER, EXPANSION, more], "r") == read([HEADER, more, EXPANSION], "r")


def test_two_records_in_one_file_are_no_record():
    with pytest.raises(InputError, match="another record begins here") as wrong:
        read([HEADER, EXPANSION, END, HEADER, EXPANSION, END], "both.jsonl")
    assert wrong.value.mistakes[0].position.line == 4


def test_a_record_begins_with_its_header():
    with pytest.raises(InputError, match="it has no header"):
        read([EXPANSION, OBSERVATION], "r")


@pytest.mark.parametrize("cut", range(0, len(OBSERVATION), 37))
def test_wherever_a_line_is_cut_off_what_is_whole_goes_on(tmp_path, cut):
    file = tmp_path / "r"
    file.write_text(HEADER + EXPANSION + OBSERVATION[:cut])
    found = interrupted(file, "prod")
    assert found.lines == (HEADER, EXPANSION)
    assert found.size == len(HEADER + EXPANSION)


@pytest.mark.parametrize("garbled", [OBSERVATION[:-40] + "\n", "\0" * 40 + "\n", OBSERVATION[40:]])
def test_a_garbled_line_in_the_middle_is_told(tmp_path, garbled):
    file = tmp_path / "r"
    file.write_text(HEADER + garbled + EXPANSION)
    with pytest.raises(InputError) as wrong:
        interrupted(file, "prod")
    assert wrong.value.mistakes[0].position.line == 2


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "the last scan of prod ended before it began; there is nothing to resume"),
        (HEADER[:-1], "the last scan of prod ended before it began; there is nothing to resume"),
        (HEADER + END, "the last scan of prod is complete; there is nothing to resume"),
        (EXPANSION, "is not a record: it has no header"),
    ],
)
def test_what_cannot_be_resumed_is_said(tmp_path, content, why):
    file = tmp_path / "r"
    file.write_text(content)
    with pytest.raises(InputError) as wrong:
        interrupted(file, "prod")
    assert wrong.value.mistakes[0].message == why


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(InputError, match="there is no scan of prod; there is nothing to resume"):
        interrupted(tmp_path / "none", "prod")
