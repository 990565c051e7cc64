"""Which rows of the guide a policy decides, and how."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from readiness.model.policy import Control, Policy


def row_coverage(policy: Policy) -> list[dict[str, Any]]:
    """For every row of the catalog: row, chapter, asks, controls, decided (``observed``, ``attested`` or ``none``)."""
    rows = policy.catalog.rows if policy.catalog else ()
    found = []
    for row in rows:
        controls = [control for control in policy.controls if row.id in control.rows]
        found.append(
            {
                "row": row.id,
                "chapter": row.chapter,
                "asks": row.asks,
                "controls": [control.id for control in controls],
                "decided": _decided(controls),
            }
        )
    return found


def _decided(controls: Iterable[Control]) -> str:
    """A row that any control observes is observed; one that people alone can speak for is attested."""
    ways = {"observed" if control.require or control.variants else "attested" for control in controls}
    return min(ways, key=("observed", "attested").index, default="none")
