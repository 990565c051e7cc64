"""Binding a control's names to values on one place: its own observations and those of other targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from readiness.judge.evidence.values import Evidence, Look, Missing, Place, Values
from readiness.model.policy import Control
from readiness.model.report import Carried, Result

NO_RELEASE = Missing(Result.UNPROVEN, "no release is declared")


@dataclass(frozen=True)
class Found:
    """Plain maps by name on one place, and where they were looked for; the same for all controls that observe alike.

    ``undeclared`` are names that nothing was declared for, and why that leaves conditions on them open.
    """

    maps: Mapping[str, Any]
    looks: tuple[Look, ...]
    undeclared: Mapping[str, Missing] = field(default_factory=dict)

    def missing(self, wanted: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], tuple[Missing, ...]]:
        """Which of the wanted groups have no facts, as (name, group) → why, for a list one for each of its elements."""
        found: dict[tuple[str, str], tuple[Missing, ...]] = {}
        found.update({(name, "*"): (why,) for name, why in self.undeclared.items()})
        for look in self.looks:
            for group in wanted.get(look.alias, ()):
                why = look.lacks(group)
                if why is not None:
                    found[look.alias, group] = (*found.get((look.alias, group), ()), why)
        return found

    def tried(self, wanted: Mapping[str, Iterable[str]]) -> bool:
        """Whether any of the wanted groups was tried from the vantage of this place."""
        return any(look.tried(wanted.get(look.alias, ())) for look in self.looks)

    def carried(self, wanted: Mapping[str, Iterable[str]]) -> tuple[Carried, ...]:
        """The proofs among the wanted groups that were carried over from other records."""
        found = {proof for look in self.looks for proof in look.carried(wanted.get(look.alias, ()))}
        return tuple(sorted(found, key=lambda proof: (proof.observation, proof.environment, proof.observed)))


def find(evidence: Evidence, control: Control, target: str, place: Place) -> Found:
    """Values for every name that the control's conditions may use."""
    maps: dict[str, Any] = {"target": evidence.targets[target], "params": evidence.params, "guide": evidence.guide}
    undeclared = {} if evidence.release else {"release": NO_RELEASE}
    if evidence.release:
        maps["release"] = evidence.release
    looks: list[Look] = []
    if place.endpoint is not None and place.missing is None:
        maps["endpoint"] = endpoint_map(place.endpoint)
    for alias, seen in control.observe.items():
        if seen.targets is None:
            looks.append(evidence.look(alias, seen, target, place, control.carry))
            maps[alias] = looks[-1].facts()
        else:
            others = list(_others(evidence, control, alias, target, place.vantage))
            looks.extend(look for _, look in others)
            maps[alias] = [_element(evidence.targets[other], look) for other, look in others]
    return Found(maps, tuple(looks), undeclared)


def bind(evidence: Evidence, control: Control, target: str, place: Place, wanted: Mapping[str, set[str]]) -> Values:
    """Values for every name that a control's conditions may use; ``wanted`` are the groups that they read, by name."""
    found = find(evidence, control, target, place)
    return Values(found.maps, found.missing({alias: sorted(groups) for alias, groups in wanted.items()}))


def _others(
    evidence: Evidence, control: Control, alias: str, target: str, vantage: str | None
) -> Iterable[tuple[str, Look]]:
    seen = control.observe[alias]
    assert seen.targets is not None
    probe = seen.probe or alias
    for other in evidence.related(seen.targets, target):
        places = evidence.expanded(other) if evidence.is_per_endpoint(probe, other) else (Place(),)
        for one in places or (Place(missing=Missing(Result.UNPROVEN, f"{other} has no endpoint in the record")),):
            yield other, evidence.look(alias, seen, other, replace(one, vantage=vantage), control.carry)


def _element(target: Mapping[str, Any], look: Look) -> dict[str, Any]:
    place = look.place
    known = {} if place.endpoint is None or place.missing is not None else {"endpoint": endpoint_map(place.endpoint)}
    return {"target": target, **look.facts(), **known}


def endpoint_map(endpoint: str) -> dict[str, Any]:
    """The parts of ``name@address:port``."""
    name, _, rest = endpoint.partition("@")
    address, _, port = rest.rpartition(":")
    return {"name": name, "address": address.strip("[]"), "port": int(port)}
