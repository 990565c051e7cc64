"""Which facts made the difference between two judgements of a control. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from readiness.judge.comparison.volatility import Steady
from readiness.model.comparison import FactChange, FactSeen
from readiness.model.report import Finding, Judgement

_Place = str
_Facts = Mapping[str, FactSeen]


def changed_facts(before: Finding, after: Finding, steady: Steady) -> tuple[FactChange, ...]:
    """Facts that differ, those that both sides read first; the same difference at several places is told once.

    Volatile facts only if no other differs: then they are all there is to explain it (a signature that runs out).
    """
    grouped: dict[str, FactChange] = {}
    for place, was, now in _pairs(before, after):
        for change in _differences(before.control, was, now, steady):
            told = grouped.setdefault(repr(change), change)
            places = tuple(dict.fromkeys((*told.places, *([place] if place else ()))))
            grouped[repr(change)] = told.model_copy(update={"places": places})
    found = [change for change in grouped.values() if not change.volatile] or list(grouped.values())
    return tuple(sorted(found, key=lambda change: (change.before is None or change.after is None, change.path)))


def _pairs(before: Finding, after: Finding) -> Iterator[tuple[_Place, _Facts, _Facts]]:
    """What was seen at each place on both sides; a place that moved to another port or address with its new one."""
    was, now = _by_place(before), _by_place(after)
    for old, new in _matched(list(was), list(now)):
        place = old if old == new else f"{old} → {new}" if old and new else old or new
        yield place, was.get(old, {}), now.get(new, {})


def _matched(left: list[_Place], arrived: list[_Place]) -> Iterator[tuple[_Place, _Place]]:
    """Places that are the same, then those of one name and address, then those of one name in order, then the rest."""
    if len(left) == len(arrived) == 1:
        yield left[0], arrived[0]
        return
    for alike in (str, _without_port, _name):
        waiting: dict[str, list[_Place]] = {}
        for new in reversed(arrived):
            waiting.setdefault(alike(new), []).append(new)
        pairs = [(old, waiting[alike(old)].pop()) for old in left if waiting.get(alike(old))]
        yield from pairs
        gone, come = {old for old, _ in pairs}, {new for _, new in pairs}
        left, arrived = [old for old in left if old not in gone], [new for new in arrived if new not in come]
    yield from ((old, "") for old in left)
    yield from (("", new) for new in arrived)


def _without_port(place: _Place) -> str:
    return re.sub(r":\d+(?= from |$)", "", place, count=1)


def _name(place: _Place) -> str:
    name, _, rest = place.partition("@")
    return f"{name} {rest.partition(' from ')[2]}"


def _by_place(finding: Finding) -> dict[_Place, dict[str, FactSeen]]:
    found: dict[_Place, dict[str, FactSeen]] = {}
    for judgement in finding.judgements:
        found.setdefault(_place(judgement), {}).update(_seen(judgement))
    return found


def _place(judgement: Judgement) -> _Place:
    return " from ".join(part for part in (judgement.endpoint, judgement.vantage) if part)


def _seen(judgement: Judgement) -> dict[str, FactSeen]:
    seen = (one for reason in judgement.reasons for one in reason.seen)
    return {one.path: FactSeen(value=one.value, absent=one.absent) for one in seen}


def _differences(control: str, was: _Facts, now: _Facts, steady: Steady) -> Iterator[FactChange]:
    for path in was.keys() | now.keys():
        before, after = was.get(path), now.get(path)
        if before != after:
            volatile = steady(control, path, before) == steady(control, path, after)
            yield FactChange(path=path, before=before, after=after, volatile=volatile)
