"""A tailored policy, from its file to the report that names everything in which it asks for less."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from mistakes_shown import assert_points_at

TAILORED = """\
policy: ours
version: "2"
extends: [web-baseline]
drop: {no-mixed-content: the pages are another team's}
override: {hsts: {severity: low, reason: behind a proxy}}
set: {hsts_min_age_days: {value: 30, reason: first weeks}}
gate: {score: 50}
"""


def test_a_report_names_every_loosening_and_its_sources(readiness, imperfect, folder):
    Path("ours.yaml").write_text(TAILORED)
    done = readiness("judge", str(imperfect.record), "--policy", "./ours.yaml", "--json", "report.json")
    assert done.code in (1, 3), done.err
    report = json.loads(Path("report.json").read_text())
    assert [(one["kind"], one["what"], one["before"], one["after"], one["by"]) for one in report["loosenings"]] == [
        ("dropped", "no-mixed-content", "medium", "left out", "ours"),
        ("severity", "hsts", "high", "low", "ours"),
        ("parameter", "hsts_min_age_days", "365", "30", "ours"),
        ("gate", "score", "90", "50", "ours"),
    ]
    assert [one["policy"] for one in report["sources"]] == ["ours", "web-baseline"]
    assert report["sources"][0]["sha256"] == sha256(TAILORED.encode()).hexdigest()
    assert report["params"]["hsts_min_age_days"] == {"value": 30, "origin": "policy ours", "source": "first weeks"}


def test_a_tailored_policys_own_tests_still_hold(readiness, folder):
    Path("ours.yaml").write_text(TAILORED)
    assert readiness("policy", "check", "./ours.yaml").code == 0
    done = readiness("policy", "test", "./ours.yaml")
    assert done.out.rstrip().endswith(" 0 wrong"), done.out


def test_a_control_that_is_not_there_cannot_be_dropped(readiness, folder):
    Path("ours.yaml").write_text(TAILORED.replace("no-mixed-content", "no-mixed-contents"))
    done = readiness("policy", "check", "./ours.yaml")
    message = "no extended policy has a control `no-mixed-contents`"
    assert_points_at(done, "ours.yaml", "no-mixed-contents", message, "did you mean `no-mixed-content`?")
