"""Tells a user what is wrong with the input: the place, the line, a caret under it and a hint."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from readiness.model.errors import InputError, Mistake

SHOWN = 50
EXCERPT = 160
LONGEST_WORD = 80


def describe(error: InputError, most: int = SHOWN) -> str:
    """Every mistake as colourless text, one paragraph each; beyond ``most`` only their number is told.

    Control characters, bidirectional marks and lone surrogates are escaped: the text may go to a terminal.
    """
    paragraphs = [_paragraph(mistake) for mistake in error.mistakes[:most]]
    left = len(error.mistakes) - most
    if left > 0:
        paragraphs.append(f"… and {left} more {'mistake' if left == 1 else 'mistakes'}")
    return "\n\n".join(paragraphs)


def nearest(word: str, candidates: Iterable[str]) -> str:
    """The hint ``did you mean `x`?`` for a misspelt word, or an empty string when nothing is close."""
    found = closest(word, candidates)
    return f"did you mean `{found}`?" if found else ""


def closest(word: str, candidates: Iterable[str]) -> str:
    """The candidate that a misspelt word most likely stands for, or an empty string when nothing is close."""
    if len(word) > LONGEST_WORD:
        return ""
    folded: dict[str, str] = {}
    for candidate in sorted(set(candidates) - {word}):
        folded.setdefault(_folded(candidate), candidate)
    wanted = _folded(word)
    swapped = [name for name in folded if sorted(name) == sorted(wanted)]
    close = [wanted] if wanted in folded else swapped or difflib.get_close_matches(wanted, folded, n=1, cutoff=0.6)
    if not close and len(wanted) >= 3:
        longer = [name for name in folded if name.startswith(wanted)]
        close = longer if len(longer) == 1 else []
    return folded[close[0]] if close else ""


def shorten(text: str, most: int = LONGEST_WORD) -> str:
    """The text, or its first ``most`` characters and an ellipsis: how a user's own words are quoted in a message."""
    return text if len(text) <= most else text[:most] + "…"


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_")


def _paragraph(mistake: Mistake) -> str:
    lines = [f"{_escape(str(mistake.position))}: {_escape(mistake.message)}"]
    if mistake.excerpt and mistake.position.line:
        lines += _excerpt(mistake)
    if mistake.hint:
        lines.append(f"  hint: {_escape(mistake.hint)}")
    return "\n".join(lines)


def _excerpt(mistake: Mistake) -> list[str]:
    """The source line, cut around the column, and the caret; the caret counts what the escapes take up."""
    at = min(mistake.position.column - 1, len(mistake.excerpt))
    start = 0 if len(mistake.excerpt) <= EXCERPT else max(0, at - EXCERPT // 2)
    end = start + EXCERPT
    before = ("…" if start else "") + _escape(mistake.excerpt[start:at])
    after = _escape(mistake.excerpt[at:end]) + ("…" if end < len(mistake.excerpt) else "")
    number = f"{mistake.position.line:>5}"
    caret = " " * _width(before) + "^"
    return [f"{number} | {before}{after}".rstrip(), f"{' ' * len(number)} | {caret}"]


def _escape(text: str) -> str:
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(char: str) -> str:
    if char == "\t":
        return " "
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _width(text: str) -> int:
    """How many terminal columns a text takes: two for wide East Asian characters, none for combining ones."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
