"""Asking one probe outside of any policy, through the same plan, gate and stages as a scan."""

from __future__ import annotations

import json
from typing import Any

from readiness.cli._alone import observe_alone, unknown_target
from readiness.cli._chosen import chosen
from readiness.cli._options import Choice
from readiness.load.environment import Loaded
from readiness.load.yaml import Document, parse
from readiness.load.yaml.validate import validate
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.mistakes import nearest
from readiness.model.observation import Observation
from readiness.model.outcomes import Severity
from readiness.model.policy import Control, Observe
from readiness.model.record import Record
from readiness.probes.plugin import Probe


def facts_of(
    choice: Choice, probe: type[Probe], target: str, groups: tuple[str, ...], inputs: tuple[str, ...]
) -> tuple[str, bool]:
    """The facts as JSON text, and whether every group could be observed. ``target`` empty: the one that fits."""
    given = _inputs(probe, inputs)
    wanted = groups or tuple(probe.groups())
    for group in wanted:
        if group not in probe.groups():
            hint = nearest(group, probe.groups()) or f"it has {', '.join(probe.groups())}"
            raise _wrong(f"the probe {probe.name} has no fact group `{group}`", hint)
    with chosen(choice) as (allowed, loaded):
        record = _observe(allowed, loaded, probe, target or _fitting(loaded, probe), wanted, given)
    found = [_shown(seen) for seen in record.observations]
    causes = [e.model_dump(mode="json", include={"name", "cause"}) for e in record.expansions if e.cause]
    complete = bool(found) and not causes and all(seen.facts is not None for seen in record.observations)
    return json.dumps([*found, *causes], indent=1, sort_keys=True) + "\n", complete


def _inputs(probe: type[Probe], texts: tuple[str, ...]) -> dict[str, Any]:
    given = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise _wrong(f"--with {text} is not NAME=VALUE")
        if name not in probe.inputs.model_fields:
            hint = nearest(name, probe.inputs.model_fields) or f"see `readiness probe list {probe.name}`"
            raise _wrong(f"--with {name}: the probe {probe.name} has no input `{name}`", hint)
        given[name] = parse(value, f"--with {name}").data
    validate(Document("--with", given, ""), probe.inputs)
    return given


def _fitting(loaded: Loaded, probe: type[Probe]) -> str:
    fitting = [name for name, target in loaded.environment.targets.items() if target.kind in probe.kinds]
    if not fitting:
        raise _wrong(f"the probe {probe.name} looks at {', '.join(sorted(probe.kinds))}, not at a URL")
    return fitting[0]


def _wrong(message: str, hint: str = "") -> InputError:
    return InputError(Mistake(Position("command line"), message, hint))


def _observe(
    choice: Choice, loaded: Loaded, probe: type[Probe], target: str, groups: tuple[str, ...], inputs: dict[str, Any]
) -> Record:
    """Collect some groups of a probe on a target, as a scan would for a control that reads them."""
    if target not in loaded.environment.targets:
        raise unknown_target(target, loaded)
    kind = loaded.environment.targets[target].kind
    if kind not in probe.kinds:
        raise _wrong(f"the probe {probe.name} looks at {', '.join(sorted(probe.kinds))}; `{target}` is a {kind}")
    return observe_alone(choice, loaded, target, _control(probe, kind, groups, inputs))


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


def _shown(seen: Observation) -> dict[str, Any]:
    return {
        "group": f"{seen.probe}.{seen.group}",
        "target": seen.target,
        "endpoint": str(seen.endpoint) if seen.endpoint else None,
        "facts": seen.facts,
        "cause": str(seen.cause) if seen.cause else None,
        "withheld": seen.withheld or None,
        "took_ms": seen.took_ms,
        "sent": sum(sent.count for sent in seen.sent),
    }
