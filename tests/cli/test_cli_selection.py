"""Choosing controls, and what the verdict then says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from readiness.judge.catalog import unclaimed
from readiness.load.policy import load_policy

POLICY = load_policy("edpsych-connect", Path())
ROWS = {row.id: row for row in POLICY.catalog.rows}
ALL = [control.id for control in POLICY.controls]


def having(test) -> list[str]:
    return [control.id for control in POLICY.controls if test(control)]


def of_phase(phase: str) -> list[str]:
    return having(lambda control: any(ROWS[row].phase == phase for row in control.rows))


PHASES = [phase.id for phase in POLICY.catalog.phases if of_phase(phase.id)]
EMPTY = [phase.id for phase in POLICY.catalog.phases if not of_phase(phase.id)]


@pytest.fixture
def chosen(readiness, healthy):
    """``chosen("--only", "spf")``: the controls that are planned, the same as are judged."""

    def choose(*options: str) -> list[str]:
        judged = readiness("judge", str(healthy.record), *options, "--json", "-")
        assert judged.code == 0, judged.err
        return list(dict.fromkeys(one["control"] for one in judged.json["findings"]))

    return choose


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--only spf", ["spf"]),
        ("--only control:spf", ["spf"]),
        ("--only 1.13", having(lambda control: "1.13" in control.rows)),
        ("--only row:1.13", having(lambda control: "1.13" in control.rows)),
        ("--only chapter:domain", having(lambda control: any(ROWS[row].chapter == "domain" for row in control.rows))),
        ("--only phase:network", of_phase("network")),
        ("--only tag:tls", having(lambda control: "tls" in control.tags)),
        ("--only critical", having(lambda control: control.severity == "critical")),
        ("--only severity:high", having(lambda control: control.severity == "high")),
        ("--only spf --only dkim", ["spf", "dkim"]),
        ("--skip critical", having(lambda control: control.severity != "critical")),
        ("--skip spf --skip dkim", [name for name in ALL if name not in ("spf", "dkim")]),
        ("--only tag:mail --skip spf", having(lambda control: "mail" in control.tags and control.id != "spf")),
        ("--phase network", of_phase("network")),
        (
            "--phase network --only critical",
            having(lambda control: control.severity == "critical" and control.id in of_phase("network")),
        ),
        (
            "--phase network --skip critical",
            [
                name
                for name in of_phase("network")
                if name not in having(lambda control: control.severity == "critical")
            ],
        ),
    ],
)
def test_controls_are_chosen_by_every_name_that_they_have(chosen, options, expected):
    assert expected
    assert sorted(chosen(*options.split())) == sorted(expected)


@pytest.mark.parametrize("options", ["--only spf", "--skip spf", "--phase network --only critical"])
def test_a_selection_never_says_ready(readiness, healthy, options):
    done = readiness("judge", str(healthy.record), *options.split())
    assert done.code == 0
    assert done.out.startswith("SELECTION HOLDS: demo")


def test_a_selection_that_fails_says_so(readiness, imperfect):
    done = readiness("judge", str(imperfect.record), "--only", "tls-versions")
    assert done.code == 1
    assert done.out.startswith("SELECTION DOES NOT HOLD: demo")


def test_a_selection_of_what_is_not_in_the_record_is_undecided(readiness, healthy):
    done = readiness("judge", str(cut(healthy.record)), "--only", "tls-versions")
    assert done.code == 3
    assert done.out.startswith("SELECTION UNDECIDED: demo")


def cut(record: Path) -> Path:
    """A copy that ends where the observations would begin."""
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    copy = Path("cut.jsonl")
    copy.write_text("".join(line for line in lines if json.loads(line)["line"] != "observation"), encoding="utf-8")
    return copy


@pytest.mark.parametrize("phase", PHASES)
def test_a_phase_says_which_of_how_many_it_is(readiness, healthy, imperfect, phase):
    number = [each.id for each in POLICY.catalog.phases].index(phase) + 1
    place = f"({number} of {len(POLICY.catalog.phases)})"
    holds = readiness("judge", str(healthy.record), "--phase", phase, "--json", "-")
    whole = not unclaimed(POLICY, phase)
    held = f"PHASE {phase} HOLDS {place}" if whole else f"PHASE {phase} HOLDS WITH CONDITIONS {place}"
    assert (holds.code, holds.json["verdict"]["word"]) == (0, held)
    assert holds.json["selection"] == {"only": [], "skip": [], "phase": phase}
    assert readiness("judge", str(healthy.record), "--phase", phase).out.startswith(f"{held}: demo")
    undecided = readiness("judge", str(cut(healthy.record)), "--phase", phase, "--json", "-")
    assert (undecided.code, undecided.json["verdict"]["word"]) == (3, f"PHASE {phase} UNDECIDED {place}")
    fails = readiness("judge", str(imperfect.record), "--phase", phase, "--json", "-")
    assert fails.json["verdict"]["word"] in (f"PHASE {phase} DOES NOT HOLD {place}", held)


def test_the_phase_of_the_network_fails_where_its_controls_do(readiness, imperfect):
    done = readiness("judge", str(imperfect.record), "--phase", "network")
    assert done.code == 1
    assert done.out.startswith("PHASE network DOES NOT HOLD (2 of 7): demo")


def test_a_phase_is_scanned_alone(apart):
    done = apart("scan", "demo", "--healthy", "--phase", "cutover", "--json", "-")
    assert (done.code, done.json["verdict"]["word"]) == (0, "PHASE cutover HOLDS (7 of 7)"), done.out
    assert {one["control"] for one in done.json["findings"]} == set(of_phase("cutover"))


def test_a_phase_that_there_is_not_is_told_with_those_that_are(readiness, healthy):
    done = readiness("judge", str(healthy.record), "--phase", "netwrok")
    assert done.code == 2
    assert (
        done.err == "command line: --phase: edpsych-connect has no phase `netwrok`\n  hint: did you mean `network`?\n"
    )


@pytest.mark.parametrize("phase", EMPTY)
def test_a_phase_that_no_control_decides_is_never_green(readiness, healthy, phase):
    done = readiness("judge", str(healthy.record), "--phase", phase)
    message = f"command line: --phase {phase}: no control of edpsych-connect decides a row of this phase"
    assert (done.code, done.err) == (2, f"{message}\n  hint: nothing would be judged\n")
