"""The options that say how a record is judged: waivers, baseline, what-if, conditions."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from cli_records import BAD, DAY, GOOD, STRICT, TLS13, WAIVER, keep_in, text_of
from mistakes_shown import LINE, assert_refused, assert_says
from records import control, record, seen


@pytest.fixture
def keep(folder):
    """``keep(name, *accepted, …)``: write a record of a site that accepts these versions of TLS, and say where."""
    return partial(keep_in, folder)


@pytest.fixture
def waivers(folder: Path) -> str:
    """A file with one waiver."""
    entry = json.loads(WAIVER.model_dump_json())
    (folder / "accepted.yaml").write_text(json.dumps({"waivers": [entry]}), encoding="utf-8")
    return "accepted.yaml"


def test_waivers_from_a_file_are_laid_over_and_the_outcome_stays(readiness, keep, waivers):
    assert readiness("judge", keep("r", *BAD)).code == 1
    done = readiness("judge", "r", "--waivers", waivers, "--json", "-")
    assert (done.code, done.json["verdict"]["word"]) == (0, "READY WITH CONDITIONS")
    assert [(one["control"], one["outcome"], one["waived"]) for one in done.json["findings"]] == [
        ("new", "fail", "OPS-7"),
        ("old", "pass", None),
    ]
    assert (done.json["scorecard"]["score"], done.json["waived_scorecard"]["score"]) == (33.33, 100)
    assert done.json["verdict"]["conditions"] == ["new is waived until 2026-12-20 by Bob (OPS-7)"]


def test_waivers_from_a_file_replace_those_of_the_record(readiness, keep, folder):
    (folder / "none.yaml").write_text("waivers: []\n", encoding="utf-8")
    assert readiness("judge", keep("r", *BAD, waivers=(WAIVER,))).code == 0
    assert readiness("judge", "r", "--waivers", "none.yaml").code == 1


def test_with_conditions_that_are_not_wanted_it_ends_with_4_and_the_report_is_the_same(readiness, keep):
    keep("r", *BAD, waivers=(WAIVER,))
    usual, strict = (readiness("judge", "r", "--json", "-", *more) for more in ((), ("--no-conditions",)))
    assert (usual.code, strict.code) == (0, 4)
    assert usual.out == strict.out
    assert readiness("judge", keep("good", *GOOD), "--no-conditions").code == 0
    assert readiness("judge", keep("bad", *BAD), "--no-conditions").code == 1


def test_waivers_that_are_none_are_refused(readiness, keep, folder, contacts):
    (folder / "bad.yaml").write_text("waivers: [{control: new}]\n", encoding="utf-8")
    done = readiness("judge", keep("r", *BAD), "--waivers", "bad.yaml")
    assert_refused(done, contacts)
    assert_refused(readiness("judge", "r", "--waivers", "nowhere.yaml"), contacts)


def test_a_gate_without_regressions_is_undecided_until_it_has_something_to_compare_with(readiness, keep):
    done = readiness("judge", keep("r", *GOOD, gate=STRICT), "--json", "-")
    assert done.code == 3
    assert "--baseline none for the first" in done.json["verdict"]["because"][0]
    first = readiness("judge", "r", "--baseline", "none", "--json", "-")
    assert (first.code, first.json["verdict"]["word"]) == (0, "READY WITH CONDITIONS")


@pytest.mark.parametrize("form", ["record", "report"])
def test_what_is_worse_than_in_a_report_or_record_is_told_and_not_ready(readiness, keep, form):
    name = keep("before", *GOOD, started=DAY - timedelta(days=3))
    if form == "report":
        readiness("judge", name, "--json", "before.json")
        name = "before.json"
    loose = STRICT.model_copy(update={"score": 0.0, "blocking": ()})
    done = readiness("judge", keep("r", *BAD, gate=loose), "--baseline", name, "--json", "-")
    assert done.code == 1
    assert done.json["verdict"]["because"] == ["new on site is fail and was pass in the baseline"]
    assert [one["control"] for one in done.json["baseline"]["regressions"]] == ["new"]
    assert readiness("judge", "r", "--baseline", "r", "--json", "-").json["baseline"]["regressions"] == []


def test_a_baseline_of_another_environment_is_refused(readiness, keep, contacts):
    keep("other", *GOOD, environment="staging")
    done = readiness("judge", keep("r", *GOOD), "--baseline", "other")
    assert_refused(done, contacts)
    assert done.err.startswith(f"{LINE}the baseline is of the environment staging, not of prod")


@pytest.mark.parametrize("text", ["", "{}", "[]", "no report", '{"line": "nope"}\n', "\x00", '{"schema_version": 99}'])
def test_a_baseline_that_is_none_is_refused(readiness, keep, folder, contacts, text):
    (folder / "odd").write_text(text, encoding="utf-8")
    assert_refused(readiness("judge", keep("r", *GOOD), "--baseline", "odd"), contacts)


def test_a_baseline_that_is_missing_is_told(readiness, keep):
    done = readiness("judge", keep("r", *GOOD), "--baseline", "nowhere.json")
    hint = "name a JSON report or a record of an earlier scan"
    assert done.code == 2
    assert_says(done, "nowhere.json: cannot be read: No such file or directory", hint)


def test_what_is_read_is_never_overwritten(readiness, keep, waivers, contacts):
    keep("r", *GOOD)
    for option, file, what in (("--baseline", "r2", "baseline"), ("--waivers", waivers, "waivers")):
        keep("r2", *GOOD)
        done = readiness("judge", "r", option, file, "--json", file)
        assert_refused(done, contacts)
        assert f"the report would overwrite the {what} {file}" in done.err


def test_what_mending_would_do_is_told_apart_and_changes_nothing(readiness, keep):
    keep("r", *BAD)
    plain, supposed = (readiness("judge", "r", "--json", "-", *more) for more in ((), ("--what-if", "fix:new")))
    assert (plain.code, plain.out) == (supposed.code, supposed.out)
    assert supposed.err == "what if new passed: score 33.33 → 100; NOT READY → READY\n"


def test_supposing_what_is_not_selected_says_so(readiness, keep):
    done = readiness("judge", keep("r", *BAD), "--only", "old", "-q", "--what-if", "fix:new")
    assert done.err == "what if new (not selected) passed: score 100 → 100; SELECTION HOLDS → SELECTION HOLDS\n"


def test_each_supposition_is_told_with_the_cap_that_stays(readiness, keep):
    good = [control(TLS13, id=f"c{n}", severity="critical") for n in range(2)]
    easy = [control('"TLSv1.2" in tls.versions.accepted', id=f"e{n}", severity="critical") for n in range(6)]
    found = record([*good, *easy], [seen("versions", {"accepted": ["TLSv1.2"], "refused": []})])
    Path("r").write_text(text_of(found), encoding="utf-8")
    done = readiness("judge", "r", "-q", "--what-if", "fix:c0", "--what-if", "fix:c0, c1")
    assert done.err.splitlines() == [
        "what if c0 passed: score 59 → 59, still capped at 59: critical control c1 is fail; NOT READY → NOT READY",
        "what if c0, c1 passed: score 59 → 100, no longer capped at 59: critical control c0 is fail; NOT READY → READY",
    ]


@pytest.mark.parametrize("text", ["new", "fix:", "fix", "break:new", "fix: ,"])
def test_a_supposition_that_is_none_is_refused(readiness, keep, contacts, text):
    done = readiness("judge", keep("r", *BAD), "--what-if", text)
    assert_refused(done, contacts)
    assert "is not fix:CONTROL" in done.err


def test_a_control_that_is_not_there_cannot_be_supposed_mended(readiness, keep, contacts):
    done = readiness("judge", keep("r", *BAD), "--what-if", "fix:nwe")
    assert_refused(done, contacts)
    assert_says(done, f"{LINE}--what-if: test has no control `nwe`", "did you mean `new`?")
