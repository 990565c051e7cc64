"""A scan takes as long as its slowest questions do: nothing else is serial that need not be."""

from __future__ import annotations

from measuring import Run, at_most, interleaved, python

from readiness import probes
from readiness.model.observation import Observation, State
from readiness.model.outcomes import Safety
from readiness.model.record import Record
from readiness.record.read import read_file

TIMES = 3


def at_once(seen: Observation) -> bool:
    """Whether the question was one of the first stage, where all are asked at once."""
    group = probes.find(seen.probe).groups()[seen.group]
    return group.safety is Safety.PASSIVE and not group.isolated


def stages_s(record: Record) -> float:
    """The slowest question of the first stage, and of the second the slowest target, where one waits for the other."""
    asked = [seen for seen in record.observations if seen.state is not State.WITHHELD]
    later: dict[str, int] = {}
    for seen in asked:
        if not at_once(seen):
            later[seen.target] = later.get(seen.target, 0) + seen.took_ms
    first = max(seen.took_ms for seen in asked if at_once(seen))
    return (first + max(later.values(), default=0)) / 1000


def startup_s(run: Run, record: Record) -> float:
    """From nothing to the scan's beginning: interpreter, imports, the demo's servers, policy and plan."""
    return record.header.started.timestamp() - run.started


def test_a_scan_takes_little_longer_than_the_slowest_question_of_each_stage(scan_demo):
    def measure():
        found = []
        for _ in range(TIMES):
            run, file = scan_demo()
            record = read_file(file)
            startup, stages = startup_s(run, record), stages_s(record)
            figures = f"whole {run.wall_s:.2f} s, start {startup:.2f} s, stages {stages:.2f} s, CPU {run.cpu_s:.2f} s"
            found.append(((run.wall_s - startup) / stages, figures))
        return min(found)

    at_most(1.25, measure)


def test_a_scan_starts_as_fast_as_a_plan_is_printed(scan_demo, surroundings):
    def scanning():
        run, file = scan_demo()
        return startup_s(run, read_file(file))

    def measure():
        planning = ["-m", "readiness", "plan", "demo"]
        cases = {"scan": scanning, "plan": lambda: python(planning, surroundings).wall_s}
        least = interleaved(cases, TIMES)
        return least["scan"] / least["plan"], f"start {least['scan']:.2f} s / plan {least['plan']:.2f} s"

    at_most(1.25, measure)
