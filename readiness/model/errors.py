"""What a user got wrong: one message per mistake, with the place and a hint."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Position:
    """A place in a user's file; line and column count from 1, 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return self.file if not self.line else f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing wrong with a user's input. ``excerpt`` is the offending source line, shown above a caret."""

    position: Position
    message: str
    hint: str = ""
    excerpt: str = ""


class InputError(Exception):
    """A user's input is invalid: every mistake found, never empty. Leads to exit code 2, nothing contacted."""

    def __init__(self, *mistakes: Mistake) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("; ".join(f"{m.position}: {m.message}" for m in self.mistakes))
