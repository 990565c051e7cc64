"""Judging is next to nothing beside looking, however many controls there are."""

from __future__ import annotations

import pytest
from measuring import at_most, cpu_s, interleaved

from readiness.expressions import Bound, Compiled, Engine, split
from readiness.judge.evidence.binding import find
from readiness.judge.evidence.values import Evidence
from readiness.judge.judge import judge
from readiness.judge.report import report
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


def judging_s(record: Record) -> float:
    return min(cpu_s(lambda: report(record)) for _ in range(2 * TIMES))


def test_two_hundred_controls_are_judged_in_a_twentieth_of_the_scan(scanned):
    record = scanned()[1]

    def measure():
        least = interleaved({"scan": lambda: scanned()[0], "judging": lambda: judging_s(record)}, TIMES)
        figures = f"judging {least['judging'] * 1000:.0f} ms / scan {least['scan'] * 1000:.0f} ms of CPU"
        return least["judging"] / least["scan"], figures

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
        cases = {"judge": lambda: cpu_s(lambda: judge(evidence, controls, engine)), "bare": lambda: cpu_s(bare)}
        least = interleaved(cases, 3 * TIMES)
        figures = f"{len(places)} findings, {len(places) / least['judge']:.0f} a second: {least['judge'] * 1000:.0f} ms"
        return least["judge"] / least["bare"], f"{figures} / bare conditions {least['bare'] * 1000:.0f} ms of CPU"

    at_most(1.0, measure)
