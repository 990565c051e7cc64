"""Keeps secrets out of the excerpts that accompany a mistake."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SECRET = re.compile(
    r"passw|passphrase|passcode|pwd|token|secret|dsn|key|credential|authorization|cookie", re.IGNORECASE
)
_SECRET_KEY = re.compile(rf"(?:{_SECRET.pattern})[\w.\-/ ]{{0,60}}[\"']?[ \t]{{0,8}}:(?=[\s\"'\[{{]|$)", re.IGNORECASE)
_REFERENCE = re.compile(r"[ \t]*[\"']?(?:env|file):[\w./~\-]+[\"']?[ \t]*(?:[,}\]#].*)?$")
_INDENT = re.compile(r"[ \t]*(?:-[ \t]+)*")


def looks_secret(key: object) -> bool:
    """Whether the value under this key must never be shown, judged by the key's name alone."""
    return isinstance(key, str) and _SECRET.search(key) is not None


def veil(line: str) -> str:
    """The line up to the first value that may be a secret. A reference (``env:``, ``file:``) is not one."""
    for found in _SECRET_KEY.finditer(line):
        if not _REFERENCE.match(line, found.end()):
            return cut(line, found.end())
    return line


def cut(line: str, stop: int) -> str:
    """The line up to ``stop`` (an index), with an ellipsis where something was left out."""
    kept, rest = line[:stop], line[stop:].strip()
    if not rest:
        return line
    return kept + ("…" if kept.endswith((" ", "\t")) else " …")


def hidden(lines: Sequence[str]) -> frozenset[int]:
    """The indexes of all lines indented below a key that looks secret: block scalars, nested maps and lists."""
    below: set[int] = set()
    parents: list[tuple[int, bool]] = []
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip())
        while parents and parents[-1][0] >= indent:
            parents.pop()
        secret = bool(parents) and parents[-1][1]
        if secret:
            below.add(index)
        found = _INDENT.match(line)
        depth = found.end() if found else indent
        parents.append((depth, secret or _SECRET_KEY.search(line) is not None))
    return frozenset(below)
