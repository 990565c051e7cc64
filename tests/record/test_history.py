"""A history lists what lies in its folder, whatever became of the scans that put it there."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from histories import keep, keep_many, moment, run_record, text_of
from hypothesis import given
from hypothesis import strategies as st

from readiness.judge.report import report
from readiness.model.outcomes import Outcome
from readiness.model.record import Record
from readiness.model.report import Report
from readiness.record.history import History
from readiness.record.history.names import LONGEST, file_name

ENDS = ("complete", "interrupted")


class Judge:
    """Judges, and remembers what."""

    def __init__(self) -> None:
        self.judged: list[str] = []

    def __call__(self, record: Record) -> Report:
        self.judged.append(record.header.run)
        return report(record)


@pytest.fixture
def judge() -> Judge:
    return Judge()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def history(tmp_path: Path, judge: Judge, told: list[str]) -> History:
    return History(tmp_path / "history", judge, told.append)


def names(history: History, environment: str = "prod", limit: int | None = None) -> list[str]:
    return [run.run for run in history.runs(environment, limit)]


def test_a_run_that_was_noted_is_listed_with_what_became_of_it(history, judge):
    found = run_record("one", count=1)
    with history.running("prod", "one") as path:
        path.write_text(text_of(found))
        history.note(path, report(found))
    (run,) = history.runs("prod")
    assert (run.run, run.standing, run.word, run.exit_code) == ("one", "complete", "NOT READY", 1)
    assert (run.score, run.coverage) == (40.0, 100.0)
    assert run.counts == {Outcome.FAIL: 1, Outcome.PASS: 1}
    assert (run.policy, run.policy_version, run.file) == ("test", "1", "one.jsonl")
    assert judge.judged == []


def test_the_outcome_of_every_control_on_every_target_is_kept(history):
    keep(history.folder, run_record("one", count=1))
    (outcomes,) = history.outcomes("prod", history.runs("prod"))
    assert [(o.control, o.target, o.outcome) for o in outcomes] == [
        ("versions", "site", Outcome.FAIL),
        ("trust", "site", Outcome.PASS),
    ]


def test_runs_come_newest_first_and_no_more_than_asked_for(history):
    ids = keep_many(history.folder, 5)
    assert names(history, limit=2) == ids[:-3:-1]
    assert names(history) == ids[::-1]


def test_the_newest_is_the_one_that_began_last_whatever_it_is_called(history):
    for run, minutes in (("b", 5), ("a", 9), ("c", 1)):
        keep(history.folder, run_record(run, minutes=minutes))
    assert names(history) == ["a", "b", "c"]


def test_only_what_is_listed_is_judged_and_that_once(history, judge):
    ids = keep_many(history.folder, 5)
    history.runs("prod", 2)
    history.runs("prod", 2)
    assert judge.judged == ids[:-3:-1]


def test_a_scan_that_was_killed_is_listed_as_interrupted(history):
    keep(history.folder, run_record("one"), end=False)
    (run,) = history.runs("prod")
    assert (run.standing, run.word, run.finished) == ("interrupted", "UNDECIDED", None)


def test_a_scan_that_goes_on_is_listed_as_running_and_not_judged(history, judge):
    with history.running("prod", "one"):
        keep(history.folder, run_record("one"), end=False)
        (run,) = history.runs("prod")
    assert (run.standing, run.word, judge.judged) == ("running", "", [])


def test_a_run_that_was_taken_up_again_is_judged_again(history):
    keep(history.folder, run_record("one"), end=False)
    assert history.runs("prod")[0].standing == "interrupted"
    keep(history.folder, run_record("one"))
    assert history.runs("prod")[0].word == "READY"


def test_a_run_whose_record_was_deleted_is_gone(history):
    ids = keep_many(history.folder, 2)
    history.runs("prod")
    history.path("prod", ids[1]).unlink()
    assert names(history) == [ids[0]]


def test_environments_do_not_mix(history):
    keep(history.folder, run_record("one"))
    keep(history.folder, run_record("two", environment="staging"))
    assert (names(history), names(history, "staging"), names(history, "other")) == (["one"], ["two"], [])


def test_looking_at_a_history_that_is_not_there_makes_none(history):
    assert (history.runs("prod"), history.unfinished("prod"), history.records("prod")) == ((), None, ())
    assert not history.folder.exists()


def test_nothing_in_the_folder_is_offered_to_git(history):
    with history.running("prod", "one"):
        assert (history.folder / ".gitignore").read_text() == "*\n"


def test_without_a_judge_runs_are_listed_by_their_first_and_last_line(tmp_path):
    keep(tmp_path, run_record("one"))
    keep(tmp_path, run_record("two", minutes=1), end=False)
    found = [(run.run, run.standing, run.word) for run in History(tmp_path).runs("prod")]
    assert found == [("two", "interrupted", ""), ("one", "complete", "")]


@pytest.mark.parametrize(
    "damage",
    [b"", b"\xff\xfe", b"{}\n", b"[]\n", b'{"line": "header", "started": 7}\n', b'{"line": "header"}', b"[" * 100_000],
)
def test_what_is_no_record_is_listed_as_unreadable_and_hides_nothing(history, damage):
    file = keep(history.folder, run_record("one"))
    file.with_name("damaged.jsonl").write_bytes(damage)
    found = {run.file: run.standing for run in history.runs("prod")}
    assert found == {"damaged.jsonl": "unreadable", "one.jsonl": "complete"}


def test_a_record_that_breaks_in_the_middle_is_unreadable_and_looked_at_once(history, judge):
    lines = text_of(run_record("one")).splitlines(True)
    file = keep(history.folder, run_record("one"))
    file.write_text("".join([lines[0], "nonsense\n", *lines[1:]]))
    for _ in range(2):
        (run,) = history.runs("prod")
        assert (run.standing, "not JSON" in run.problem) == ("unreadable", True)
    assert judge.judged == []


def test_pipes_and_folders_among_the_records_are_passed_over(history):
    file = keep(history.folder, run_record("one"))
    os.mkfifo(file.with_name("pipe.jsonl"))
    file.with_name("folder.jsonl").mkdir()
    (file.parent / os.fsdecode(b"\xff.jsonl")).write_text("no name")
    assert names(history) == ["one"]


def test_the_unfinished_run_is_the_newest_if_it_did_not_come_to_its_end(history):
    keep(history.folder, run_record("one"), end=False)
    assert history.unfinished("prod") == history.path("prod", "one")
    keep(history.folder, run_record("two", minutes=1, complete=False))
    assert history.unfinished("prod") == history.path("prod", "two")
    keep(history.folder, run_record("three", minutes=2))
    assert history.unfinished("prod") is None


def test_records_of_complete_runs_are_found_newest_first_and_any_by_its_id(history):
    keep_many(history.folder, 2)
    keep(history.folder, run_record("cut", minutes=9), end=False)
    assert [path.stem for path in history.records("prod")] == ["run-0001", "run-0000"]
    assert history.find("prod", "cut") == history.path("prod", "cut")
    assert history.find("prod", "none") is None


def test_many_runs_that_are_new_to_the_index_are_told(history, told):
    keep_many(history.folder, 21)
    history.runs("prod")
    assert [line.partition(": ")[2] for line in told] == ["21 runs are not in the index yet and are judged now"]


def test_a_summary_travels_as_json(history):
    keep(history.folder, run_record("one"))
    (run,) = history.runs("prod")
    assert type(run).model_validate_json(run.model_dump_json()) == run
    assert json.loads(run.model_dump_json())["counts"] == {"pass": 2}


def test_retention_gives_up_what_is_old_or_beyond_the_number(history):
    ids = keep_many(history.folder, 6)
    removed = history.prune("prod", keep=4, days=None, now=moment(6))
    assert [(one.run, one.why) for one in removed] == [(n, "4 newer runs are kept") for n in ids[1::-1]]
    removed = history.prune("prod", keep=None, days=2 / 1440, now=moment(6.5))
    assert [(one.run, one.why) for one in removed] == [(n, "older than 0.00138889 days") for n in ids[4:1:-1]]
    assert (names(history), sorted(p.stem for p in history.path("prod", "").parent.iterdir())) == ([ids[5]], [ids[5]])


def test_the_newest_complete_run_is_never_given_up(history):
    keep(history.folder, run_record("whole"))
    for n in range(3):
        keep(history.folder, run_record(f"cut-{n}", minutes=n + 1), end=False)
    history.prune("prod", keep=1, days=1, now=moment(0) + timedelta(days=400))
    assert names(history) == ["whole"]


def test_a_running_scan_is_never_given_up(history):
    keep_many(history.folder, 3)
    keep(history.folder, run_record("resumed", minutes=-5), end=False)
    with history.running("prod", "resumed"):
        history.prune("prod", keep=1, days=None, now=moment(9))
        assert names(history) == ["run-0002", "resumed"]
    history.prune("prod", keep=1, days=None, now=moment(9))
    assert names(history) == ["run-0002"]


def test_without_a_limit_nothing_is_given_up(history):
    keep_many(history.folder, 3)
    assert history.prune("prod", None, None, moment(9)) == ()
    assert len(names(history)) == 3


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_two_names_share_a_file_and_none_leads_elsewhere(one, other):
    first, second = file_name(one), file_name(other)
    assert (first.casefold() == second.casefold()) == (one == other)
    assert set(first) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-%~")
    assert 0 < len(first) <= LONGEST


@pytest.mark.parametrize("name", ["..", "a/b", "index.sqlite", "Prod", "PROD", "", "x" * 400, "\ud800", "prod.lock"])
def test_odd_names_of_environments_are_kept_apart_from_all_else(history, name):
    keep(history.folder, run_record("one", environment=name))
    keep(history.folder, run_record("two", environment="prod"))
    assert (names(history, name), names(history)) == (["one"], ["two"])
    assert {path.name for path in history.folder.parent.iterdir()} == {"history"}
