"""Labelled, wrapped lines: the only place where text becomes terminal output, and so where it is made harmless."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from readiness.model.outcomes import Outcome, Severity
from readiness.model.text import plain

GUTTER = 12
LONGEST = 4000

MARKS = {
    Outcome.FAIL: "FAIL",
    Outcome.ERROR: "ERROR",
    Outcome.UNPROVEN: "UNPROVEN",
    Outcome.PARTIAL: "PARTIAL",
    Outcome.PASS: "PASS",
    Outcome.NOT_APPLICABLE: "N/A",
}
_RED, _GREEN, _YELLOW, _BOLD, _FAINT = "1;31", "1;32", "1;33", "1", "2"
_COLOURS = {
    Outcome.FAIL: _RED,
    Outcome.ERROR: _YELLOW,
    Outcome.UNPROVEN: _YELLOW,
    Outcome.PARTIAL: _YELLOW,
    Outcome.PASS: _GREEN,
    Outcome.NOT_APPLICABLE: _FAINT,
}
_BY_EXIT_CODE = {0: _GREEN, 1: _RED}

Order = tuple[int, ...]
LAST: Order = (2,)
"""After every finding."""


@dataclass(frozen=True)
class Block:
    """Lines that stay together, and what they are sorted by."""

    order: Order
    lines: list[str]


@dataclass(frozen=True)
class Layout:
    """How wide a line may be, and whether it may have colours. Only visible characters go out, whatever comes in."""

    columns: int = 100
    colour: bool = False

    def verdict(self, text: str, exit_code: int) -> list[str]:
        """A line over the whole width in the verdict's colour."""
        colour = _BY_EXIT_CODE.get(exit_code, _YELLOW)
        return [self._paint(line, colour) for line in _wrapped(text, self.columns)]

    def mark(self, outcome: Outcome, text: str) -> list[str]:
        """The first line of a block: the outcome in the margin, then a heading."""
        return self._labelled(MARKS[outcome], text, _COLOURS[outcome], _BOLD)

    def note(self, label: str, text: str) -> list[str]:
        """The first line of a block that is about no outcome."""
        return self._labelled(label, text, _BOLD, _BOLD)

    def line(self, label: str, text: str) -> list[str]:
        """A line of a block: what it tells in the margin, then the text."""
        return self._labelled(f"  {label}", text, _FAINT, "")

    def lines(self, label: str, texts: Iterable[str]) -> list[str]:
        """Several texts under one label."""
        found: list[str] = []
        for text in texts:
            found += self.line("" if found else label, text)
        return found

    def _labelled(self, label: str, text: str, label_colour: str, text_colour: str) -> list[str]:
        margin = plain(label, GUTTER - 1)
        first, *rest = _wrapped(text, self.columns - GUTTER)
        painted = self._paint(margin, label_colour) + " " * (GUTTER - len(margin)) + self._paint(first, text_colour)
        return [painted.rstrip(), *(" " * GUTTER + self._paint(line, text_colour) for line in rest)]

    def _paint(self, text: str, colour: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colour and colour and text.strip() else text


def _wrapped(text: str, room: int) -> list[str]:
    visible = plain(text, LONGEST)
    indent = visible[: len(visible) - len(visible.lstrip(" "))][: room // 2]
    return textwrap.wrap(visible, room, subsequent_indent=indent, break_on_hyphens=False) or [""]


def order(outcome: Outcome, severity: Severity, *, waived: bool = False, informs: bool = False) -> Order:
    """Worst outcome first, in it what is not waived, then what matters most; what only informs comes after all that.

    What is equal stays in the policy's order.
    """
    return (int(informs), outcome.rank, int(waived), list(Severity).index(severity))


def counted(number: int, noun: str) -> str:
    """``1 control``, ``2 controls``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def some(items: list[str], most: int) -> str:
    """The first of some names and how many more there are."""
    return ", ".join(items[:most]) + (f" and {len(items) - most} more" if len(items) > most else "")


def first(texts: Iterable[str], most: int, noun: str) -> list[str]:
    """The first of some texts, each for a line of its own, and how many more there are."""
    found = list(texts)
    more = len(found) - most
    return [*found[:most], f"and {counted(more, f'more {noun}')}"] if more > 0 else found


def when(moment: datetime) -> str:
    """A moment to the second."""
    return f"{moment:%Y-%m-%d %H:%M:%S %Z}".strip()


def where(control: str, targets: str) -> str:
    """A control, and the targets that something about it is limited to: ``hsts on site*``."""
    return f"{control}{'' if targets == '*' else f' on {plain(targets)}'}"
