"""What the names in a control's conditions stand for at one place, and which fact groups are missing and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from readiness.judge.evidence.carrying import NO_PROOFS, Carrier, Need, Proofs
from readiness.judge.evidence.layers import Key, Layer
from readiness.judge.evidence.merging import merge
from readiness.judge.evidence.references import canonical, relates, resolve_inputs
from readiness.model.demands import demands
from readiness.model.observation import Observation, State
from readiness.model.policy import ENVIRONMENT, Carry, Catalog, Control, Observe, Others
from readiness.model.record import Record
from readiness.model.report import Carried, Result


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
    """Where a control is judged: an endpoint, the target itself (both None), or a name that has no endpoint.

    ``vantage`` is where it is looked at from, None where all records are from one.
    """

    endpoint: str | None = None
    missing: Missing | None = None
    vantage: str | None = None


@dataclass(frozen=True)
class Look:
    """The fact groups in the records, observed or not, for one of a control's names on one target at one place.

    ``own`` are those that were tried from the place's vantage. ``proofs`` tells which were carried over from another
    record, and why others were not.
    """

    alias: str
    probe: str
    place: Place
    groups: Mapping[str, Observation]
    own: frozenset[str] = frozenset()
    proofs: Proofs = NO_PROOFS

    def facts(self) -> dict[str, Any]:
        """Groups that were observed, by name."""
        return {name: found.facts for name, found in self.groups.items() if found.state is State.OBSERVED}

    def lacks(self, group: str) -> Missing | None:
        """Why a group has no facts, None if it has; of all groups (``*``) the first that has none."""
        if group == "*" and self.groups:
            return next(filter(None, map(self.lacks, sorted(self.groups))), None)
        found = self.groups.get(group)
        if found is not None and found.state is State.OBSERVED:
            return None
        if self.place.missing is not None:
            return self.place.missing
        refused = self.proofs.refused.get(group)
        if found is None:
            text = f"{self.probe}.{group}: {refused}" if refused else f"{self.probe} is not in the record"
            return Missing(Result.UNPROVEN, text)
        if found.state is State.WITHHELD:
            text = f"{self.probe}.{found.group} {found.withheld}"
            return Missing(Result.UNPROVEN, f"{text}; {refused}" if refused else text)
        return Missing(Result.ERROR, f"{self.probe}.{found.group} {found.cause}")

    def tried(self, groups: Iterable[str]) -> bool:
        """Whether any of these was tried from the place's own vantage."""
        return any(group in self.own or (group == "*" and self.own) for group in groups)

    def carried(self, groups: Iterable[str]) -> Iterable[Carried]:
        """The proofs that stand for any of these."""
        wanted = frozenset(groups)
        return (proof for name, proof in self.proofs.carried.items() if name in wanted or "*" in wanted)


class Evidence:
    """A record, and what ``others`` add to it, arranged for looking things up.

    ``now`` is the moment at which proofs must be young enough to be carried; the end of the record where it is None.
    ``layers`` are what is judged, one for each vantage. InputError for a record of an environment from which no control
    carries.
    """

    def __init__(self, record: Record, others: Sequence[Record] = (), *, now: datetime | None = None) -> None:
        header, merged = record.header, merge(record, others)
        self.targets: dict[str, dict[str, Any]] = {**header.targets, ENVIRONMENT: {"kind": ENVIRONMENT}}
        self.params = {name: param.value for name, param in header.params.items()}
        self.release = None if header.release is None else header.release.said()
        self.guide = guide_of(header.policy.catalog)
        self.controls = header.policy.controls
        self.layers = merged.layers
        self._per_endpoint: dict[tuple[str, str], bool] = {}
        then = now or (record.end.finished if record.end else header.started)
        self._carrier = Carrier(header, merged.sources, self.params, then)

    @property
    def vantages(self) -> tuple[str, ...]:
        """Where the records that are judged looked from, that of the record itself first."""
        return tuple(layer.header.vantage for layer in self.layers)

    @property
    def borrows(self) -> bool:
        """Whether there are records of other environments."""
        return self._carrier.elsewhere

    def assured(self, parity: frozenset[str]) -> Evidence:
        """The same, with the controls that pass here and so let proofs of other environments count."""
        found = copy(self)
        found._carrier = self._carrier.assured(parity)
        return found

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Names of the declared targets of a kind, sorted."""
        return tuple(sorted(name for name, target in self.targets.items() if target["kind"] == kind))

    def places(self, control: Control, target: str) -> tuple[Place, ...]:
        """Where the control is judged on this target: its endpoints if an own observation has any, else itself."""
        own = [name for name, seen in control.observe.items() if seen.targets is None]
        if not any(self.is_per_endpoint(control.observe[name].probe or name, target) for name in own):
            return (Place(),)
        return self.expanded(target)

    def views(self, place: Place) -> tuple[Place, ...]:
        """The place as it is seen from each vantage; itself where there is but one."""
        if len(self.layers) == 1 or place.missing is not None:
            return (place,)
        return tuple(replace(place, vantage=vantage) for vantage in self.vantages)

    def is_per_endpoint(self, probe: str, target: str) -> bool:
        """Whether the probe was asked endpoint by endpoint."""
        asked = (probe, target)
        if asked not in self._per_endpoint:
            self._per_endpoint[asked] = self._is_per_endpoint(asked)
        return self._per_endpoint[asked]

    def _is_per_endpoint(self, asked: tuple[str, str]) -> bool:
        for layers in (self.layers, self._carrier.sources):
            if any(asked in layer.per_endpoint for layer in layers):
                return True
            if any(asked in layer.asked for layer in layers):
                return False
        return any(True for layer in self.layers for _ in layer.expanded(asked[1]))

    def expanded(self, target: str) -> tuple[Place, ...]:
        """The target's endpoints, each once, and a place with the cause for each name that has none."""
        places: list[Place] = []
        for layer in self.layers:
            vantage = layer.header.vantage if len(self.layers) > 1 else None
            for expansion in layer.expanded(target):
                places.extend(Place(str(endpoint)) for endpoint in expansion.endpoints)
                if expansion.cause is not None:
                    places.append(Place(expansion.name, Missing(Result.ERROR, str(expansion.cause)), vantage))
        return tuple(dict.fromkeys(places))

    def look(self, alias: str, seen: Observe, target: str, place: Place, carry: Carry | None = None) -> Look:
        """What was observed for one of a control's names on a target at a place, or is carried there by its rule."""
        probe = seen.probe or alias
        endpoint = place.endpoint if self.is_per_endpoint(probe, target) else None
        key = (probe, target, canonical(resolve_inputs(seen, self.targets[target], self.params)), endpoint)
        if len(self.layers) == 1:
            found, own = self.layers[0].groups.get(key, {}), frozenset[str]()
        else:
            found, own = _together(self.layers, key, place.vantage)
        if carry is None or not self._carrier.sources or place.missing is not None:
            return Look(alias, probe, place, found, own)
        there = [name for name, one in found.items() if one.state is not State.WITHHELD]
        proofs = self._carrier.carry(Need(key, seen), carry, there)
        return Look(alias, probe, place, {**found, **proofs.groups}, own, proofs)

    def related(self, others: Others, target: str) -> tuple[str, ...]:
        """Targets of a kind that an observation of others reads: all, or those that name this one or that it names."""
        return tuple(
            name for name in self.of_kind(others.kind) if others.of is None or relates(self.targets, name, target)
        )


def _together(layers: Iterable[Layer], key: Key, vantage: str | None) -> tuple[dict[str, Observation], frozenset[str]]:
    """Each group as this vantage saw it or failed to, else as another saw it, failed to see it, or left it."""
    ranks = {State.OBSERVED: 1, State.UNOBSERVABLE: 2, State.WITHHELD: 3}
    best: dict[str, tuple[int, Observation]] = {}
    own = set()
    for layer in layers:
        for name, seen in layer.groups.get(key, {}).items():
            rank = ranks[seen.state]
            if layer.header.vantage == vantage and seen.state is not State.WITHHELD:
                own.add(name)
                rank = 0
            if name not in best or rank < best[name][0]:
                best[name] = (rank, seen)
    return {name: seen for name, (_, seen) in best.items()}, frozenset(own)


def guide_of(catalog: Catalog | None) -> dict[str, Any]:
    """What conditions may know of the guide: ``demands``, the versions that its rows name, by product."""
    return {"demands": demands(catalog)}
