"""Binding a control's names to values on one place: its own observations and those of other targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from readiness.judge.values import Evidence, Look, Missing, Place, Values
from readiness.model.policy import Control, Observe
from readiness.model.report import Result


@dataclass(frozen=True)
class Found:
    """Plain maps by name on one place, and where they were looked for; the same for all controls that observe alike."""

    maps: Mapping[str, Any]
    looks: tuple[Look, ...]

    def missing(self, wanted: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], tuple[Missing, ...]]:
        """Which of the wanted groups have no facts, as (name, group) → why, for a list one for each of its elements."""
        found: dict[tuple[str, str], tuple[Missing, ...]] = {}
        for look in self.looks:
            for group in wanted.get(look.alias, ()):
                why = look.lacks(group)
                if why is not None:
                    found[look.alias, group] = (*found.get((look.alias, group), ()), why)
        return found


def find(evidence: Evidence, control: Control, target: str, place: Place) -> Found:
    """Values for every name that the control's conditions may use."""
    maps: dict[str, Any] = {"target": evidence.targets[target], "params": evidence.params}
    looks: list[Look] = []
    if place.endpoint is not None and place.missing is None:
        maps["endpoint"] = endpoint_map(place.endpoint)
    for alias, seen in control.observe.items():
        if seen.targets is None:
            looks.append(evidence.look(alias, seen, target, place))
            maps[alias] = looks[-1].facts()
        else:
            others = list(_others(evidence, alias, seen, target))
            looks.extend(look for _, look in others)
            maps[alias] = [_element(evidence.targets[other], look) for other, look in others]
    return Found(maps, tuple(looks))


def bind(evidence: Evidence, control: Control, target: str, place: Place, wanted: Mapping[str, set[str]]) -> Values:
    """Values for every name that a control's conditions may use; ``wanted`` are the groups that they read, by name."""
    found = find(evidence, control, target, place)
    return Values(found.maps, found.missing({alias: sorted(groups) for alias, groups in wanted.items()}))


def _others(evidence: Evidence, alias: str, seen: Observe, target: str) -> Iterable[tuple[str, Look]]:
    assert seen.targets is not None
    probe = seen.probe or alias
    for other in evidence.related(seen.targets, target):
        places = evidence.expanded(other) if evidence.is_per_endpoint(probe, other) else (Place(),)
        for one in places or (Place(missing=Missing(Result.UNPROVEN, f"{other} has no endpoint in the record")),):
            yield other, evidence.look(alias, seen, other, one)


def _element(target: Mapping[str, Any], look: Look) -> dict[str, Any]:
    place = look.place
    known = {} if place.endpoint is None or place.missing is not None else {"endpoint": endpoint_map(place.endpoint)}
    return {"target": target, **look.facts(), **known}


def endpoint_map(endpoint: str) -> dict[str, Any]:
    """The parts of ``name@address:port``."""
    name, _, rest = endpoint.partition("@")
    address, _, port = rest.rpartition(":")
    return {"name": name, "address": address.strip("[]"), "port": int(port)}
