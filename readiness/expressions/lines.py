"""A block of conditions cut into its conditions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One condition of a block: its text, and the line and column where it begins, both counted from 0."""

    text: str
    line: int
    column: int = 0

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column within the block, from 0, of an offset into the text."""
        before = self.text[: max(offset, 0)]
        lines = before.count("\n")
        return self.line + lines, len(before) - before.rfind("\n") - 1 + (0 if lines else self.column)


def split(block: str) -> list[Line]:
    """The conditions of a ``require``, ``recommend`` or ``when`` block, one a line.

    A line that is indented deeper than the first condition continues the one before. Blank lines and lines that
    begin with ``#`` say nothing. Continuations keep their line breaks, so that offsets lead back to their place.
    """
    found: list[tuple[int, int, list[str]]] = []
    for number, line in enumerate(block.split("\n")):
        text = line.strip()
        said = "" if text.startswith("#") else text
        indent = len(line) - len(line.lstrip())
        if said and (not found or indent <= found[0][1]):
            found.append((number, indent, [said]))
        elif found:
            found[-1][2].append(line.rstrip() if said else "")
    return [Line("\n".join(lines).rstrip(), number, indent) for number, indent, lines in found]
