"""What lists of dated entries that people sign have in common: plain dates, names that are names, nothing twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from readiness.load.yaml.document import Document
from readiness.load.yaml.validate import validate
from readiness.model.errors import InputError, Mistake
from readiness.model.people import folded

T = TypeVar("T")
Entry = tuple[int, dict[str, Any]]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def entries(document: Document, key: str) -> Iterator[Entry]:
    """The entries of the list at ``key`` that are mappings, with their numbers; whatever else is there is left out."""
    found = document.data.get(key) if isinstance(document.data, dict) else None
    for index, entry in enumerate(found if isinstance(found, list) else ()):
        if isinstance(entry, dict):
            yield index, entry


def dates(document: Document, key: str, fields: tuple[str, ...]) -> Iterator[Mistake]:
    """Everything that is written where a day belongs and is more or less than one: a time, a zone, another order."""
    for index, entry in entries(document, key):
        for field in fields:
            value = entry.get(field)
            if isinstance(value, str) and not _DAY.fullmatch(value):
                message = f"`{field}` must be a date such as 2026-12-31"
                yield document.mistake((key, index, field), message, "year, month and day; days are those of UTC")


def blanks(document: Document, key: str, fields: tuple[str, ...]) -> Iterator[Mistake]:
    """Names and texts that consist of nothing that can be seen."""
    for index, entry in entries(document, key):
        for field in fields:
            value = entry.get(field)
            if isinstance(value, str) and not folded(value):
                yield document.mistake((key, index, field), f"`{field}` must not be empty")


def duplicates(document: Document, key: str) -> Iterator[Mistake]:
    """Entries that say exactly what an earlier one says."""
    first: dict[str, int] = {}
    for index, entry in entries(document, key):
        said = json.dumps({"targets": "*", **entry}, sort_keys=True)
        if said in first:
            line = document.position((key, first[said])).line
            yield document.mistake((key, index), f"the same entry is in line {line} already", "delete one of them")
        first.setdefault(said, index)


def checked(document: Document, model: type[T], own: Iterable[Mistake]) -> T:
    """The document as a model; InputError with its mistakes and the ``own`` ones, which say more at the same place."""
    told = list(own)
    try:
        result = validate(document, model)
    except InputError as error:
        places = {mistake.position for mistake in told if mistake.position.line}
        raise InputError(*told, *(one for one in error.mistakes if one.position not in places)) from None
    if told:
        raise InputError(*told)
    return result
