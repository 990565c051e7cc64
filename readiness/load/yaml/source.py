"""A user's text with its lines: turns a place in it into a mistake with an excerpt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from readiness.load.yaml import masking
from readiness.model.errors import Mistake, Position


@dataclass(frozen=True)
class Source:
    """The text of one file, line breaks normalised to ``\\n``. Lines and columns of all methods count from 0."""

    file: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """At least one line; a final line break does not start another."""
        return self.text.removesuffix("\n").split("\n")

    @cached_property
    def _hidden(self) -> frozenset[int]:
        return masking.hidden(self.lines)

    def position(self, line: int, column: int) -> Position:
        """The nearest place that exists, at most one column behind the end of its line."""
        last = len(self.lines) - 1
        if line > last:
            line, column = last, len(self.lines[last])
        return Position(self.file, line + 1, min(column, len(self.lines[line])) + 1)

    def mistake(self, line: int, column: int, message: str, hint: str = "", *, stop: int | None = None) -> Mistake:
        """A mistake at this place. Of its line only what is before ``stop`` is shown, and never a likely secret."""
        position = self.position(line, column)
        index = position.line - 1
        excerpt = "" if index in self._hidden else masking.veil(self.lines[index])
        if stop is not None and stop < len(excerpt):
            excerpt = masking.cut(excerpt, stop)
        return Mistake(position, message, hint, excerpt)
