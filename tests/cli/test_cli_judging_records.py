"""Judging several records at once, and records whose gate or waivers ask for something odd."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import pytest
from cli_records import BAD, DAY, GOOD, WAIVER, keep_in, lines, recorded
from mistakes_shown import assert_refused

from readiness.cli._records import newest_first
from readiness.model.policy import Gate
from readiness.model.report import Selection


@pytest.fixture
def keep(folder):
    """``keep(name, *accepted, …)``: write a record of a site that accepts these versions of TLS, and say where."""
    return partial(keep_in, folder)


def test_the_newest_record_is_judged_whatever_the_order(readiness, keep):
    keep("older", *BAD, started=DAY - timedelta(days=1))
    keep("newer", *GOOD)
    one, other = (readiness("judge", *names, "--json", "-") for names in (("older", "newer"), ("newer", "older")))
    assert one.out == other.out
    assert (one.code, one.json["started"]) == (0, "2026-11-22T12:00:00Z")


def test_a_later_look_at_some_controls_does_not_take_the_place_of_a_whole_scan(readiness, keep):
    keep("whole", *BAD, started=DAY - timedelta(days=1))
    keep("part", *GOOD, selection=Selection(only=("old",)))
    one, other = (readiness("judge", *names, "--json", "-") for names in (("part", "whole"), ("whole", "part")))
    assert one.out == other.out
    assert (one.json["selection"]["only"], len(one.json["findings"])) == ([], 2)


def test_a_newer_record_of_another_environment_is_not_the_one_that_is_judged():
    prod, staging = recorded(*GOOD, started=DAY - timedelta(days=1)), recorded(*GOOD, environment="staging")
    assert newest_first([prod, staging]) == [prod, staging]
    assert newest_first([staging, prod]) == [staging, prod]


def test_records_from_two_vantages_are_judged_together_whatever_the_order(readiness, keep):
    keep("inside", *GOOD, vantage="inside")
    keep("outside", *BAD, vantage="outside")
    one, other = (readiness("judge", *names, "--json", "-") for names in (("inside", "outside"), ("outside", "inside")))
    assert one.out == other.out
    assert (one.code, sorted(one.json["vantages"])) == (1, ["inside", "outside"])


def test_a_vantage_whose_scan_was_interrupted_leaves_it_undecided(readiness, keep, folder):
    keep("inside", *GOOD, vantage="inside")
    text = lines(*GOOD, vantage="outside", started=DAY - timedelta(minutes=1))
    (folder / "outside").write_text(text[: text.rindex("\n", 0, -1) + 1], encoding="utf-8")
    done = readiness("judge", "inside", "outside", "--json", "-")
    assert (done.code, done.json["complete"]) == (3, False)
    told = "the scan from outside was interrupted: its record has no end: the scan was killed"
    assert done.json["verdict"]["because"] == [told]


def test_without_any_record_it_says_what_is_missing(readiness, contacts):
    assert_refused(readiness("judge"), contacts)


def test_evidence_that_is_too_old_on_the_day_of_judging_is_undecided(readiness, keep):
    keep("r", *GOOD, gate=Gate(evidence_days=7))
    assert readiness("judge", "r").code == 0
    assert readiness("judge", "r", "--at", "2026-11-29").code == 0
    late, early = (readiness("judge", "r", "--at", at, "--json", "-") for at in ("2026-11-30", "2026-11-22"))
    assert (late.code, early.code) == (3, 3)
    assert late.json["verdict"]["because"] == ["the oldest evidence is 7.5 days old, the gate allows 7"]
    assert "after the moment of judging" in early.json["verdict"]["because"][0]


@pytest.mark.parametrize(
    "gate",
    [
        {"chapters": {"frist": 50}},
        {"chapters": {"first": 500}},
        {"chapters": "first"},
        {"blocking": ["low"]},
        {"blocking": ["worst"]},
        {"score": "ninety"},
        {"score": None},
        {"waivers": {"most": -1}},
        {"nope": 1},
    ],
)
def test_a_record_whose_gate_cannot_be_understood_is_refused(readiness, keep, folder, contacts, gate):
    keep("r", *GOOD)
    header, *rest = (folder / "r").read_text(encoding="utf-8").splitlines(keepends=True)
    data = json.loads(header)
    data["policy"]["gate"] |= gate
    (folder / "r").write_text("".join([json.dumps(data) + "\n", *rest]), encoding="utf-8")
    assert_refused(readiness("judge", "r"), contacts)


@pytest.mark.parametrize(
    "change",
    [{"expires": "soon"}, {"granted": None}, {"control": ""}, {"reason": ""}, {"nope": 1}, {"targets": 3}],
)
def test_a_record_whose_waiver_cannot_be_understood_is_refused(readiness, keep, folder, contacts, change):
    keep("r", *BAD, waivers=(WAIVER,))
    header, *rest = (folder / "r").read_text(encoding="utf-8").splitlines(keepends=True)
    data = json.loads(header)
    data["waivers"][0] |= change
    (folder / "r").write_text("".join([json.dumps(data) + "\n", *rest]), encoding="utf-8")
    assert_refused(readiness("judge", "r"), contacts)


def test_the_phases_and_the_line_that_asks_for_one_are_in_the_report(readiness, keep):
    done = readiness("judge", keep("r", *GOOD), "--json", "-")
    assert [(one["id"], one["standing"]) for one in done.json["phases"]] == [("build", "holds")]
    assert done.json["reached"] == "build"
    assert {row["row"]: row["outcome"] for row in done.json["rows"]} == {"1.1": "pass", "1.2": "pass"}
