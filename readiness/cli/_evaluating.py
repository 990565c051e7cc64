"""Observing what a condition reads, and taking the condition apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from readiness import probes
from readiness.cli._alone import observe_alone, unknown_target
from readiness.cli._chosen import chosen
from readiness.cli._options import Choice
from readiness.expressions import Engine
from readiness.judge.conditions import groups_read
from readiness.judge.evidence.binding import bind
from readiness.judge.evidence.values import Evidence
from readiness.judge.report import report
from readiness.load.environment import Loaded
from readiness.load.inline import inline_control, probes_named
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.outcomes import Outcome
from readiness.model.record import Record
from readiness.model.text import plain, shown

_EXIT_CODES = {Outcome.PASS: 0, Outcome.FAIL: 1}


def evaluate(choice: Choice, target: str, condition: str) -> tuple[list[str], int]:
    """Lines that show the condition's parts with their values on each endpoint, and an exit code.

    0 it holds everywhere, 1 it does not somewhere, 3 it cannot be decided. ``target`` empty: the one that fits.
    """
    named = probes_named(condition)
    with chosen(choice) as (allowed, loaded):
        where = target or _fitting(loaded, named)
        if where not in loaded.environment.targets:
            raise unknown_target(where, loaded)
        kind = loaded.environment.targets[where].kind
        for name in named:
            if kind not in probes.find(name).kinds:
                looks = ", ".join(sorted(probes.find(name).kinds))
                raise _wrong(f"the probe {name} looks at {looks}; `{where}` is a {kind}")
        control = inline_control(condition, kind, named)
        record = observe_alone(allowed, loaded, where, control)
    outcome = report(record).findings[0].outcome
    return list(_take_apart(record, where)) or ["nothing could be observed"], _EXIT_CODES.get(outcome, 3)


def _fitting(loaded: Loaded, named: tuple[str, ...]) -> str:
    kinds = [probes.find(name).kinds for name in named]
    for name, target in loaded.environment.targets.items():
        if all(target.kind in fitting for fitting in kinds):
            return name
    raise _wrong("no target fits all probes that the condition names")


def _wrong(message: str) -> InputError:
    return InputError(Mistake(Position("command line"), message))


def _take_apart(record: Record, target: str) -> Iterable[str]:
    engine, evidence = Engine(datetime.now(UTC), record.header.lifecycle), Evidence(record)
    control = record.header.policy.controls[0]
    compiled = engine.compile(control.require)
    wanted = groups_read(engine, (control.require,), frozenset())
    for place in evidence.places(control, target):
        values = bind(evidence, control, target, place, wanted)
        if place.endpoint:
            yield plain(place.endpoint)
        yield from (f"  {alias}.{group}: {plain(why[0].text)}" for (alias, group), why in values.missing.items())
        for part in engine.parts(compiled, values.maps):
            margin = "  " * (part.depth + 1)
            yield f"{margin}{part.truth.kind}: {plain(part.text)} {plain(part.truth.detail)}".rstrip()
            yield from (f"{margin}  {s.path} = {'absent' if s.absent else shown(s.value)}" for s in part.seen)
        truth = engine.evaluate(compiled, values.maps)
        yield f"  = {truth.kind} {plain(truth.detail)}".rstrip()
