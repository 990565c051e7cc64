"""Several records as one body of evidence: what is judged, and what may be carried into it.

What is judged is the record itself, brought up to date by newer ones from its vantage, and the newest record from every
other vantage: all of the same environment, by a policy of the same name, of the same release. Every other record is no
more than a source of proofs that a control may carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from readiness.judge.evidence.layers import Groups, Layer, arrange, same_thing
from readiness.model.environment import Release
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.observation import State
from readiness.model.record import Record


@dataclass(frozen=True)
class Merged:
    """``layers``, one for each vantage, are what is judged, that of the record itself first; ``sources`` newest first.

    Neither depends on the order in which the other records were given.
    """

    layers: tuple[Layer, ...]
    sources: tuple[Layer, ...] = ()


def merge(record: Record, others: Sequence[Record] = ()) -> Merged:
    """Sort out what each record is good for; InputError for one of an environment from which no control carries."""
    own = arrange(record)
    if not others:
        return Merged((own,))
    _must_be_of_use(record, others)
    together = [other for other in _oldest_first(others) if _belongs(record, other)]
    apart = [other for other in others if not _belongs(record, other)]
    vantages: dict[str, list[Record]] = {}
    for other in together:
        vantages.setdefault(other.header.vantage, []).append(other)
    at_home = vantages.pop(record.header.vantage, [])
    for newer in at_home:
        if _is_newer(newer, record):
            own = _renewed(own, _layer(newer, record))
    older = [other for other in at_home if not _is_newer(other, record)]
    older += [other for found in vantages.values() for other in found[:-1]]
    return Merged(
        layers=(own, *(_layer(found[-1], record) for _, found in sorted(vantages.items()))),
        sources=tuple(_layer(other, record) for other in reversed(_oldest_first([*apart, *older]))),
    )


def difference(ours: Release | None, theirs: Release | None) -> str:
    """Why a proof of one release says nothing about another, empty where it does: digests decide, else commits."""
    for one, other in _pairs(ours, theirs, "digest", "commit"):
        if one and other:
            return "" if one == other else f"is of release {other}, this is {one}"
    both = all(release and (release.digest or release.commit) for release in (ours, theirs))
    why = "one release is told by its digest, the other by its commit" if both else "no release is declared"
    return f"does not count: {why}"


def _belongs(record: Record, other: Record) -> bool:
    """Whether two records are looks at one and the same thing, be it from two vantages."""
    ours, theirs = record.header, other.header
    alike = ours.environment == theirs.environment and ours.policy.name == theirs.policy.name
    return alike and _one_release(ours.release, theirs.release)


def _one_release(ours: Release | None, theirs: Release | None) -> bool:
    pairs = _pairs(ours, theirs, "digest", "commit", "version")
    return next((one == other for one, other in pairs if one and other), not any(a or b for a, b in pairs))


def _pairs(ours: Release | None, theirs: Release | None, *names: str) -> list[tuple[str, str]]:
    return [(getattr(ours, name, ""), getattr(theirs, name, "")) for name in names]


def _must_be_of_use(record: Record, others: Iterable[Record]) -> None:
    here = record.header.environment
    carrying = {name for control in record.header.policy.controls if control.carry for name in control.carry.from_}
    strange = {other.header.environment for other in others} - {here} - carrying
    if strange:
        hint = "`carry: {from: [NAME]}` of a control says whose proofs count"
        place = Position("command line")
        raise InputError(
            *(
                Mistake(place, f"the record of {name} has nothing for {here}: no control carries from it", hint)
                for name in strange
            )
        )


def _layer(other: Record, record: Record) -> Layer:
    """The part of another record that is about targets of this one."""
    ours, theirs = record.header, other.header
    elsewhere = ours.environment != theirs.environment
    return arrange(
        other,
        [n for n in ours.targets if same_thing(ours.targets[n], theirs.targets.get(n), elsewhere=elsewhere)],
    )


def _oldest_first(records: Iterable[Record]) -> list[Record]:
    """In an order that depends on nothing but what is in the records; the content decides only where it must."""
    found = list(records)
    if len({_age(record) for record in found}) < len(found):
        found.sort(key=_content)
    return sorted(found, key=_age)


def _is_newer(one: Record, other: Record) -> bool:
    return one.header.started > other.header.started


def _age(record: Record) -> tuple[object, ...]:
    header = record.header
    return (header.started, header.environment, header.vantage, header.run)


def _content(record: Record) -> str:
    items = (record.header, *record.expansions, *record.observations)
    return "\n".join(item.model_dump_json() for item in items)


def _renewed(old: Layer, new: Layer) -> Layer:
    """A layer with what a newer look from the same vantage tried again; what that did not try stays as it was."""
    groups: dict[tuple[str, str, str, str | None], Groups] = dict(old.groups)
    for key, found in new.groups.items():
        before = groups.get(key, {})
        tried = {n: seen for n, seen in found.items() if seen.state is not State.WITHHELD or n not in before}
        groups[key] = {**before, **tried}
    return replace(old, groups=groups, expansions={**old.expansions, **new.expansions})
