"""Which questions of a scan took longest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readiness.model.record import Record


def slowest(record: Record, most: int) -> Iterator[str]:
    """A line for each of the slowest questions, slowest first: milliseconds, requests, fact group, and where."""
    asked = sorted(record.observations, key=lambda seen: (-seen.took_ms, seen.probe, seen.group, str(seen.endpoint)))
    for seen in asked[:most]:
        where = f"{seen.target}, {seen.endpoint}" if seen.endpoint else seen.target
        sent = sum(one.count for one in seen.sent)
        yield f"{seen.took_ms:7} ms {sent:4} requests  {seen.probe}.{seen.group} on {where}"
