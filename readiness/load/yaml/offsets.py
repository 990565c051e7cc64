"""Finds the place in a file that belongs to a place inside a scalar's text."""

from __future__ import annotations

import re

from readiness.load.yaml.source import Source
from readiness.load.yaml.tree import Node

_PROPERTIES = re.compile(r"(?:[&!][^\s]*\s+)*")
_ON_ONE_LINE = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'(?!')")
_ESCAPES = {
    '"': re.compile(r"\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}|\\?.", re.DOTALL),
    "'": re.compile(r"''|.", re.DOTALL),
}


def inside(source: Source, node: Node, line: int, column: int) -> tuple[int, int]:
    """Line and column in the file (from 0) of a line and column in the text of a scalar (from 0).

    Exact for blocks, unquoted scalars and quoted ones on a single line; in a quoted scalar over several lines exact up
    to its first escape, after that the start of the scalar.
    """
    first, begin = _start(source, node)
    if node.style == "|":
        return _in_literal(source, node, first + 1 + line, column, line)
    target = _offset(node.value, line, column)
    if node.style in _ESCAPES:
        if _ON_ONE_LINE.match(source.lines[first], begin):
            return first, _in_quotes(source.lines[first], begin + 1, node.style, target)
        begin += 1
    elif node.style == ">":
        first, begin = first + 1, 0
    return _in_folded(source, node.value, target, first, begin) or (node.line, node.column)


def _start(source: Source, node: Node) -> tuple[int, int]:
    """The place of the scalar itself, behind its anchor and tag."""
    line, column = node.line, node.column
    if source.lines[line][column : column + 1] not in ("&", "!"):
        return line, column
    rest = "\n".join([source.lines[line][column:], *source.lines[line + 1 : line + 10]])
    found = _PROPERTIES.match(rest)
    skipped = rest[: found.end()] if found else ""
    if "\n" not in skipped:
        return line, column + len(skipped)
    return line + skipped.count("\n"), len(skipped) - skipped.rindex("\n") - 1


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    if line >= len(lines):
        return len(text)
    return sum(len(one) + 1 for one in lines[:line]) + min(column, len(lines[line]))


def _in_literal(source: Source, node: Node, physical: int, column: int, line: int) -> tuple[int, int]:
    """The indentation is what a line of the file has more than the same line of the text."""
    head = physical - line
    for index, text in enumerate(node.value.split("\n")):
        if text.strip() and head + index < len(source.lines):
            return physical, len(source.lines[head + index]) - len(text) + column
    return physical, column


def _in_quotes(text: str, begin: int, style: str, target: int) -> int:
    """The column on one line, counting each escape as the single character that it stands for."""
    place = begin
    for _ in range(target):
        found = _ESCAPES[style].match(text, place)
        place = found.end() if found else place
    return place


def _in_folded(source: Source, value: str, target: int, first: int, begin: int) -> tuple[int, int] | None:
    """Follow a text over lines whose breaks and indentation were folded into white space."""
    done, end = 0, len(value.rstrip())
    for line in range(first, len(source.lines)):
        raw = source.lines[line][begin:]
        content, column = raw.strip(), begin + len(raw) - len(raw.lstrip())
        begin = 0
        if not content:
            continue
        while done < len(value) and value[done].isspace():
            done += 1
        same = _agreement(content, value[done : done + len(content)])
        if not same:
            return None
        if target < done + same:
            return line, column + max(0, target - done)
        done += same
        if done >= end:
            return line, column + same
    return None


def _agreement(one: str, other: str) -> int:
    """How many characters two texts share at their start."""
    for count, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return count
    return min(len(one), len(other))
