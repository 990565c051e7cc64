"""Making what targets sent fit to be shown: no control characters, no overlong lines."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def plain(text: str, limit: int = 300) -> str:
    """One line of visible characters: controls, format characters (bidi overrides) and surrogates become ``\\uXXXX``."""
    shown = "".join(_escape(character) for character in text[: limit + 1])
    return shown if len(text) <= limit else shown[:limit] + "…"


def _escape(character: str) -> str:
    if unicodedata.category(character) not in _HIDDEN:
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65536 else f"\\U{number:08x}"


def shown(value: Any, limit: int = 300) -> str:
    """A fact's value as JSON on one line, fit to be shown."""
    return plain(json.dumps(value, ensure_ascii=False, sort_keys=True), limit)
