"""Proofs that are carried over from other records: which count here, and why the others do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from readiness.judge.evidence.layers import Key, Layer
from readiness.judge.evidence.merging import difference
from readiness.judge.evidence.references import canonical, resolve_inputs
from readiness.model.observation import Observation, State
from readiness.model.policy import Carry, Observe
from readiness.model.record import Header
from readiness.model.report import Carried

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Need:
    """What is looked for: an observation of a target, here under ``key``."""

    key: Key
    seen: Observe


@dataclass(frozen=True)
class Proofs:
    """Fact groups that were found elsewhere, where from, and for others why nothing that was found counts."""

    groups: Mapping[str, Observation] = field(default_factory=dict)
    carried: Mapping[str, Carried] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


NO_PROOFS = Proofs()


@dataclass(frozen=True)
class Carrier:
    """Other records, newest first, and what decides on them.

    ``parity`` are the controls that pass here and so show that another environment is like this one.
    """

    header: Header
    sources: Sequence[Layer]
    params: Mapping[str, Any]
    now: datetime
    parity: frozenset[str] = frozenset()

    @property
    def elsewhere(self) -> bool:
        """Whether any source is of another environment."""
        return any(source.header.environment != self.header.environment for source in self.sources)

    def assured(self, parity: frozenset[str]) -> Carrier:
        """The same with controls that pass here."""
        return replace(self, parity=parity)

    def carry(self, need: Need, rule: Carry, there: Iterable[str]) -> Proofs:
        """Every group that is not ``there`` and that a source has: from this environment first, then as the rule says.

        In each environment the newest attempt decides that could count at all: an older success does not outlive it.
        """
        groups, carried, refused = {}, {}, {}
        attempts = list(self._attempts(need, rule))
        for group in sorted({name for attempt in attempts for name in attempt.groups} - set(there)):
            verdict = self._decide([attempt for attempt in attempts if group in attempt.groups], group, rule)
            if isinstance(verdict, str):
                refused[group] = verdict
            else:
                groups[group], carried[group] = verdict
        return Proofs(groups, carried, refused)

    def _attempts(self, need: Need, rule: Carry) -> Iterable[_Attempt]:
        here = self.header.environment
        for environment in dict.fromkeys((here, *rule.from_)):
            for source in self.sources:
                if source.header.environment == environment:
                    yield _here(source, need) if environment == here else _elsewhere(source, need, self.params)

    def _decide(self, attempts: list[_Attempt], group: str, rule: Carry) -> tuple[Observation, Carried] | str:
        refusals = []
        for attempt in attempts:
            tried = attempt.groups[group]
            out_of_question = self._refusal(attempt, tried, rule)
            why = out_of_question or attempt.failure(group) or attempt.gap(group)
            if not why:
                return tried[0], self._carried(attempt, tried)
            refusals.append(f"the drill of {tried[0].started:%Y-%m-%d}{attempt.where} {why}")
            if not out_of_question:
                break
        return refusals[0]

    def _refusal(self, attempt: _Attempt, tried: Sequence[Observation], rule: Carry) -> str:
        if why := difference(self.header.release, attempt.source.header.release):
            return why
        for seen in tried:
            if why := self._out_of_time(attempt, seen.started, rule.max_age_days):
                return why
        if attempt.where and rule.parity not in self.parity:
            return f"does not count: control {rule.parity or 'of parity'} does not pass here"
        return ""

    def _out_of_time(self, attempt: _Attempt, started: datetime, allowed: float) -> str:
        if started.tzinfo is None:
            return "does not count: its time has no time zone"
        if attempt.source.is_ahead(started, self.now):
            return "is from the future"
        age = (self.now - started) / _DAY
        return f"is {_days(age, allowed)} days old, {allowed:g} are allowed" if age > allowed else ""

    def _carried(self, attempt: _Attempt, tried: Sequence[Observation]) -> Carried:
        oldest = min(seen.started for seen in tried)
        return Carried(
            observation=f"{tried[0].probe}.{tried[0].group}",
            environment=attempt.source.header.environment,
            run=attempt.source.header.run,
            observed=oldest,
            age_days=max(0.0, round((self.now - oldest) / _DAY, 2)),
        )


@dataclass(frozen=True)
class _Attempt:
    """What a source tried: each group with its observation, elsewhere with one for each of the target's endpoints.

    ``where`` is a phrase; ``unseen`` are endpoints there of which nothing can be known.
    """

    source: Layer
    groups: Mapping[str, tuple[Observation, ...]]
    where: str = ""
    places: int = 1
    unseen: bool = False

    def failure(self, group: str) -> str:
        """Why a group has no facts although it was tried."""
        failed = next((seen for seen in self.groups[group] if seen.state is not State.OBSERVED), None)
        return f"failed: {failed.cause}" if failed else ""

    def gap(self, group: str) -> str:
        """Why what was seen at several endpoints does not stand for the target: one is left out, or they differ."""
        tried = self.groups[group]
        if self.unseen or len(tried) < self.places:
            return "does not count: it left out an endpoint there"
        return "" if all(seen.facts == tried[0].facts for seen in tried) else "does not count: endpoints there differ"


def _here(source: Layer, need: Need) -> _Attempt:
    found = source.groups.get(need.key, {})
    return _Attempt(source, {name: (s,) for name, s in found.items() if s.state is not State.WITHHELD})


def _elsewhere(source: Layer, need: Need, params: Mapping[str, Any]) -> _Attempt:
    """What was seen of the target of the same name there, with this environment's parameters and its own declaration.

    Its endpoints are not those of this environment: what all of them have in common stands for it.
    """
    probe, target = need.key[:2]
    inputs = canonical(resolve_inputs(need.seen, source.header.targets.get(target, {}), params))
    places = source.endpoints.get((probe, target, inputs), ())
    groups: dict[str, tuple[Observation, ...]] = {}
    for place in sorted(places, key=str):
        for name, seen in source.groups[probe, target, inputs, place].items():
            if seen.state is not State.WITHHELD:
                groups[name] = (*groups.get(name, ()), seen)
    return _Attempt(
        source,
        groups,
        where=f" in {source.header.environment}",
        places=len(places),
        unseen=any(places) and _left_out(source, target, places),
    )


def _left_out(source: Layer, target: str, places: Iterable[str | None]) -> bool:
    """Whether a target has endpoints, or names without any, that are not among these."""
    names = list(source.expanded(target))
    endpoints = {str(endpoint) for name in names for endpoint in name.endpoints}
    return any(name.cause is not None for name in names) or not endpoints <= set(places)


def _days(age: float, allowed: float) -> str:
    """An age in days that is visibly more than what is allowed."""
    return f"{int(age)}" if int(age) > allowed else f"{ceil(age * 10) / 10:g}"
