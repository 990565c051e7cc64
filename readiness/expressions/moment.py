"""What conditions are judged as of: a moment in time, and what is known about the makers' support."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from readiness.model.lifecycle import Cycle, Lifecycle, Product
from readiness.model.validity import Validity

_VERSION = re.compile(r"\s*v?(\d+(?:\.\d+)*)", re.IGNORECASE)


@dataclass(frozen=True)
class Moment:
    """The clock in UTC, and the lifecycle data if there are any."""

    now: datetime
    lifecycle: Lifecycle | None = None

    def support(self, product: str, version: str) -> str:
        """``supported`` or ``ended`` on the clock's day in UTC; ValueError for what the data do not know."""
        validity = self._validity(product, version)
        state = validity.state(self.now)
        if state == "ahead":
            raise ValueError(f"{product} {version[:60]} comes out on {validity.since}, after the day that is judged")
        return "supported" if state == "valid" else "ended"

    def support_days(self, product: str, version: str) -> float:
        """Days after today on which it is still supported, 0 on the last one; ValueError likewise."""
        return float(self._validity(product, version).days_left(self.now))

    def _validity(self, product: str, version: str) -> Validity:
        if self.lifecycle is None:
            raise ValueError("there are no lifecycle data here")
        known = f"the lifecycle data of {self.lifecycle.dated}"
        found = self.lifecycle.products.get(product)
        if found is None:
            raise ValueError(f"{known} know no product {product[:60]!r}")
        cycle = cycle_of(found, version)
        if cycle is None:
            raise ValueError(f"{known} know no {found.title} {version[:60]!r}")
        return Validity(since=cycle.released, until=cycle.ends)


def cycle_of(product: Product, version: str) -> Cycle | None:
    """The release line of a version: the longest that it begins with, number by number.

    ``20.11.1`` and ``v20.1`` belong to ``20``, ``16.4 (Debian 16.4-1)`` to ``16``, ``1.1.1w`` to ``1.1.1``.
    """
    found = _VERSION.match(version)
    numbers = found[1].split(".") if found else []
    for length in range(len(numbers), 0, -1):
        if cycle := product.cycles.get(".".join(numbers[:length])):
            return cycle
    return None
