"""Commands that are interrupted, killed or made to wait: what they leave behind is whole, and nothing runs on."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from pathlib import Path

import pytest
from mistakes_shown import write

ENVIRONMENT = """\
environments:
  prod:
    policy: ./policy.yaml
    reach: {{addresses: {{example.com: [127.0.0.1]}}, timeout_s: 60}}
    targets:
      site: {{kind: site, url: "{scheme}://example.com:{port}", http_port: {port}}}
"""
PLAIN = """\
policy: plain
version: "1"
controls:
  - id: plain
    title: Plain HTTP serves pages
    severity: high
    target: site
    observe: {http: {}}
    require: http.redirects.serves_content
    rationale: tried
    remedy: {none: none}
    references: [none]
"""


def lines(file: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def hanging(started, folder, silent):
    """A scan that waits for a server which will never answer."""
    write(folder, readiness=ENVIRONMENT.format(scheme="https", port=silent.port))
    scan = started("scan", "prod", "--record", "record.jsonl")
    assert silent.reached.wait(30)
    return scan


def test_a_scan_that_takes_its_time_says_what_it_waits_for(hanging):
    assert hanging.process.stderr is not None
    told = hanging.process.stderr.readline()
    assert re.fullmatch(
        r"scanning prod: 0 of 1 questions answered, \d+ s, waiting for tls\.versions on site\n", told
    ), told


def test_ctrl_c_ends_a_scan_at_once_with_a_report_that_is_undecided(hanging, readiness):
    hanging.send(signal.SIGINT)
    begun = time.monotonic()
    done = hanging.ended()
    assert time.monotonic() - begun < 5
    assert done.code == 3, done.err
    assert done.out.startswith("UNDECIDED: prod, by tried 1")
    assert "Traceback" not in done.err
    assert lines("record.jsonl")[-1]["complete"] is False
    judged = readiness("judge", "record.jsonl")
    assert (judged.code, judged.out) == (3, done.out)
    assert hanging.gone()


def test_a_scan_that_is_killed_leaves_a_readable_record_and_no_process(hanging, readiness):
    os.kill(hanging.process.pid, signal.SIGKILL)
    assert hanging.ended().code == -signal.SIGKILL
    assert hanging.gone(), hanging.processes()
    kept = lines("record.jsonl")
    assert (kept[0]["line"], [one for one in kept if one["line"] == "end"]) == ("header", [])
    judged = readiness("judge", "record.jsonl")
    assert judged.code == 3
    assert judged.out.startswith("UNDECIDED: ")


def test_ctrl_c_before_anything_was_looked_at_is_no_verdict(started, folder):
    os.mkfifo("pipe.yaml")
    scan = started("scan", "prod", "-f", "pipe.yaml")
    writing = os.open("pipe.yaml", os.O_WRONLY)  # waits until it is read
    scan.send(signal.SIGINT)
    done = scan.ended()
    os.close(writing)
    assert (done.code, done.out) == (3, "")
    assert done.err.strip() == "Interrupted: nothing was decided."


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_runs_until_it_is_told_to_end_and_leaves_nothing(started, readiness, number):
    demo = started("demo", "--healthy")
    assert demo.process.stderr is not None
    told = demo.process.stderr.readline()
    file = Path(re.search(r"-f (\S+)", told)[1])
    assert demo.process.stderr.readline() == "Ctrl-C stops it.\n"
    command = told.split(": readiness ")[1].split()
    scanned = readiness(*command, "--only", "tls-versions", "-q", "--json", "-")
    assert scanned.json["verdict"]["word"] == "SELECTION HOLDS", scanned.out
    demo.send(number)
    done = demo.ended()
    assert done.code == 0, done.err
    assert "environments:\n  platform:\n" in done.out
    assert not file.parent.exists()
    assert demo.gone()


@pytest.fixture
def waiting(started, folder, recovering):
    """A scan that is told to wait for a server which is out of order, between its first and its second look."""
    write(folder, policy=PLAIN, readiness=ENVIRONMENT.format(scheme="http", port=recovering.port))
    scan = started("scan", "prod", "--wait", "30s", "--record", "record.jsonl")
    assert scan.process.stderr is not None
    assert scan.process.stderr.readline() == "NOT READY: scanning again in 3 s\n"
    return scan


def test_waiting_ends_as_soon_as_the_gate_holds(waiting, recovering):
    recovering.well.set()
    done = waiting.ended()
    assert done.code == 0, done.out
    assert done.out.startswith("READY: prod")
    assert [one["line"] for one in lines("record.jsonl")].count("header") == 1


def test_ctrl_c_while_it_waits_shows_what_was_found(waiting):
    waiting.send(signal.SIGINT)
    done = waiting.ended()
    assert (done.code, done.told) == (1, "")
    assert done.out.startswith("NOT READY: prod")
