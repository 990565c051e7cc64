"""Scans that must end before their time, whatever their probes do: with a report, in time, and nothing runs on."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path

import pytest
from cli_runs import CHECKOUT
from mistakes_shown import write

PATH = f"{CHECKOUT}:{CHECKOUT / 'tests' / 'plugins'}"
ENVIRONMENT = """\
environments:
  prod:
    policy: ./policy.yaml
    reach: {addresses: {example.com: [127.0.0.1]}}
    targets:
      site: {kind: site, url: "https://example.com:9"}
"""
CONTROL = """\
  - id: {group}
    title: A group that ends or not
    severity: high
    target: site
    observe: {{tried: {{}}}}
    require: tried.{group}.number == 1
    rationale: tried
    remedy: {{none: none}}
    references: [none]
"""


@pytest.fixture
def scan(started, folder):
    """``scan(group, options)``: a scan by the test probe that asks for this group, and one that is well."""

    def start(group, *options):
        controls = "".join(CONTROL.format(group=name) for name in sorted({"well", group}))
        write(folder, policy=f'policy: tried\nversion: "1"\ncontrols:\n{controls}', readiness=ENVIRONMENT)
        return started("scan", "prod", "--record", "record.jsonl", *options, PYTHONPATH=PATH)

    return start


def lines() -> list[dict[str, object]]:
    return [json.loads(line) for line in Path("record.jsonl").read_text(encoding="utf-8").splitlines()]


def reached_well(limit_s: float = 20.0) -> None:
    """Wait until the first answer is on the disk, while the scan still asks."""
    limit = time.monotonic() + limit_s
    file = Path("record.jsonl")
    while not (file.exists() and b'"group": "well"' in file.read_bytes()):
        assert time.monotonic() < limit
        time.sleep(0.02)


@pytest.mark.parametrize("group", ["lasting", "guessing", "deaf", "threaded", "blocking"])
def test_at_the_deadline_there_is_a_partial_report_whatever_a_probe_does(scan, group):
    begun = time.monotonic()
    running = scan(group, "--deadline", "1s")
    done = running.ended()
    assert time.monotonic() - begun < 15
    assert done.code == 3, done.err
    assert done.out.startswith("UNDECIDED: prod")
    assert "Traceback" not in done.err
    assert running.gone(), running.processes()
    items = lines()
    if group == "deaf":  # it was late by itself before, and stays so
        items = [item for item in items if item.get("group") != "deaf"]
        assert items[-1]["line"] == "end"
        return
    assert (items[-1]["complete"], items[-1]["why"]) == (False, "the deadline of 1 s passed")
    assert "the deadline of 1 s passed" in done.out
    assert {item["group"] for item in items if item["line"] == "observation"} <= {"well"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("group", ["lasting", "threaded"])
def test_signals_end_a_scan_with_a_partial_report_that_says_so(scan, group, number):
    running = scan(group)
    reached_well()
    running.send(number)
    done = running.ended()
    assert done.code == 3, done.err
    assert lines()[-1]["why"] == f"interrupted ({number.name})"
    assert f"interrupted ({number.name})" in done.out
    assert running.gone(), running.processes()


def test_a_second_ctrl_c_ends_it_at_once(scan):
    running = scan("blocking")
    time.sleep(3)
    running.send(signal.SIGINT)
    time.sleep(0.3)
    begun = time.monotonic()
    running.send(signal.SIGINT)
    done = running.ended()
    assert time.monotonic() - begun < 2
    assert (done.code, done.out) == (3, "")
    assert done.told.strip() == "Interrupted: nothing was decided."
    assert running.gone(), running.processes()
    assert lines()[0]["line"] == "header"


def test_a_stopped_scan_is_resumed_and_only_the_rest_is_asked(scan):
    assert scan("lasting", "--deadline", "1s").ended().code == 3
    before = len(lines())
    assert scan("lasting", "--resume", "--deadline", "1s").ended().code == 3
    assert [item["line"] for item in lines()[before:]] == ["resumed", "end"]


def test_a_deadline_that_has_not_passed_changes_nothing(scan):
    done = scan("well", "--deadline", "60s").ended()
    assert done.code == 0, done.err
    assert lines()[-1]["complete"] is True


def test_a_deadline_that_is_no_time_is_refused(readiness, folder):
    write(folder)
    done = readiness("scan", "prod", "--deadline", "soon")
    assert (done.code, done.out) == (2, "")
    assert "'soon' is not a time such as 90s or 5m" in done.err


HOLDING_ON = """
import time
from readiness.scan.stopping import Stop

async def work():
    while True:
        try:
            time.sleep(600)
        except BaseException:
            print("held on", flush=True)

Stop(time.monotonic() + 0.1, "0.1 s", blocked_s=0.2).run(work)
print("never")
"""


def test_a_probe_that_will_not_let_go_of_the_loop_is_left_with_the_code_of_undecided(apart):
    done = apart(code=HOLDING_ON)
    assert done.code == 3
    assert set(done.out.splitlines()) == {"held on"}
    assert (
        done.err
        == "the deadline of 0.1 s passed, but a probe holds on to the scan: leaving it; what was recorded is kept\n"
    )
