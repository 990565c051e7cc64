"""The versions that a guide asks for, whatever their makers say of them."""

from __future__ import annotations

from readiness.model.policy import Catalog


def demands(catalog: Catalog | None) -> dict[str, str]:
    """The version of each product that the guide's rows name, by product of the lifecycle data."""
    rows = catalog.rows if catalog is not None else ()
    return {product: version for row in rows for product, version in row.demands.items()}
