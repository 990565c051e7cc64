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


WHOLE = """\
policy: whole
version: "1"
params: {age: {type: duration, default: 90d, stricter: lower, source: a standard}}
controls:
  - id: drill
    title: A drill was held
    severity: high
    maps: {nist-800-53-r5: [CP-4]}
    attest: {valid_for_days: 30, evidence: [run id], roles: [operator]}
    rationale: tried
    remedy: {any: hold one}
    references: [none]
  - id: varied
    title: As the site is
    severity: low
    target: site
    observe: {tls: {}}
    variants:
      - id: plain
        when: target.http_port == 80
        require: days_until(tls.certificate.not_after) * 86400.0 > double(params.age)
    rationale: tried
    remedy: {any: renew it}
    references: [none]
"""


def test_a_reader_is_told_what_people_attest_and_what_variants_ask(readiness, folder):
    Path("whole.yaml").write_text(WHOLE)
    drill = readiness("explain", "drill", "--policy", "./whole.yaml").out
    assert "high, for the environment as a whole, weight 7.5" in drill
    assert "attested for at most 30 days, with run id, by operator" in drill
    assert "CP-4" in drill
    assert "observes:" not in drill
    varied = readiness("explain", "varied", "--policy", "./whole.yaml").out
    assert "variant plain:\n\n  when:\n    target.http_port == 80\n" in varied
    assert "parameter age: 90d (a standard)" in varied
