"""Judging every record of a history on its own: a line each, in order, whatever some of them are."""

from __future__ import annotations

import json
import os
import signal
from datetime import timedelta
from functools import partial

import pytest
from cli_records import BAD, DAY, GOOD, WAIVER, keep_in
from mistakes_shown import assert_refused

LENIENT = """\
policy: lenient
version: "2"
controls:
  - id: old
    title: Old
    severity: medium
    target: site
    observe: {tls: {}}
    require: '"TLSv1.2" in tls.versions.accepted'
    rationale: tried
    remedy: {none: none}
    references: [none]
"""
ENOUGH = 20
"""So many records are given to more than one process."""


@pytest.fixture
def keep(folder):
    """``keep(name, *accepted, …)``: write a record of a site that accepts these versions of TLS, and say where."""
    return partial(keep_in, folder)


@pytest.fixture
def history(folder, keep):
    """A folder with records in folders: good, bad and none at all."""
    for n in range(ENOUGH):
        place = folder / "history" / f"shop-{n % 2}"
        place.mkdir(parents=True, exist_ok=True)
        more = {"environment": f"shop-{n}", "started": DAY + timedelta(days=n)}
        keep(f"history/shop-{n % 2}/{n:02}.jsonl", *(BAD if n % 5 == 3 else GOOD), **more)
    (folder / "history" / "notes.txt").write_text("no record")
    return folder / "history"


def test_every_record_is_judged_on_its_own_and_told_in_a_line(readiness, keep):
    done = readiness("judge", "--each", keep("good", *GOOD), keep("bad", *BAD, environment="staging"))
    assert done.out.splitlines() == [
        "READY      prod  2026-11-22T12:00:00Z  score 100, 100% decided  good",
        "NOT READY  staging  2026-11-22T12:00:00Z  score 33.33, 100% decided  bad",
    ]
    assert (done.code, done.told) == (1, "2 records: 1 NOT READY, 1 READY\n")


def test_it_says_of_each_what_judging_it_alone_says(readiness, keep):
    names = [keep("good", *GOOD), keep("bad", *BAD), keep("silent")]
    told = [json.loads(line) for line in readiness("judge", "--each", *names, "--json", "-").out.splitlines()]
    alone = [readiness("judge", name, "--json", "-") for name in names]
    assert [one["exit_code"] for one in told] == [done.code for done in alone] == [0, 1, 3]
    assert [(one["word"], one["because"]) for one in told] == [
        (done.json["verdict"]["word"], done.json["verdict"]["because"]) for done in alone
    ]
    assert [(one["score"], one["coverage"]) for one in told] == [
        (done.json["scorecard"]["score"], done.json["scorecard"]["coverage"]) for done in alone
    ]


def test_several_processes_say_what_one_says_in_the_same_order(apart, history):
    one, two = (apart("judge", "--each", str(history), "--jobs", jobs, "--json", "-") for jobs in "12")
    assert one.out == two.out
    assert (one.code, two.code) == (1, 1)
    told = [json.loads(line) for line in two.out.splitlines()]
    assert [one["file"] for one in told] == sorted(str(path) for path in history.rglob("*.jsonl"))
    assert len({one["environment"] for one in told}) == ENOUGH


def test_what_is_no_record_is_a_line_of_its_own_and_the_rest_goes_on(readiness, keep, folder):
    (folder / "text").write_text("no record\n")
    done = readiness("judge", "--each", "text", "nowhere", keep("good", *GOOD))
    first, second, third = done.out.splitlines()
    assert first == "INVALID    text: 1:1: the line is not JSON"
    assert second == "INVALID    nowhere: cannot be read: No such file or directory"
    assert third.startswith("READY ")
    assert (done.code, done.told) == (2, "3 records: 2 INVALID, 1 READY\n")


def test_a_line_about_no_record_says_why_in_json_too(readiness, folder):
    (folder / "text").write_text("no record\n")
    done = readiness("judge", "--each", "text", "--json", "results")
    told = json.loads((folder / "results").read_text())
    assert (done.code, told["exit_code"], told["problem"]) == (2, 2, "1:1: the line is not JSON")
    assert (told["word"], told["score"], told["started"]) == ("", None, None)


@pytest.mark.parametrize(("names", "code"), [("gs", 3), ("gsb", 1), ("gsbx", 2), ("g", 0)])
def test_the_exit_code_is_that_of_the_worst(readiness, keep, names, code):
    keep("g", *GOOD), keep("s"), keep("b", *BAD)
    assert readiness("judge", "--each", *names).code == code


def test_conditions_that_are_not_enough_are_worse_than_none(readiness, keep):
    names = [keep("waived", *BAD, waivers=(WAIVER,)), keep("good", *GOOD)]
    assert readiness("judge", "--each", *names).code == 0
    assert readiness("judge", "--each", *names, "--no-conditions").code == 4
    assert readiness("judge", "--each", *names, keep("silent"), "--no-conditions").code == 3


def test_another_policy_and_another_day_are_for_all(apart, folder, history):
    (folder / "lenient.yaml").write_text(LENIENT)
    options = ("--policy", "./lenient.yaml", "--at", "2026-12-24", "--jobs", "2", "--json", "-")
    done = apart("judge", "--each", str(history), *options)
    told = [json.loads(line) for line in done.out.splitlines()]
    assert (done.code, len(told)) == (0, ENOUGH)
    assert {(one["policy"], one["judged_at"]) for one in told} == {("lenient", "2026-12-24T00:00:00Z")}


def test_a_selection_is_for_all(readiness, keep):
    done = readiness("judge", "--each", keep("bad", *BAD), "--only", "old", "--json", "-")
    assert (done.code, done.json["partial"], done.json["word"]) == (0, True, "SELECTION HOLDS")


def test_a_policy_that_is_none_is_refused_before_anything_is_judged(readiness, keep, contacts):
    assert_refused(readiness("judge", "--each", keep("good", *GOOD), "--policy", "./nowhere.yaml"), contacts)


@pytest.mark.parametrize(
    "options",
    [
        ("--junit", "-"),
        ("--report", "json=x"),
        ("--what-if", "fix:new"),
        ("--verbose",),
        ("--baseline", "good"),
        ("--json", "good"),
        ("--json", "./good"),
        ("--json", "nowhere/results"),
        ("--jobs", "0"),
    ],
)
def test_what_makes_no_sense_for_many_records_is_refused(readiness, keep, contacts, folder, options):
    before = (folder / keep("good", *GOOD)).read_bytes()
    assert_refused(readiness("judge", "--each", "good", *options), contacts)
    assert (folder / "good").read_bytes() == before


def test_the_number_of_processes_is_for_many_records_only(readiness, keep, contacts):
    assert_refused(readiness("judge", keep("good", *GOOD), "--jobs", "2"), contacts)


def test_a_folder_without_records_is_no_green_light(readiness, folder, contacts):
    (folder / "empty").mkdir()
    os.mkfifo(folder / "empty" / "pipe.jsonl")
    assert_refused(readiness("judge", "--each", "empty"), contacts)


def test_a_file_that_is_named_twice_is_judged_once(readiness, history):
    one = str(next(history.rglob("*.jsonl")))
    done = readiness("judge", "--each", str(history), one, "--jobs", "1")
    assert len(done.out.splitlines()) == ENOUGH


def test_quiet_is_quiet(readiness, keep, folder):
    done = readiness("judge", "--each", keep("bad", *BAD), "-q", "--json", "results")
    assert (done.code, done.out, done.told) == (1, "", "")
    assert len((folder / "results").read_text().splitlines()) == 1


def test_what_a_record_calls_itself_cannot_forge_a_line(readiness, keep):
    done = readiness("judge", "--each", keep("bad", *BAD, environment="x\nREADY      prod\x1b[2K"))
    assert len(done.out.splitlines()) == 1
    assert "\\x0aREADY" in done.out
    assert "\x1b" not in done.out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_when_the_command_is_killed(started, folder, imperfect, number):
    many = folder / "many"
    many.mkdir()
    for n in range(500):
        os.link(imperfect.record, many / f"{n}.jsonl")
    running = started("judge", "--each", str(many), "--jobs", "2")
    assert running.process.stdout is not None
    assert running.process.stdout.readline().startswith("NOT READY")
    assert len(running.processes()) > 2
    running.process.send_signal(number)
    assert running.gone()
