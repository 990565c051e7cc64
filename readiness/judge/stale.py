"""Lines of the guide that ask for versions which their makers no longer support."""

from __future__ import annotations

from datetime import datetime

from readiness.expressions.moment import cycle_of
from readiness.model.lifecycle import Lifecycle
from readiness.model.policy import Catalog, Row
from readiness.model.report import StaleDemand
from readiness.model.validity import Validity


def stale(catalog: Catalog | None, lifecycle: Lifecycle | None, now: datetime) -> tuple[StaleDemand, ...]:
    """The demands whose support ended before the day of ``now`` in UTC, by row; none without lifecycle data.

    What the data do not know is not stale: whether it is supported, a control asks.
    """
    if catalog is None or lifecycle is None:
        return ()
    demands = [(row, product, version) for row in catalog.rows for product, version in row.demands.items()]
    found = (_stale(row, product, version, lifecycle, now) for row, product, version in demands)
    return tuple(demand for demand in found if demand is not None)


def _stale(row: Row, name: str, version: str, lifecycle: Lifecycle, now: datetime) -> StaleDemand | None:
    product = lifecycle.products.get(name)
    cycle = cycle_of(product, version) if product else None
    if product is None or cycle is None:
        return None
    if Validity(since=cycle.released, until=cycle.ends).state(now) != "expired":
        return None
    return StaleDemand(row=row.id, product=name, version=version, ended=cycle.ends, source=product.source)
