"""Scans that did not come to their end, or are not the scan that they seem to be."""

from __future__ import annotations

import signal
import sqlite3
import time
from contextlib import closing

from histories import keep, run_record

from false_greens.cases import false_green, false_greens
from false_greens.stage import ended
from false_greens.written import ENVIRONMENT, policy, written


def tried(*groups, head=""):
    """A policy that asks for groups of a test probe."""
    return policy(*(written(group, f"tried.{group}.number == 1", "{tried: {}}") for group in groups), head=head)


def recording(folder, limit_s=30.0):
    """Wait until a scan has kept its first answer; the record."""
    limit = time.monotonic() + limit_s
    while time.monotonic() < limit:
        for file in folder.glob(".readiness/prod/*.jsonl"):
            if b'"group": "well"' in file.read_bytes():
                return file
        time.sleep(0.02)
    raise AssertionError("the scan never began")


@false_green("what was asked before the deadline was fine", says="the deadline of 0.3 s passed")
def the_deadline_passed(stage):
    stage.install()
    stage.write(readiness=ENVIRONMENT, policy=tried("well", *stage.pick(("lasting",), ())))
    return stage.scan("--deadline", stage.pick("0.3s", "60s"))


@false_green("what was asked before Ctrl-C was fine", says="the scan was interrupted: interrupted (SIGTERM)")
def it_was_interrupted(stage):
    stage.write(readiness=ENVIRONMENT, policy=tried("well", *stage.pick(("lasting",), ())))
    running = stage.start("scan", "prod")
    recording(stage.folder)
    if stage.tricked:
        running.send_signal(signal.SIGTERM)
    return ended(running)


@false_green(
    "the second half of a scan is one by an easier policy", code=2, sound=3, says="the policy has changed since"
)
def resumed_by_another_policy(stage):
    stage.install()
    stage.write(readiness=ENVIRONMENT, policy=tried("well", "lasting"))
    stage.scan("--deadline", "0.3s")
    if stage.tricked:
        stage.write(policy=tried("well"))
    return stage.run("scan", "prod", "--resume", "--deadline", "0.1s")


@false_green("two scans at once write one record", code=2, says="another scan of prod is running")
def two_scans_at_once(stage):
    stage.install()
    stage.write(readiness=ENVIRONMENT, policy=tried("well", "lasting"), easy=tried("well"))
    if not stage.tricked:
        return stage.run("scan", "prod", "--policy", "./easy.yaml")
    running = stage.start("scan", "prod")
    recording(stage.folder)
    try:
        return stage.run("scan", "prod", "--policy", "./easy.yaml")
    finally:
        running.kill()
        running.communicate()


@false_greens(
    "a report in a format that does not exist is one that says nothing bad",
    [("junitt=r.xml", "there is no format 'junitt'"), ("nope", "'nope' is not FORMAT=FILE")],
    code=2,
)
def a_format_that_is_not_there(stage, wanted):
    stage.install()
    stage.write(readiness=ENVIRONMENT, policy=tried("well"))
    return stage.run("scan", "prod", "--report", stage.pick(wanted, "junit=r.xml"))


@false_greens(
    "a secret that is not there is sent as nothing, and what anybody may see is fine",
    [("env:NOT_SET", "`env:NOT_SET`"), ("file:not-there", "`file:not-there`"), ("cmd:exit 1", "`cmd:exit 1`")],
    code=2,
)
def a_secret_that_is_not_there(stage, reference):
    stage.install()
    (stage.folder / "secret").write_text("Bearer abc\n")
    given = stage.pick(reference, "file:secret")
    text = ENVIRONMENT.replace('9"}', f'9", authorization: "{given}"}}')
    assert given in text
    stage.write(readiness=text, policy=tried("well"))
    return stage.scan()


@false_green("whoever edits the index of past scans edits what they came to", code=1, says="1 regressed, 1 unchanged")
def a_history_whose_index_was_edited(stage):
    """What is compared are the records; the index is only a list of them."""
    for number, count in enumerate((2, stage.pick(1, 2))):
        keep(stage.folder / ".readiness", run_record(f"run-{number}", minutes=number, count=count))
    stage.write(readiness=ENVIRONMENT, policy=tried("well"))
    stage.run("history", "prod")
    (index,) = (stage.folder / ".readiness").glob("*.sqlite")
    with closing(sqlite3.connect(index)) as database, database:
        good = "(SELECT {0} FROM runs WHERE run = 'run-0')"
        database.execute(f"UPDATE runs SET summary = {good.format('summary')}, outcomes = {good.format('outcomes')}")
    return stage.run("diff", "-e", "prod", "run-0", "run-1")
