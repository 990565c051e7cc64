"""A record as JSON Lines: one line for the header, for each expansion and observation, and for the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from readiness.model.attestations import EvidenceSeen
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.facts import Model
from readiness.model.observation import Endpoint, Expansion, Observation
from readiness.model.record import End, Header, Record, Resumed

Key = tuple[str, str, str, str, str, str]
MAX_LINE = 32_000_000
_KINDS: dict[str, type[Model]] = {
    "header": Header,
    "expansion": Expansion,
    "observation": Observation,
    "evidence": EvidenceSeen,
    "resumed": Resumed,
    "end": End,
}


def write(item: Model) -> str:
    """One line for one item, keys sorted, with its newline; ASCII, as what targets send need not be text at all."""
    kind = next(name for name, model in _KINDS.items() if type(item) is model)
    data = {"line": kind, **item.model_dump(mode="json", by_alias=True)}
    return json.dumps(data, sort_keys=True, allow_nan=False) + "\n"


def read(lines: Iterable[str], file: str) -> Record:
    """The record that these lines make; InputError naming the line that is not one.

    A last line that was cut off in the middle (a killed scan) is left out: the record then has no end. What was looked
    at again after an interruption counts as it was seen last; the end of a scan that was resumed is not its end.
    """
    items = list(_items(lines, file))
    if not items or not isinstance(items[0], Header):
        raise InputError(Mistake(Position(file), "is not a record: it has no header", "write one with --record FILE"))
    expansions = {(item.target, item.name): item for item in items if isinstance(item, Expansion)}
    observations = {observation_key(item): item for item in items if isinstance(item, Observation)}
    return Record(
        header=items[0],
        expansions=tuple(expansions[key] for key in sorted(expansions)),
        observations=tuple(observations.values()),
        end=items[-1] if isinstance(items[-1], End) else None,
        evidence=tuple(item for item in items if isinstance(item, EvidenceSeen)),
        resumed=tuple(item for item in items if isinstance(item, Resumed)),
    )


def observation_key(seen: Observation) -> Key:
    """What an observation is of, whenever it was made."""
    return key(seen.probe, seen.target, seen.inputs, seen.endpoint, seen.group, seen.vantage)


def key(probe: str, target: str, inputs: Mapping[str, Any], endpoint: Endpoint | None, group: str, vantage: str) -> Key:
    """The same for a question that has not been asked yet."""
    return (probe, target, json.dumps(inputs, sort_keys=True), str(endpoint or ""), group, vantage)


def _items(lines: Iterable[str], file: str) -> Iterator[Model]:
    begun = False
    for number, line in enumerate(lines, 1):
        if not line.endswith("\n"):
            return
        if line.strip():
            item = _item(line, Position(file, number, 1))
            if begun and isinstance(item, Header):
                raise InputError(Mistake(Position(file, number, 1), "another record begins here", "one file holds one"))
            begun = True
            yield item


def _item(line: str, position: Position) -> Model:
    if len(line) > MAX_LINE:
        raise InputError(Mistake(position, "the line is too long for a record"))
    try:
        data: Any = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(Mistake(position, "the line is not JSON", "a record has one JSON object a line")) from error
    model = _KINDS.get(str(data.pop("line", ""))) if isinstance(data, dict) else None
    if model is None:
        raise InputError(Mistake(position, "the line is not part of a record"))
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputError(Mistake(position, f"`{where}`: {first['msg'].lower()}")) from error
