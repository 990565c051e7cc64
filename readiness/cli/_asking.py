"""Asking one probe outside of any policy, through the same plan, gate and stages as a scan."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from readiness.cli._options import Choice, load
from readiness.cli._progress import Progress
from readiness.load.environment import Loaded
from readiness.load.yaml import parse
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.mistakes import nearest
from readiness.model.observation import Observation
from readiness.model.outcomes import Severity
from readiness.model.policy import Control, Observe, Policy
from readiness.model.record import Record
from readiness.probes.plugin import Probe


def facts_of(
    choice: Choice, probe: type[Probe], target: str, groups: tuple[str, ...], inputs: tuple[str, ...]
) -> tuple[str, bool]:
    """The facts as JSON text, and whether every group could be observed. ``target`` empty: the one that fits."""
    loaded = load(choice)
    target = target or _fitting(loaded, probe)
    if target not in loaded.environment.targets:
        hint = nearest(target, loaded.environment.targets)
        raise InputError(Mistake(Position("command line"), f"there is no target `{target}`", hint))
    wanted = groups or tuple(probe.groups())
    for group in wanted:
        if group not in probe.groups():
            message = f"the probe {probe.name} has no fact group `{group}`"
            raise InputError(Mistake(Position("command line"), message, nearest(group, probe.groups())))
    record = observe(choice, loaded, probe, target, wanted, inputs)
    found = [_shown(seen) for seen in record.observations]
    causes = [e.model_dump(mode="json", include={"name", "cause"}) for e in record.expansions if e.cause]
    complete = not causes and all(seen.facts is not None for seen in record.observations)
    return json.dumps([*found, *causes], indent=1, sort_keys=True) + "\n", complete


def _fitting(loaded: Loaded, probe: type[Probe]) -> str:
    fitting = [name for name, target in loaded.environment.targets.items() if target.kind in probe.kinds]
    if not fitting:
        message = f"the probe {probe.name} looks at {', '.join(sorted(probe.kinds))}, not at a URL"
        raise InputError(Mistake(Position("command line"), message))
    return fitting[0]


def observe(
    choice: Choice, loaded: Loaded, probe: type[Probe], target: str, groups: tuple[str, ...], inputs: tuple[str, ...]
) -> Record:
    """Collect some groups of a probe on a target, as a scan would for a control that reads them."""
    from readiness.cli._options import make_plan
    from readiness.scan.scan import scan

    kept = {target: loaded.environment.targets[target]}
    control = _control(probe, kept[target].kind, groups, dict(_input(text) for text in inputs))
    policy = Policy(name="probe", version="0", controls=(control,))
    alone = replace(
        loaded, policy=policy, params={}, environment=loaded.environment.model_copy(update={"targets": kept})
    )
    plan = make_plan(replace(choice, only=(), skip=(), phase=None), alone)
    with Progress(plan) as progress:
        return scan(plan, alone.environment, alone.directory, lambda _, item: progress.note(item))


def _control(probe: type[Probe], kind: str, groups: tuple[str, ...], inputs: dict[str, Any]) -> Control:
    reads = "\n".join(f"probed.{group} == probed.{group}" for group in groups)
    return Control(
        id="probe",
        title="Facts of one probe",
        severity=Severity.LOW,
        target=kind,
        observe={"probed": Observe.model_validate({"probe": probe.name, "with": inputs})},
        require=reads,
        rationale="asked for by hand",
        remedy={"none": "none"},
        references=("none",),
    )


def _input(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError(Mistake(Position("command line"), f"--with {text}: is not NAME=VALUE"))
    return name, parse(value, "command line").data


def _shown(seen: Observation) -> dict[str, Any]:
    return {
        "group": f"{seen.probe}.{seen.group}",
        "target": seen.target,
        "endpoint": str(seen.endpoint) if seen.endpoint else None,
        "facts": seen.facts,
        "cause": str(seen.cause) if seen.cause else None,
        "withheld": seen.withheld or None,
        "took_ms": seen.took_ms,
        "sent": len(seen.sent),
    }
