"""Judging is next to nothing beside looking, however many controls there are."""

from __future__ import annotations

import pytest
from measuring import at_most, cpu_s

from readiness.expressions import Bound, Compiled, Engine, split
from readiness.judge.binding import find
from readiness.judge.judge import judge
from readiness.judge.report import report
from readiness.judge.values import Evidence
from readiness.model.policy import Control
from readiness.model.record import Record
from readiness.record.read import read_file
from readiness.record.rejudge import with_policy

CONTROLS = 200
TIMES = 3


@pytest.fixture
def scanned(scan_demo):
    """``scanned()``: CPU seconds of a scan of the demo, and its record with enough controls: its own, repeated."""

    def scan() -> tuple[float, Record]:
        run, file = scan_demo()
        record = read_file(file)
        own = record.header.policy.controls
        many = tuple(own[n % len(own)].model_copy(update={"id": f"control-{n}"}) for n in range(CONTROLS))
        return run.cpu_s, with_policy(record, record.header.policy.model_copy(update={"controls": many}))

    return scan


def conditions(control: Control, engine: Engine) -> list[Compiled]:
    blocks = (control.when, control.require, control.recommend)
    return [engine.compile(line.text) for block in blocks if block is not None for line in split(block)]


def test_two_hundred_controls_are_judged_in_a_twentieth_of_the_scan(scanned):
    def measure():
        scan_s, record = scanned()
        judging = min(cpu_s(lambda: report(record)) for _ in range(TIMES))
        return judging / scan_s, f"judging {judging * 1000:.0f} ms / scan {scan_s * 1000:.0f} ms of CPU"

    at_most(0.05, measure)


def test_a_finding_costs_no_more_than_its_conditions_do_on_values_of_its_own(scanned):
    """The judge explains and words what it finds, and pays for that by preparing what controls share but once."""
    _, record = scanned()
    evidence, controls = Evidence(record), record.header.policy.controls
    engine = Engine(record.header.started)
    compiled = {control.id: conditions(control, engine) for control in controls}
    places = [
        (compiled[control.id], find(evidence, control, target, place).maps)
        for control in controls
        for target in evidence.of_kind(control.target)
        for place in evidence.places(control, target)
    ]

    def evaluate(own: list[Compiled], bound: Bound) -> None:
        for condition in own:
            engine.evaluate(condition, bound)

    def bare() -> None:
        for own, maps in places:
            evaluate(own, engine.bind(maps))

    def measure():
        judging = min(cpu_s(lambda: judge(evidence, controls, engine)) for _ in range(TIMES))
        conditions_s = min(cpu_s(bare) for _ in range(TIMES))
        figures = f"{len(places)} findings, {len(places) / judging:.0f} a second: {judging * 1000:.0f} ms"
        return judging / conditions_s, f"{figures} / bare conditions {conditions_s * 1000:.0f} ms of CPU"

    at_most(1.0, measure)
