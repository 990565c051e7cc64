"""Finds where in a YAML file another entry of a list goes, so that everything else can stay as it is, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml import events

from readiness.load.yaml.source import Source

_DASH = re.compile(r"( *)-(?: |$)")


@dataclass(frozen=True)
class Gap:
    """A place between two characters; lines and columns count from 0.

    In a block list it is before a line, and ``dash`` the column at which its entries begin. In a list with brackets
    ``dash`` is None, and ``first`` says that the list is empty: no comma goes before the entry.
    """

    line: int
    column: int = 0
    dash: int | None = None
    first: bool = False


@dataclass
class _List:
    """A list as its events went by: where it begins, its first entry, and the end of the last thing in it."""

    begin: events.SequenceStartEvent
    entry: events.NodeEvent | None = None
    end: tuple[int, int] = (0, 0)


def gap(source: Source, key: str) -> Gap | None:
    """Where the next entry goes of the list under a top-level ``key``, in a text that has been read without mistakes.

    None where the text has a form that this does not see through.
    """
    found = _find(source, key)
    if found is None:
        return None
    if found.begin.flow_style:
        return Gap(*found.end, first=found.entry is None)
    dash = _dash(source, found)
    return None if dash is None else Gap(_after(source, found.end, dash), dash=dash)


def _find(source: Source, key: str) -> _List | None:
    """Follow the events: depth 1 is the top mapping, whose keys and values come in turn."""
    depth, turn, wanted, found = 0, 0, False, None
    for event in _nodes(source):
        if found is not None and depth == 1:
            break
        if depth == 1 and not isinstance(event, events.CollectionEndEvent):
            turn += 1
            if turn % 2:
                wanted = isinstance(event, events.ScalarEvent) and event.value == key
            elif wanted and isinstance(event, events.SequenceStartEvent):
                found = _List(event, end=_end(event))
        elif found is not None:
            _follow(found, event, depth)
        depth += isinstance(event, events.CollectionStartEvent)
        depth -= isinstance(event, events.CollectionEndEvent)
    return found


def _nodes(source: Source) -> Iterator[events.Event]:
    for event in yaml.parse(source.text, Loader=yaml.CSafeLoader):
        if isinstance(event, events.NodeEvent | events.CollectionEndEvent):
            yield event


def _follow(found: _List, event: events.Event, depth: int) -> None:
    """Only what takes up room says where things end: a block's end is noticed as late as at what comes next."""
    if depth == 2 and found.entry is None and isinstance(event, events.NodeEvent):
        found.entry = event
    closes_list = depth == 2 and isinstance(event, events.CollectionEndEvent)
    if not closes_list and _end(event) != _begin(event):
        found.end = _end(event)


def _dash(source: Source, found: _List) -> int | None:
    """The column of the dashes, seen where the list begins or, behind an anchor, before its first entry."""
    places = [_begin(found.begin)] + ([_begin(found.entry)] if found.entry is not None else [])
    for line, column in places:
        match = _DASH.match(source.lines[line])
        if match is not None and len(match[1]) <= column:
            return len(match[1])
    return None


def _after(source: Source, end: tuple[int, int], dash: int) -> int:
    """The line after the last entry, with the comments below that are indented as its own."""
    line = end[0] if end[1] == 0 else end[0] + 1
    while line < len(source.lines):
        text = source.lines[line].lstrip(" ")
        if not text.startswith("#") or len(source.lines[line]) - len(text) <= dash:
            break
        line += 1
    return line


def _begin(event: events.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line, mark.column) if mark is not None else (0, 0)


def _end(event: events.Event) -> tuple[int, int]:
    mark = event.end_mark
    return (mark.line, mark.column) if mark is not None else (0, 0)
