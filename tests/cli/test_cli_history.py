"""Listing past scans: what became of them, what went back and forth, and giving up the old ones."""

from __future__ import annotations

import json

import pytest
from histories import keep, keep_many, run_record
from jsonschema import Draft202012Validator
from mistakes_shown import ENVIRONMENT, assert_refused, write

from readiness.model.environment import Release

HISTORY = ".readiness"


@pytest.fixture
def kept(folder):
    """The folder of a history with three whole runs, one that failed in between, and an interrupted one."""
    place = folder / HISTORY
    keep(place, run_record("one"))
    keep(place, run_record("two", minutes=1, count=1, release=Release(version="2.1", commit="abcdef0123456789")))
    keep(place, run_record("three", minutes=2))
    keep(place, run_record("cut", minutes=3), end=False)
    return place


def cells(out: str) -> list[list[str]]:
    """The table's rows, without its head."""
    lines = out.splitlines()
    return [line.split("  ") for line in lines[1 : lines.index("")]]


def test_runs_are_listed_newest_first_with_what_became_of_them(readiness, kept, contacts):
    done = readiness("history", "prod")
    assert (done.code, done.err, contacts) == (0, "", [])
    rows = [[cell.strip() for cell in row if cell.strip()] for row in cells(done.out)]
    assert [row[-1] for row in rows] == ["cut", "three", "two", "one"]
    assert rows[0][:2] == ["2026-11-22 12:03", "UNDECIDED (interrupted)"]
    assert rows[2] == [
        "2026-11-22 12:01",
        "NOT READY",
        "40",
        "100%",
        "1 fail, 1 pass",
        "test 1",
        "2.1 abcdef012345",
        "two",
    ]


def test_the_way_of_the_score_is_drawn_from_whole_runs_alone(readiness, kept):
    done = readiness("history", "prod")
    assert "score  #_#  40 to 100, 100 in the newest whole run" in done.out.splitlines()
    assert done.out.isascii()


def test_one_run_alone_has_no_trend(readiness, kept):
    assert "score  " not in readiness("history", "prod", "--limit", "2").out.partition("\n")[2]


def test_no_more_runs_are_listed_than_asked_for(readiness, kept):
    assert len(readiness("history", "prod", "--limit", "2", "--format", "json").json["runs"]) == 2


def test_what_went_back_and_forth_is_told(readiness, folder):
    for n, count in enumerate((2, 1, 2, 1)):
        keep(folder / HISTORY, run_record(f"run-{n}", minutes=n, count=count))
    assert "  PFPF  versions [site]" in readiness("history", "prod").out.splitlines()
    (flap,) = readiness("history", "prod", "--format", "json").json["flapping"]
    assert (flap["control"], flap["outcomes"]) == ("versions", ["pass", "fail", "pass", "fail"])
    assert "flapping" not in readiness("history", "prod", "--limit", "3").out


def test_json_fits_its_schema_and_holds_what_the_table_does(readiness, kept):
    done = readiness("history", "prod", "--format", "json")
    Draft202012Validator(readiness("policy", "schema", "history").json).validate(done.json)
    assert [(run["run"], run["standing"]) for run in done.json["runs"]][:2] == [
        ("cut", "interrupted"),
        ("three", "complete"),
    ]


def test_a_second_look_gives_the_same_bytes(readiness, kept):
    assert readiness("history", "prod").out == readiness("history", "prod").out


def test_nothing_that_a_record_says_reaches_the_terminal_raw(readiness, folder):
    evil = "\x1b[2J\u202eevil\n"
    found = run_record("run\x1b[31m", release=Release(version=evil))
    policy = found.header.policy.model_copy(update={"version": evil})
    keep(folder / HISTORY, run_record("run\x1b[31m", release=Release(version=evil), policy=policy))
    (folder / HISTORY / "prod" / "bad\x1b[2J.jsonl").write_text("no record")
    done = readiness("history", "prod")
    assert "\x1b" not in done.out + done.err
    assert "\u202e" not in done.out + done.err
    assert len(done.out.splitlines()) == 3
    assert json.loads(readiness("history", "prod", "--format", "json").out)


def test_the_environment_file_says_where_the_history_is(readiness, folder):
    environment = ENVIRONMENT.replace("    reach:", "    history: {folder: runs, keep: 1}\n    reach:")
    write(folder, readiness=environment)
    keep_many(folder / "runs", 3)
    assert len(readiness("history", "prod", "--format", "json").json["runs"]) == 3
    done = readiness("history", "prod", "--prune", "--format", "json")
    assert [one["run"] for one in done.json["removed"]] == ["run-0001", "run-0000"]
    assert [one["run"] for one in done.json["runs"]] == ["run-0002"]


def test_a_policy_that_is_wrong_today_hides_nothing_of_yesterday(readiness, folder, kept):
    write(folder, policy="policy: [")
    assert "three" in readiness("history", "prod").out


def test_another_folder_can_be_named(readiness, folder):
    keep(folder / "elsewhere", run_record("one"))
    assert "one" in readiness("history", "prod", "--history", "elsewhere").out


def test_no_runs_are_no_mistake_where_the_environment_is_declared(readiness, folder):
    write(folder)
    done = readiness("history", "prod")
    assert (done.code, done.out) == (0, "no runs of prod in .readiness\n")
    assert not (folder / HISTORY).exists()


def test_an_environment_that_is_not_declared_is_told_with_the_nearest(readiness, folder, contacts):
    write(folder)
    done = readiness("history", "prdo")
    assert_refused(done, contacts)
    assert "there is no environment `prdo`" in done.err
    assert "did you mean `prod`?" in done.err


def test_settings_that_make_no_sense_are_told_with_their_place(readiness, folder, contacts):
    write(folder, readiness=ENVIRONMENT.replace("    reach:", "    history: {keep: 0}\n    reach:"))
    done = readiness("history", "prod")
    assert_refused(done, contacts)
    assert "readiness.yaml:4:21: `history.keep`: " in done.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--prune"], "--prune needs --keep or --days"),
        (["--keep", "3"], "--keep and --days go with --prune"),
        (["--limit", "0"], "0 is not in the range x>=1"),
        (["--prune", "--days", "0"], "0.0 is not in the range x>0"),
    ],
)
def test_options_that_make_no_sense_are_refused(readiness, kept, contacts, options, said):
    done = readiness("history", "prod", *options)
    assert_refused(done, contacts)
    assert said in done.err
    assert len(list((kept / "prod").iterdir())) == 4


def test_what_is_given_up_is_told(readiness, kept):
    done = readiness("history", "prod", "--prune", "--keep", "2")
    assert done.out.splitlines()[:2] == [
        "removed two, begun 2026-11-22 12:01: 2 newer runs are kept",
        "removed one, begun 2026-11-22 12:00: 2 newer runs are kept",
    ]
    assert sorted(path.stem for path in (kept / "prod").iterdir()) == ["cut", "three"]


def test_a_damaged_index_costs_one_line(readiness, kept):
    (kept / "index.sqlite").write_bytes(b"nonsense" * 1000)
    done = readiness("history", "prod")
    assert (done.code, len(done.err.splitlines()), "three" in done.out) == (0, 1, True)
    assert "warning: .readiness/index.sqlite: the index was damaged" in done.err


def test_a_record_that_is_put_there_is_judged_as_its_scan_was(readiness, folder, imperfect):
    copy = folder / HISTORY / "demo" / "real.jsonl"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(imperfect.record.read_bytes())
    (run,) = readiness("history", "demo", "--format", "json").json["runs"]
    assert (run["score"], run["word"]) == (imperfect.report["scorecard"]["score"], imperfect.report["verdict"]["word"])
