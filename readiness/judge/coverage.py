"""Which rows of the guide a policy decides, and how."""

from __future__ import annotations

from typing import Any

from readiness.model.policy import Policy


def row_coverage(policy: Policy) -> list[dict[str, Any]]:
    """For every row of the catalog: row, chapter, asks, controls, decided (``observed``, ``attested`` or ``none``)."""
    rows = policy.catalog.rows if policy.catalog else ()
    found = []
    for row in rows:
        controls = [control.id for control in policy.controls if row.id in control.rows]
        decided = "observed" if controls else "none"
        found.append(
            {"row": row.id, "chapter": row.chapter, "asks": row.asks, "controls": controls, "decided": decided}
        )
    return found
