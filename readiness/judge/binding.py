"""Binding a control's names to values on one place: its own observations and those of other targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from readiness.judge.values import Evidence, Missing, Place, Values
from readiness.model.policy import Control, Observe
from readiness.model.report import Result

RESERVED = ("target", "params", "endpoint")


def bind(evidence: Evidence, control: Control, target: str, place: Place, wanted: Mapping[str, set[str]]) -> Values:
    """Values for every name that the control's conditions may use; ``wanted`` are the groups that they read, by name."""
    maps: dict[str, Any] = {"target": evidence.targets[target], "params": evidence.params}
    missing: dict[tuple[str, str], tuple[Missing, ...]] = {}
    if place.endpoint is not None and place.missing is None:
        maps["endpoint"] = endpoint_map(place.endpoint)
    for alias, seen in control.observe.items():
        groups = wanted.get(alias, set())
        bind_one = _bind_own if seen.targets is None else _bind_others
        values = bind_one(evidence, alias, seen, target, place, groups)
        maps |= values.maps
        missing |= values.missing
    return Values(maps, missing)


def _bind_own(
    evidence: Evidence, alias: str, seen: Observe, target: str, place: Place, wanted: Iterable[str]
) -> Values:
    return evidence.facts(alias, seen, target, place, wanted)


def _bind_others(
    evidence: Evidence,
    alias: str,
    seen: Observe,
    target: str,
    place: Place,  # noqa: ARG001  # others have places of their own
    wanted: Iterable[str],
) -> Values:
    assert seen.targets is not None
    elements: list[dict[str, Any]] = []
    missing: dict[tuple[str, str], tuple[Missing, ...]] = {}
    probe = seen.probe or alias
    for other in evidence.related(seen.targets, target):
        places = evidence.expanded(other) if evidence.is_per_endpoint(probe, other) else (Place(),)
        for one in places or (Place(missing=Missing(Result.UNPROVEN, f"{other} has no endpoint in the record")),):
            values = evidence.facts(alias, seen, other, one, wanted)
            element = {"target": evidence.targets[other], **values.maps[alias]}
            if one.endpoint is not None and one.missing is None:
                element["endpoint"] = endpoint_map(one.endpoint)
            elements.append(element)
            for key, why in values.missing.items():
                missing[key] = (*missing.get(key, ()), *why)
    return Values({alias: elements}, missing)


def endpoint_map(endpoint: str) -> dict[str, Any]:
    """The parts of ``name@address:port``."""
    name, _, rest = endpoint.partition("@")
    address, _, port = rest.rpartition(":")
    return {"name": name, "address": address.strip("[]"), "port": int(port)}
