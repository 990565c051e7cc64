"""Rows of the guide that no control decides."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.load.lint._subject import Remark, Subject


def look(subject: Subject) -> Iterator[Remark]:
    """One remark with all of them."""
    catalog = subject.policy.catalog
    claimed = {row for control in subject.policy.controls for row in control.rows}
    rows = [row.id for row in catalog.rows] if catalog else []
    free = [row for row in rows if row not in claimed]
    if free:
        yield Remark("unclaimed-rows", "", f"no control decides {len(free)} of {len(rows)} rows: {', '.join(free)}")
