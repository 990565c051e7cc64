"""Where a value inside a condition comes from, and the collection of all that a condition reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from readiness.expressions.conditions import Read

ELEMENT = "[]"
Path: TypeAlias = tuple[str, ...]
"""A name and the segments after it. Unlike in a ``Read``, a constant index is kept: ``["k"]``, ``[0]``."""


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: facts that it is, and what its elements are if the condition itself built it."""

    paths: frozenset[Path] = frozenset()
    items: Origin | None = None

    def at(self, segment: str) -> Origin:
        """What a field, an index or an iteration leads to."""
        below = Origin(frozenset((*path, segment) for path in self.paths))
        return below if self.items is None else union((below, self.items))

    def every(self) -> frozenset[Path]:
        """The paths of the value and of everything in it."""
        return self.paths | (self.items.every() if self.items else frozenset())


NOTHING = Origin()


def union(origins: Iterable[Origin]) -> Origin:
    """A value that may come from any of these."""
    origins = tuple(origins)
    items = tuple(origin.items for origin in origins if origin.items is not None)
    return Origin(frozenset().union(*(origin.paths for origin in origins)), union(items) if items else None)


@dataclass(frozen=True)
class Comparison:
    """A text that a condition compares with facts for equality, and where it stands."""

    text: str
    paths: frozenset[Path]
    offset: int


@dataclass
class Reads:
    """What a condition does with the facts.

    ``wholes`` are read for their value, ``lengths`` for their size, ``presences`` by ``has()``; ``touched`` are put
    into a list of which only the size or something below is used. ``selections`` are made by a dot. Numbers are
    offsets into the source.
    """

    roots: dict[str, int] = field(default_factory=dict)
    wholes: set[Path] = field(default_factory=set)
    lengths: set[Path] = field(default_factory=set)
    touched: set[Path] = field(default_factory=set)
    presences: dict[Path, int] = field(default_factory=dict)
    selections: dict[Path, int] = field(default_factory=dict)
    quantified: set[tuple[Path, int]] = field(default_factory=set)
    guards: set[Path] = field(default_factory=set)
    comparisons: list[Comparison] = field(default_factory=list)
    functions: set[str] = field(default_factory=set)

    def reads(self) -> frozenset[Read]:
        """Every fact that must be known; how many there are of a bare name is known without observing."""
        return frozenset(as_read(path) for path in self.facts() | {path for path in self.sizes() if len(path) > 1})

    def facts(self) -> set[Path]:
        """What is read for its value or presence."""
        read = self.wholes | set(self.presences)
        return read | {path for path in self.touched if len(path) > 1 and not _leads_to(path, read)}

    def sizes(self) -> set[Path]:
        """Lists and maps of which nothing is read but the size."""
        facts = self.facts()
        return {path for path in self.lengths if not _leads_to(path, facts)}


def _leads_to(path: Path, others: Iterable[Path]) -> bool:
    return any(other[: len(path)] == path for other in others)


def as_read(path: Path) -> Read:
    """The path with every index as ``[]``."""
    return Read(path[0], tuple(ELEMENT if segment.startswith("[") else segment for segment in path[1:]))
