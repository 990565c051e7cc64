"""Whether a record that comes from a file can be judged at all."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.expressions import ConditionError, Engine, split
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.mistakes import shorten
from readiness.model.policy import Control, Variant
from readiness.model.record import Record
from readiness.model.text import plain

CHANGED = "it was changed after the scan, or was not written by readiness"


def check(record: Record, file: str) -> None:
    """InputError when a record, whose form is right, cannot be made sense of.

    That are conditions, targets without a kind, and answers about what the record does not know: taking a target out of
    the header, or an endpoint out of the expansions, must not make what was seen of it disappear.
    """
    engine = Engine(record.header.started)
    wrong = [said for control in record.header.policy.controls for said in _conditions(control, engine)]
    wrong += [f"target `{name}` has no kind" for name, target in record.header.targets.items() if not _has_kind(target)]
    wrong += list(dict.fromkeys((*_strangers(record), *_left_out(record))))
    if wrong:
        raise InputError(*(Mistake(Position(file, 1, 1), said, CHANGED) for said in wrong))


def _conditions(control: Control, engine: Engine) -> list[str]:
    wrong = []
    written: tuple[Control | Variant, ...] = (control, *control.variants)
    for block in (block for one in written for block in (one.when, one.require, one.recommend)):
        for line in split(block or ""):
            try:
                engine.compile(line.text)
            except ConditionError as error:
                wrong.append(f"control `{control.id}`: {error.message}")
    return wrong


def _strangers(record: Record) -> Iterator[str]:
    """What answers are about and the record does not know, in words."""
    targets = record.header.targets
    endpoints = {(one.target, str(endpoint)) for one in record.expansions for endpoint in one.endpoints}
    for seen in record.observations:
        if seen.target not in targets:
            yield f"there are answers about target `{shorten(seen.target)}`, which is not declared"
        elif seen.endpoint is not None and (seen.target, str(seen.endpoint)) not in endpoints:
            yield f"there are answers about {plain(str(seen.endpoint))}, which is no endpoint of `{seen.target}`"


def _left_out(record: Record) -> Iterator[str]:
    """Names of targets of which a complete record says neither where they lead nor why nobody can tell."""
    for one in record.expansions:
        if not one.endpoints and one.cause is None:
            yield f"{plain(one.name)} of target `{one.target}` has neither endpoints nor a cause"
    if record.end is None or not record.end.complete:
        return
    told = {target: {one.name for one in record.expansions if one.target == target} for target in record.header.targets}
    for target, declared in record.header.targets.items():
        names = declared.get("names")
        for name in names if isinstance(names, list | tuple) else ():
            if told[target] and name not in told[target]:
                yield f"nothing is told of {plain(str(name))}, a name of target `{target}`"


def _has_kind(target: dict[str, object]) -> bool:
    return isinstance(target.get("kind"), str)
