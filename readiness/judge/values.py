"""What the names in a control's conditions stand for on one endpoint, and which fact groups are missing and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from readiness.model.observation import Expansion, Observation, State
from readiness.model.policy import Control, Observe, Others
from readiness.model.record import Record
from readiness.model.report import Result

Key = tuple[str, str, str, str | None]


@dataclass(frozen=True)
class Missing:
    """Why a fact group has no facts: ERROR when it was tried, UNPROVEN when nobody looked."""

    result: Result
    text: str


@dataclass(frozen=True)
class Values:
    """Plain maps by name, and the groups among them that are missing, as (name, group) → why."""

    maps: Mapping[str, Any]
    missing: Mapping[tuple[str, str], tuple[Missing, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Where a control is judged: an endpoint, the target itself (both None), or a name that has no endpoint."""

    endpoint: str | None = None
    missing: Missing | None = None


@dataclass(frozen=True)
class Look:
    """The fact groups in the record, observed or not, for one of a control's names on one target at one place."""

    alias: str
    probe: str
    place: Place
    groups: Mapping[str, Observation]

    def facts(self) -> dict[str, Any]:
        """Groups that were observed, by name."""
        return {name: found.facts for name, found in self.groups.items() if found.state is State.OBSERVED}

    def lacks(self, group: str) -> Missing | None:
        """Why a group has no facts, None if it has."""
        found = self.groups.get(group)
        if found is not None and found.state is State.OBSERVED:
            return None
        if self.place.missing is not None:
            return self.place.missing
        if found is None:
            return Missing(Result.UNPROVEN, f"{self.probe} is not in the record")
        if found.state is State.WITHHELD:
            return Missing(Result.UNPROVEN, f"{self.probe}.{found.group} {found.withheld}")
        return Missing(Result.ERROR, f"{self.probe}.{found.group} {found.cause}")


class Evidence:
    """A record arranged for looking things up."""

    def __init__(self, record: Record) -> None:
        self.targets = record.header.targets
        self.params = {name: param.value for name, param in record.header.params.items()}
        self._groups: dict[Key, dict[str, Observation]] = {}
        self._expansions: dict[str, list[Expansion]] = {}
        for seen in record.observations:
            self._groups.setdefault(_key(seen), {})[seen.group] = seen
        for expansion in record.expansions:
            self._expansions.setdefault(expansion.target, []).append(expansion)
        self._asked = {(seen.probe, seen.target) for seen in record.observations}
        self._per_endpoint = {(o.probe, o.target) for o in record.observations if o.endpoint is not None}

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Names of the declared targets of a kind, sorted."""
        return tuple(sorted(name for name, target in self.targets.items() if target["kind"] == kind))

    def places(self, control: Control, target: str) -> tuple[Place, ...]:
        """Where the control is judged on this target: its endpoints if an own observation has any, else itself."""
        own = [name for name, seen in control.observe.items() if seen.targets is None]
        if not any(self.is_per_endpoint(control.observe[name].probe or name, target) for name in own):
            return (Place(),)
        return self.expanded(target)

    def is_per_endpoint(self, probe: str, target: str) -> bool:
        """Whether the probe was asked endpoint by endpoint."""
        return (probe, target) in self._per_endpoint or (
            (probe, target) not in self._asked and target in self._expansions
        )

    def expanded(self, target: str) -> tuple[Place, ...]:
        """The target's endpoints, and a place with the cause for each name that has none."""
        places: list[Place] = []
        for expansion in self._expansions.get(target, []):
            places.extend(Place(str(endpoint)) for endpoint in expansion.endpoints)
            if expansion.cause is not None:
                places.append(Place(expansion.name, Missing(Result.ERROR, str(expansion.cause))))
        return tuple(places)

    def look(self, alias: str, seen: Observe, target: str, place: Place) -> Look:
        """What was observed for one of a control's names on a target at a place."""
        probe = seen.probe or alias
        endpoint = place.endpoint if self.is_per_endpoint(probe, target) else None
        key = (probe, target, _canonical(resolve_inputs(seen, self.targets[target], self.params)), endpoint)
        return Look(alias, probe, place, self._groups.get(key, {}))

    def related(self, others: Others, target: str) -> tuple[str, ...]:
        """Targets of a kind that an observation of others reads: all, or those that name this one or that it names."""
        return tuple(
            name for name in self.of_kind(others.kind) if others.of is None or relates(self.targets, name, target)
        )


_REFERENCES = ("behind", "domain", "of", "on")


def relates(targets: Mapping[str, Mapping[str, Any]], one: str, other: str) -> bool:
    """Whether one target's declaration names the other."""
    return any(targets[a].get(field) == b for a, b in ((one, other), (other, one)) for field in _REFERENCES)


def resolve_inputs(seen: Observe, target: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """``with`` values with ``params.x`` and ``target.x`` replaced by what they stand for."""
    sources = {"params": params, "target": target}
    resolved = {}
    for name, value in seen.with_.items():
        root, _, rest = value.partition(".") if isinstance(value, str) else ("", "", "")
        resolved[name] = sources[root].get(rest) if rest and root in sources else value
    return resolved


def _key(seen: Observation) -> Key:
    return (seen.probe, seen.target, _canonical(seen.inputs), str(seen.endpoint) if seen.endpoint else None)


def _canonical(inputs: Mapping[str, Any]) -> str:
    return json.dumps(inputs, sort_keys=True)
