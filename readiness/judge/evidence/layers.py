"""One record arranged for looking things up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from readiness.judge.evidence.references import canonical
from readiness.model.observation import Expansion, Observation
from readiness.model.record import Header, Record

Key = tuple[str, str, str, str | None]
"""Probe, target, inputs in canonical form, endpoint."""

Groups = Mapping[str, Observation]


@dataclass(frozen=True)
class Layer:
    """What one look at an environment saw, from one vantage; ``expansions`` are by target and name.

    ``begun`` is when it was begun or last taken up again, ``finished`` None if it was cut off.
    """

    header: Header
    groups: Mapping[Key, Groups]
    expansions: Mapping[tuple[str, str], Expansion]
    begun: datetime
    finished: datetime | None

    @cached_property
    def asked(self) -> frozenset[tuple[str, str]]:
        """Probes and targets of which anything is in the record, if only that it was withheld."""
        return frozenset(key[:2] for key in self.groups)

    @cached_property
    def per_endpoint(self) -> frozenset[tuple[str, str]]:
        """Those that were asked endpoint by endpoint."""
        return frozenset(key[:2] for key in self.groups if key[3] is not None)

    @cached_property
    def endpoints(self) -> Mapping[tuple[str, str, str], tuple[str | None, ...]]:
        """Where each probe was asked, by probe, target and inputs."""
        found: dict[tuple[str, str, str], tuple[str | None, ...]] = {}
        for key in self.groups:
            found[key[:3]] = (*found.get(key[:3], ()), key[3])
        return found

    def is_ahead(self, moment: datetime, now: datetime) -> bool:
        """Whether a moment lies after ``now``; what a scan that had begun by then saw until its end does not.

        Records are judged as of their beginning, and everything in them was observed after it.
        """
        reaches = self.finished if self.finished is not None and self.begun <= now else now
        return moment > max(now, reaches)

    def expanded(self, target: str) -> Iterable[Expansion]:
        """The names of a target with their endpoints."""
        return (expansion for (of, _), expansion in self.expansions.items() if of == target)


def arrange(record: Record, targets: Iterable[str] | None = None) -> Layer:
    """A record as a layer; of ``targets`` alone where they are given. What stands later in a record is newer."""
    wanted = None if targets is None else frozenset(targets)
    groups: dict[Key, dict[str, Observation]] = {}
    for seen in record.observations:
        if wanted is None or seen.target in wanted:
            groups.setdefault(_key(seen), {})[seen.group] = seen
    expansions = {(e.target, e.name): e for e in record.expansions if wanted is None or e.target in wanted}
    begun = max((record.header.started, *(again.when for again in record.resumed)))
    return Layer(record.header, groups, expansions, begun, record.end.finished if record.end else None)


def _key(seen: Observation) -> Key:
    return (seen.probe, seen.target, canonical(seen.inputs), str(seen.endpoint) if seen.endpoint else None)


def same_thing(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None, *, elsewhere: bool) -> bool:
    """Whether two declarations are of one target; in another environment (``elsewhere``) the kind alone must agree."""
    if one is None or other is None:
        return False
    fields = ("kind",) if elsewhere else ("kind", "name", "url", "host", "old", "new")
    return all(one.get(field) == other.get(field) for field in fields)
