"""Making what targets sent fit to be shown: visible characters only, on one line, nothing overlong."""

from __future__ import annotations

import json
import re
from typing import Any

# Printable by Unicode and yet nothing is seen of them: fillers, joiners, variation selectors, the empty braille cell.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def plain(text: str, limit: int = 300) -> str:
    """One line of at most ``limit`` visible characters, with ``…`` after a cut.

    Everything else becomes ``\\xHH``, ``\\uHHHH`` or ``\\UHHHHHHHH``: control and format characters (escape sequences,
    bidi overrides), surrogates, unassigned and invisible ones, every space but the common one.
    """
    if len(text) <= limit and text.isprintable() and not _UNSEEN.search(text):
        return text
    pieces: list[str] = []
    room = limit
    for character in text[: limit + 1]:
        piece = _visible(character)
        room -= len(piece)
        if room < 0:
            return "".join(pieces) + "…"
        pieces.append(piece)
    return "".join(pieces)


def _visible(character: str) -> str:
    if character.isprintable() and not _UNSEEN.match(character):
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def unfolded(text: str) -> str:
    """A text that its author folded over several lines, on one; spaces inside a line stay as they are."""
    return re.sub(r"\s*\n\s*", " ", text.strip())


def shown(value: Any, limit: int = 300) -> str:
    """A fact's value as JSON on one line of about ``limit`` characters, fit to be shown.

    Of a list or map that is too long the last items are left out, of a text its end: ``…`` stands for them.
    """
    whole = plain(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str), limit + 1)
    if len(whole) <= limit:
        return whole
    if isinstance(value, dict) and value:
        pairs = sorted((str(key), item) for key, item in value.items())
        return "{" + _first([(f"{shown(key, limit // 2)}: ", item) for key, item in pairs], limit - 2) + "}"
    if isinstance(value, list | tuple) and value:
        return "[" + _first([("", item) for item in value], limit - 2) + "]"
    return f'{plain(whole, limit - 2)}"' if isinstance(value, str) else plain(whole, limit - 1)


def _first(items: list[tuple[str, Any]], limit: int) -> str:
    """As many items as there is room for, each after its prefix; at least one, itself cut if it must be."""
    room = limit - len(", …")
    kept: list[str] = []
    for prefix, item in items:
        piece = prefix + shown(item, limit if kept else max(room - len(prefix), 3))
        if kept and len(piece) > room:
            return ", ".join([*kept, "…"])
        kept.append(piece)
        room -= len(piece) + len(", ")
    return ", ".join(kept)
