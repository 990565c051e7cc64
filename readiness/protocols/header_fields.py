"""Takes header fields apart as RFC 9110 has them: lists, directives, quoted strings. Nothing is ever raised."""

from __future__ import annotations

import re
from collections.abc import Iterable

MAX_TEXT = 300
MAX_SECONDS = 2**31  # what a cache takes any greater number for (RFC 9111, 1.2.2)

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_DIRECTIVE = re.compile(rf"({_WORD})(?:\s*=\s*({_WORD}|{_QUOTED}))?", re.DOTALL)
_ITEM = re.compile(r"([A-Za-z*][!#$%&'*+.^_`|~:/0-9A-Za-z-]*)(?: *;.*)?", re.DOTALL)
# Possessive: each character is looked at once, however a hostile sender nests his quotes.
_BETWEEN = {mark: re.compile(rf'"(?:[^"\\]++|\\.)*+"?|[^"{mark}]++|{mark}', re.DOTALL) for mark in ",;"}


def clip(text: str, limit: int = MAX_TEXT) -> str:
    """The text, or its beginning where it is longer than facts may be."""
    return text if len(text) <= limit else text[:limit]


def split(text: str, mark: str) -> tuple[str, ...]:
    """What stands between commas or semicolons, without blanks and empty parts; a mark in quotes parts nothing."""
    found: list[str] = []
    current = ""
    for piece in _BETWEEN[mark].findall(text):
        if piece == mark:
            found.append(current.strip())
            current = ""
        else:
            current += piece
    found.append(current.strip())
    return tuple(part for part in found if part)


def members(lines: Iterable[str]) -> tuple[str, ...]:
    """Members of a list field, over all the lines in which it was sent (RFC 9110, 5.6.1)."""
    return tuple(member for line in lines for member in split(line, ","))


def directive(text: str) -> tuple[str, str | None] | None:
    """``name``, ``name=token`` or ``name="text"`` as name in lower case and unquoted value; None if it is neither."""
    match = _DIRECTIVE.fullmatch(text)
    if match is None:
        return None
    value = match[2]
    if value is not None and value.startswith('"'):
        value = re.sub(r"\\(.)", r"\1", value[1:-1], flags=re.DOTALL)
    return match[1].lower(), value


def seconds(value: str | None) -> int | None:
    """A number of seconds, cut at 2^31; None if it is not a plain number."""
    if value is None or not value.isascii() or not value.isdigit():
        return None
    return min(int(value), MAX_SECONDS) if len(value.lstrip("0")) <= 10 else MAX_SECONDS


def token_item(lines: Iterable[str]) -> str | None:
    """Token of a structured field that is a single item (RFC 8941, 3.3); None if absent, else ``invalid``.

    A field that is sent twice is a list, and so no item; a quoted string is no token.
    """
    whole = ", ".join(lines).strip()
    if not whole:
        return None
    match = _ITEM.fullmatch(whole)
    return clip(match[1]) if match is not None and len(members([whole])) == 1 else "invalid"
