"""Comparing scans from the command line: files, runs of a history, and what the exit code says."""

from __future__ import annotations

import pytest
from histories import keep, run_record, text_of
from jsonschema import Draft202012Validator
from mistakes_shown import assert_refused, write

from readiness.judge.report import report
from readiness.model.report import ParamValue
from readiness.renderers.json import render


@pytest.fixture
def files(folder):
    """``old.jsonl`` and ``old.json`` with everything well, ``new`` with a failure and another parameter."""
    for name, found in (
        ("old", run_record("old")),
        ("new", run_record("new", minutes=1, count=1, params={"n": ParamValue(value=3, origin="policy")})),
    ):
        (folder / f"{name}.jsonl").write_text(text_of(found))
        (folder / f"{name}.json").write_text(render(report(found)))
    return folder


@pytest.fixture
def runs(folder):
    """A history in which one control goes back and forth."""
    for n, count in enumerate((2, 1, 2, 1, 1)):
        keep(folder / ".readiness", run_record(f"run-{n}", minutes=n, count=count))
    keep(folder / ".readiness", run_record("cut", minutes=9), end=False)
    return folder


def moves(done):
    return {change["control"]: change["move"] for change in done.json["changes"]}


@pytest.mark.parametrize("old", ["old.json", "old.jsonl"])
@pytest.mark.parametrize("new", ["new.json", "new.jsonl"])
def test_reports_and_records_are_compared_alike(readiness, files, contacts, old, new):
    done = readiness("diff", old, new, "--format", "json")
    assert (done.code, contacts) == (1, [])
    assert moves(done) == {"versions": "regressed", "trust": "unchanged"}
    (fact,) = done.json["changes"][0]["facts"]
    assert (fact["path"], fact["before"]["value"], fact["after"]["value"]) == ("tls.versions.count", 2, 1)


def test_what_got_worse_is_told_with_the_facts_that_made_the_difference(readiness, files):
    done = readiness("diff", "old.json", "new.json")
    assert done.code == 1
    assert "regressed (1)" in done.out
    assert "versions [site] pass → fail (high): Versions" in done.out
    assert "tls.versions.count: 2 → 1 at example.com@192.0.2.1:443" in done.out
    assert "param n: none → 3" in done.out
    assert done.out.splitlines()[-1] == "1 regressed, 1 unchanged"


def test_what_got_better_ends_with_code_0(readiness, files):
    done = readiness("diff", "new.json", "old.json")
    assert (done.code, "fixed (1)" in done.out) == (0, True)


def test_nothing_moved_ends_with_code_0(readiness, files):
    done = readiness("diff", "old.json", "old.jsonl")
    assert (done.code, done.out.splitlines()[-1]) == (0, "2 unchanged")


def test_json_fits_its_schema(readiness, files):
    schema = readiness("policy", "schema", "comparison").json
    Draft202012Validator(schema).validate(readiness("diff", "old.json", "new.jsonl", "--format", "json").json)


def test_the_last_runs_are_named_by_how_far_back_they_are(readiness, runs):
    done = readiness("diff", "last~2", "last", "-e", "prod", "--format", "json")
    assert [side["run"] for side in done.json["sides"]] == ["run-2", "run-4"]
    assert [side["started"][11:16] for side in done.json["sides"]] == ["12:02", "12:04"]
    assert (done.code, moves(done)["versions"]) == (1, "regressed")


def test_runs_are_named_by_their_id_also_when_they_were_interrupted(readiness, runs):
    done = readiness("diff", "run-0", "cut", "-e", "prod", "--format", "json")
    assert [side["complete"] for side in done.json["sides"]] == [True, False]


def test_the_runs_before_show_what_flaps(readiness, runs):
    done = readiness("diff", "last~1", "last", "-e", "prod")
    assert done.code == 0
    assert "flapping in 5 runs" in done.out
    assert "PFPFF  versions [site]" in done.out
    assert done.out.splitlines()[-1] == "2 unchanged; 1 flapping"


def test_several_in_a_row_compare_the_first_with_the_last(readiness, runs):
    done = readiness("diff", "run-0", "run-1", "run-2", "run-3", "-e", "prod", "--format", "json")
    (flapping,) = [change for change in done.json["changes"] if change["flapping"]]
    assert (flapping["move"], flapping["outcomes"]) == ("regressed", ["pass", "fail", "pass", "fail"])
    assert (done.json["trail"], len(done.json["sides"])) == (4, 4)


def test_files_and_runs_can_be_compared_with_each_other(readiness, runs, files):
    assert readiness("diff", "old.json", "last", "-e", "prod").code == 1


def test_a_real_scan_is_compared_with_itself_mended(readiness, imperfect, healthy):
    done = readiness("diff", str(imperfect.json), str(healthy.record), "--format", "json")
    assert done.code == 0
    assert done.json["counts"]["fixed"] > 5
    assert all(change["facts"] for change in done.json["changes"] if change["move"] == "fixed")
    assert readiness("diff", str(healthy.json), str(imperfect.record)).code == 1


def test_nothing_that_a_record_says_reaches_the_terminal_raw(readiness, folder):
    evil = "\x1b[2J\u202eevil\ud800"
    for name, count in (("old", 2), ("new", 1)):
        found = run_record(name, count=count, environment=evil, versions={evil: name})
        (folder / name).write_text(text_of(found).replace('"example.com"', '"\\u001b[31m"'))
    for more in ([], ["-v"]):
        done = readiness("diff", "old", "new", *more)
        assert done.code == 1
        assert not {"\x1b", "\u202e", "\ud800"} & set(done.out + done.err)
    assert readiness("diff", "old", "new", "--format", "json").json["counts"]["regressed"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["old.json"], "a comparison needs two scans"),
        (["old.json", "none.json"], "No such file"),
        (["old.json", "readiness.yaml"], "is neither a report nor a record"),
        (["old.json", "last"], "`last` is a run of which environment?"),
        (["old.json", "last~9", "-e", "prod"], "prod has 0 complete runs in .readiness"),
        (["old.json", "nope", "-e", "prod"], "`nope` is neither a file nor a run of prod in .readiness"),
        (["old.json", "new.json", "--history", "x"], "--history goes with --environment"),
        (["old.json", "last", "-e", "prdo"], "did you mean `prod`?"),
    ],
)
def test_what_cannot_be_compared_is_refused(readiness, files, contacts, arguments, said):
    write(files)
    done = readiness("diff", *arguments)
    assert_refused(done, contacts)
    assert said in done.err
