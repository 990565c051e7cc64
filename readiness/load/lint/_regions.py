"""Sets of values that a condition leaves possible: intervals of numbers, lists of values, everything but some."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf
from typing import TypeAlias

Value: TypeAlias = bool | float | str


@dataclass(frozen=True)
class Region:
    """Numbers from ``low`` to ``high``, or any value where neither bounds; of ``only`` these; none of ``never``.

    ``whole`` is for what can be whole numbers alone. Values are kept with their kind, because ``True == 1`` here.
    """

    low: float = -inf
    high: float = inf
    low_open: bool = False
    high_open: bool = False
    only: frozenset[tuple[str, Value]] | None = None
    never: frozenset[tuple[str, Value]] = frozenset()
    whole: bool = False

    def has(self, value: tuple[str, Value]) -> bool:
        """Whether the value is possible."""
        if value in self.never or (self.only is not None and value not in self.only):
            return False
        kind, found = value
        if kind != "number":
            return self.low == -inf and self.high == inf
        number = float(found)
        if self.whole and not number.is_integer():
            return False
        above = number > self.low or (number == self.low and not self.low_open)
        return above and (number < self.high or (number == self.high and not self.high_open))

    @property
    def empty(self) -> bool:
        """Whether nothing is possible."""
        if self.only is not None:
            return not any(self.has(value) for value in self.only)
        if self.low < self.high:
            return self.whole and self.high - self.low < len(self.never) + 2 and not self._some_whole()
        return not self.has(("number", self.low))

    def _some_whole(self) -> bool:
        first = int(self.low) - 1
        return any(self.has(("number", float(first + step))) for step in range(len(self.never) + 6))

    def within(self, other: Region) -> bool:
        """Whether everything that is possible here is possible there."""
        if self.only is not None:
            return all(other.has(value) for value in self.only if self.has(value))
        if self.low == self.high and self.has(("number", self.low)):
            return other.has(("number", self.low))
        if other.only is not None or any(self.has(value) for value in other.never):
            return False
        low = self.low > other.low or (self.low == other.low and (self.low_open or not other.low_open))
        high = self.high < other.high or (self.high == other.high and (self.high_open or not other.high_open))
        if self.whole:
            low, high = low or _above(self) >= _above(other), high or _below(self) <= _below(other)
        return low and high

    def meet(self, other: Region) -> Region:
        """What is possible in both."""
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, shut = min((self.high, not self.high_open), (other.high, not other.high_open))
        only = self.only if other.only is None else other.only if self.only is None else self.only & other.only
        never = self.never | other.never
        return Region(low, high, low_open, not shut, only, never, self.whole or other.whole)


def _above(region: Region) -> float:
    """The least whole number of a region of numbers."""
    return region.low if abs(region.low) == inf else float(int(region.low)) + (1 if region.low_open else 0)


def _below(region: Region) -> float:
    return region.high if abs(region.high) == inf else float(int(region.high)) - (1 if region.high_open else 0)


def kept(value: Value) -> tuple[str, Value]:
    """A value with its kind."""
    return ("bool" if isinstance(value, bool) else "string" if isinstance(value, str) else "number"), value


def one_of(values: Iterable[Value]) -> Region:
    """These values alone."""
    return Region(only=frozenset(kept(value) for value in values))


def none_of(values: Iterable[Value]) -> Region:
    """Everything but these values."""
    return Region(never=frozenset(kept(value) for value in values))


def compared(operator: str, value: Value) -> Region | None:
    """What ``x OPERATOR value`` leaves possible for x; None where that is no region (texts are not put in order)."""
    if operator == "==":
        return one_of([value])
    if operator == "!=":
        return none_of([value])
    if isinstance(value, bool | str):
        return None
    bounds = {
        "<": Region(high=value, high_open=True),
        "<=": Region(high=value),
        ">": Region(low=value, low_open=True),
        ">=": Region(low=value),
    }
    return bounds[operator]


COUNT = replace(Region(low=0), whole=True)
"""What ``size()`` can be."""
