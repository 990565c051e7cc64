"""What people vouched for is part of a scan: kept in its header, looked at once, and not to be changed halfway."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from mistakes_shown import write
from test_cli_stopped import CONTROL, ENVIRONMENT, PATH

ATTESTED = """\
  - id: rehearsed
    title: The way back was rehearsed
    severity: high
    target: site
    attest: {valid_for_days: 3650, evidence: [run]}
    rationale: tried
    remedy: {none: none}
    references: [none]
"""
ATTESTATIONS = """\
attestations:
  - control: rehearsed
    statement: The way back was rehearsed on staging.
    by: lead@example.com
    role: lead
    date: {date}
    valid_for_days: 3000
    evidence: [{{what: run, file: run.txt, sha256: {digest}}}]
"""
WAIVERS = """\
waivers:
  - control: lasting
    reason: it takes too long to be answered
    risk: nobody knows the answer
    owner: lead@example.com
    approver: cto@example.com
    ticket: OPS-1
    granted: 2026-01-01
    expires: 2099-01-01
"""


@pytest.fixture
def halted(apart, folder):
    """``halted(options)``: a scan that stops at its deadline, after having looked at the evidence."""
    (folder / "run.txt").write_text("it went well")
    digest = sha256(b"it went well").hexdigest()
    (folder / "attestations.yaml").write_text(ATTESTATIONS.format(date="2026-01-01", digest=digest))
    controls = ATTESTED + CONTROL.format(group="lasting")
    write(folder, policy=f'policy: tried\nversion: "1"\ncontrols:\n{controls}', readiness=ENVIRONMENT)

    def scan(*options):
        return apart("scan", "prod", "--deadline", "1s", "--record", "record.jsonl", *options, PYTHONPATH=PATH)

    return scan


def lines() -> list[dict[str, object]]:
    return [json.loads(line) for line in Path("record.jsonl").read_text(encoding="utf-8").splitlines()]


def test_evidence_that_was_looked_at_is_not_looked_at_again(halted):
    assert halted().code == 3
    assert [line["place"] for line in lines() if line["line"] == "evidence"] == ["run.txt"]
    assert [one["control"] for one in lines()[0]["attestations"]] == ["rehearsed"]
    assert halted("--resume").code == 3
    assert [line["line"] for line in lines()].count("resumed") == 1
    assert [line["place"] for line in lines() if line["line"] == "evidence"] == ["run.txt"]


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("attestations.yaml", lambda text: text.replace("on staging", "in prod"), "the attestations have"),
        ("waivers.yaml", lambda _: WAIVERS, "the waivers have"),
    ],
)
def test_another_word_of_a_person_is_another_scan(halted, folder, file, change, told):
    halted()
    path = folder / file
    path.write_text(change(path.read_text() if path.exists() else ""))
    done = halted("--resume")
    assert (done.code, done.out) == (2, "")
    assert done.told.endswith(f": {told} changed since; scan anew\n")
