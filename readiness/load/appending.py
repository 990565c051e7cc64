"""Adds an entry to a list in a YAML text by inserting characters; nothing that was there changes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from readiness.load.listing import Gap, gap
from readiness.load.yaml import scalars
from readiness.load.yaml.text import clean

_BREAK = re.compile(r"\r\n|\r|\n")
_WORDS = re.compile(r"[A-Za-z](?:[A-Za-z0-9_./@ +-]*[A-Za-z0-9_./+-])?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SWITCHES = frozenset({"y", "n", "yes", "no", "on", "off"})
"""Text here, and true or false to other programs that read YAML."""


def appended(text: str, file: str, key: str, entry: Mapping[str, Any]) -> str | None:
    """The text with another entry at the end of its list under ``key``; None where it has no place for one.

    ``text`` has been read without mistakes. ``entry`` is plain data of printable characters. An entry of a block list
    is written as a block, one between brackets as JSON, which YAML is a superset of.
    """
    place = gap(clean(text, file), key)
    if place is None:
        return None
    at = _offset(text, place)
    if place.dash is None:
        comma = "" if place.first else ", "
        return text[:at] + comma + json.dumps(entry, ensure_ascii=False) + text[at:]
    found = _BREAK.search(text)
    line_break = found[0] if found else "\n"
    begin = line_break if at and text[at - 1] not in "\r\n" else ""
    return text[:at] + begin + block(entry, place.dash, line_break) + text[at:]


def block(entry: Mapping[str, Any], dash: int = 0, line_break: str = "\n") -> str:
    """An entry of a block list whose dashes stand in this column; each line ends with a break."""
    lines = list(_lines(entry))
    return "".join(f"{' ' * dash}{'  ' if number else '- '}{line}{line_break}" for number, line in enumerate(lines))


def _lines(entry: Mapping[str, Any]) -> Iterator[str]:
    for key, value in entry.items():
        if isinstance(value, list):
            yield f"{key}:"
            yield from (f"  - {{{', '.join(f'{k}: {_scalar(v)}' for k, v in one.items())}}}" for one in value)
        else:
            yield f"{key}: {_scalar(value)}"


def _scalar(value: Any) -> str:
    """A value in quotes wherever any reader of YAML could take it for something else."""
    if not isinstance(value, str):
        return json.dumps(value)
    words = _WORDS.fullmatch(value) and value.lower() not in _SWITCHES and isinstance(scalars.resolve(value), str)
    return value if words or _DAY.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _offset(text: str, place: Gap) -> int:
    """The offset in the text as it is in the file, with its own line breaks and byte order mark."""
    start = 0
    breaks = _BREAK.finditer(text)
    for _ in range(place.line):
        found = next(breaks, None)
        if found is None:
            return len(text)
        start = found.end()
    mark = text.startswith("\ufeff") and place.line == 0
    return start + place.column + mark
