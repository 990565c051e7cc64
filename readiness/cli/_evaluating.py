"""Observing what a condition reads, and taking the condition apart."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from readiness import probes
from readiness.cli._options import Choice, load, make_plan
from readiness.cli._progress import Progress
from readiness.expressions import ConditionError, Engine
from readiness.judge.binding import bind
from readiness.judge.conditions import groups_read
from readiness.judge.values import Evidence
from readiness.load.environment import Loaded
from readiness.load.inline import inline_control
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.mistakes import nearest
from readiness.model.policy import Policy
from readiness.model.record import Record
from readiness.model.text import plain, shown
from readiness.scan.scan import scan


def evaluate(choice: Choice, target: str, condition: str) -> tuple[list[str], int]:
    """Lines that show the condition's parts with their values on each endpoint, and an exit code as a scan's."""
    loaded = load(choice)
    named = tuple(name for name in probes.names() if re.search(rf"\b{name}\.", condition))
    target = target or _fitting(loaded, named)
    if target not in loaded.environment.targets:
        hint = nearest(target, loaded.environment.targets)
        raise InputError(Mistake(Position("command line"), f"there is no target `{target}`", hint))
    kept = {target: loaded.environment.targets[target]}
    control = inline_control(condition, kept[target].kind, named)
    alone = replace(
        loaded,
        policy=Policy(name="eval", version="0", controls=(control,)),
        params={},
        environment=loaded.environment.model_copy(update={"targets": kept}),
    )
    plan = make_plan(replace(choice, only=(), skip=(), phase=None), alone)
    with Progress(plan) as progress:
        record = scan(plan, alone.environment, alone.directory, lambda _, item: progress.note(item))
    return _take_apart(record, target)


def _fitting(loaded: Loaded, named: tuple[str, ...]) -> str:
    kinds = [probes.find(name).kinds for name in named]
    for name, target in loaded.environment.targets.items():
        if all(target.kind in fitting for fitting in kinds):
            return name
    raise InputError(Mistake(Position("command line"), "no target fits all probes that the condition names"))


def _take_apart(record: Record, target: str) -> tuple[list[str], int]:
    engine, evidence = Engine(datetime.now(UTC)), Evidence(record)
    control = record.header.policy.controls[0]
    wanted = groups_read(engine, (control.require,), frozenset())
    lines: list[str] = []
    worst = 0
    for place in evidence.places(control, target):
        values = bind(evidence, control, target, place, wanted)
        if place.endpoint:
            lines.append(plain(place.endpoint))
        lines += [f"  {alias}.{group}: {why[0].text}" for (alias, group), why in values.missing.items()]
        try:
            compiled = engine.compile(control.require)
        except ConditionError as error:
            raise InputError(Mistake(Position("condition", 1, error.offset + 1), error.message, error.hint)) from error
        truth = engine.evaluate(compiled, values.maps)
        for part in engine.parts(compiled, values.maps):
            lines.append(
                f"  {'  ' * part.depth}{part.truth.kind}: {plain(part.text)} {plain(part.truth.detail)}".rstrip()
            )
            lines += [
                f"  {'  ' * part.depth}  {s.path} = {'absent' if s.absent else shown(s.value)}" for s in part.seen
            ]
        lines.append(f"  = {truth.kind} {plain(truth.detail)}".rstrip())
        worst = max(worst, {"true": 0, "false": 1, "absent": 1}.get(truth.kind, 3) if not values.missing else 3)
    return lines or ["nothing could be observed"], worst if lines else 3
