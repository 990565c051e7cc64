"""Scanning the demo: what goes to stdout, to stderr and into files, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import termios
import xml.etree.ElementTree as ET
from contextlib import suppress

import pytest
from jsonschema import Draft202012Validator

from readiness.demo.faults import IMPERFECT, planted


def test_the_demo_has_faults_and_is_not_ready(imperfect):
    assert imperfect.done.code == 1, imperfect.done.err
    report = imperfect.report
    assert (report["verdict"]["word"], report["complete"]) == ("NOT READY", True)
    wrong = [one for one in report["findings"] if one["outcome"] in ("fail", "partial") and one["weight"]]
    broken = [set(fault.rows) for fault in planted(IMPERFECT)]
    assert [rows for rows in broken if not any(rows & set(one["rows"]) for one in wrong)] == []
    assert [one["control"] for one in wrong if not set(one["rows"]) & set().union(*broken)] == []


def test_the_healthy_demo_is_ready(healthy):
    report = healthy.report
    weighty = [one for one in report["findings"] if one["weight"]]  # what only informs may say what it will
    green = ("pass", "not-applicable")  # the demo has switched already: what is asked before a switch is not
    undecided = [(one["control"], one["outcome"]) for one in weighty if one["outcome"] not in green]
    assert (healthy.done.code, report["verdict"]["word"], undecided) == (0, "READY", []), healthy.done.out
    assert report["scorecard"]["coverage"] == 100


def test_versions_that_the_guide_demands_past_their_end_are_told_and_cost_nothing(healthy):
    found = {one["control"]: one for one in healthy.report["findings"]}
    assert found["guide-nodejs-supported"]["outcome"] == "fail"  # Node.js 20 ended on 2026-04-30
    assert found["guide-nodejs-supported"]["weight"] == 0
    assert healthy.report["scorecard"]["score"] == 100
    assert 'guide.demands["nodejs"] = "20"' in healthy.done.out


def test_a_person_reads_the_report_on_stdout_and_the_progress_on_stderr(imperfect):
    out, err = imperfect.done.out, imperfect.done.err
    assert out.startswith("NOT READY: demo, by edpsych-connect ")
    assert "\x1b" not in out + err
    assert all(line.startswith("scanning demo: ") for line in err.splitlines())


def test_the_formats_agree(imperfect, readiness):
    Draft202012Validator(readiness("policy", "schema", "report").json).validate(imperfect.report)
    suite = ET.parse(imperfect.junit).getroot()
    cases = suite.findall(".//testcase")
    assert len(cases) == len(imperfect.report["findings"])
    bad = [case for case in cases if case.find("failure") is not None]
    assert len(bad) == sum(one["outcome"] == "fail" and one["weight"] > 0 for one in imperfect.report["findings"])


def test_the_record_has_every_request_of_the_journal(imperfect):
    lines = [json.loads(line) for line in imperfect.record.read_text(encoding="utf-8").splitlines()]
    assert [lines[0]["line"], lines[-1]["line"]] == ["header", "end"]
    assert lines[-1]["complete"]
    sent = [one for line in lines[1:-1] for one in line["sent"]]
    journal = [json.loads(line) for line in imperfect.journal.read_text(encoding="utf-8").splitlines()]
    assert sum(one["count"] for one in sent) == imperfect.report["requests"] == lines[-1]["requests"]

    def key(one):
        return json.dumps({name: value for name, value in one.items() if name != "count"}, sort_keys=True)

    counted = {key(one): one["count"] for one in journal}  # before it is sent only the ceiling is known
    assert sorted(map(key, sent)) == sorted(map(key, journal))
    assert all(0 <= one["count"] <= counted[key(one)] for one in sent)


def test_everything_sent_was_in_the_plan(imperfect):
    lines = [json.loads(line) for line in imperfect.record.read_text(encoding="utf-8").splitlines()]
    hosts = {one["to"].rpartition(":")[0] for line in lines[1:-1] for one in line["sent"]}
    names = {"edpsychconnect.test", "www.edpsychconnect.test", "api.edpsychconnect.test"}
    resolvers = {"127.0.53.53", "127.0.53.54", "127.0.53.55"}
    assert hosts - {""} <= names | resolvers | {"mx", "mta-sts.edpsychconnect.test"}


@pytest.mark.parametrize(("option", "name"), [("--json", "json"), ("--junit", "junit"), ("--report", "json")])
def test_a_format_on_stdout_is_alone_there_and_the_same_as_in_a_file(imperfect, readiness, option, name):
    done = readiness("judge", str(imperfect.record), option, "json=-" if option == "--report" else "-", "-v")
    assert (done.code, done.told) == (1, "")
    assert done.out == getattr(imperfect, name).read_text(encoding="utf-8")


def test_quiet_prints_nothing_but_what_was_asked_for(imperfect, readiness, folder):
    done = readiness("judge", str(imperfect.record), "-q", "--json", "report.json")
    assert (done.code, done.out, done.told) == (1, "", "")
    assert (folder / "report.json").read_bytes() == imperfect.json.read_bytes()


def test_verbose_shows_what_is_green_too(imperfect, readiness):
    brief = readiness("judge", str(imperfect.record)).out
    full = readiness("judge", str(imperfect.record), "-v").out
    passing = next(one for one in imperfect.report["findings"] if one["outcome"] == "pass")
    assert passing["control"] in full
    assert len(full) > len(brief)


def test_a_plan_of_the_demo_is_what_a_scan_of_it_sends(apart, imperfect):
    plan = apart("plan", "demo", "--format", "json")
    assert plan.code == 0, plan.err
    asked = {(one["probe"], one["target"], one["group"]) for one in plan.json["asks"]}
    lines = [json.loads(line) for line in imperfect.record.read_text(encoding="utf-8").splitlines()]
    assert {(line["probe"], line["target"], line["group"]) for line in lines if line["line"] == "observation"} == asked


def test_machine_formats_of_a_scan_are_alone_on_stdout(apart):
    done = apart("scan", "demo", "--healthy", "--only", "tls-versions", "--json", "-")
    assert done.code == 0, done.err
    assert done.json["verdict"]["word"] == "SELECTION HOLDS"


def test_a_terminal_that_cannot_show_a_character_is_no_reason_to_fail(apart, imperfect):
    done = apart("judge", str(imperfect.record), "-v", PYTHONIOENCODING="ascii")
    assert (done.code, done.told) == (1, "")
    assert done.out.isascii()


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colours_and_its_own_width(imperfect, folder, environment, coloured):
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, 60))
    command = [sys.executable, "-m", "readiness", "judge", str(imperfect.record)]
    own = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    with subprocess.Popen(command, stdout=theirs, stdin=subprocess.DEVNULL, env=own | environment):
        os.close(theirs)
        shown = read_all(ours).decode()
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert plain.startswith("NOT READY: demo")
    assert ("\x1b[" in shown) == coloured
    assert max(map(len, plain.splitlines())) <= 60


def read_all(terminal: int) -> bytes:
    """Everything that is written to a terminal until nobody holds it open any more."""
    parts = []
    with os.fdopen(terminal, "rb", buffering=0) as stream, suppress(OSError):
        while part := stream.read(65536):
            parts.append(part)
    return b"".join(parts)
