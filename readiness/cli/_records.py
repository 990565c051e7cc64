"""Which of several records is judged, and which only add to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readiness.model.record import Record


def newest_first(records: Sequence[Record]) -> list[Record]:
    """The record that is judged, then the others; the order in which they were named decides the environment alone.

    It is the newest of the first one's environment, of those that looked at all controls if there are any: a drill
    that was run later only adds to it.
    """
    environment = records[0].header.environment

    def order(record: Record) -> tuple[bool, bool, float, str]:
        header = record.header
        foreign = header.environment != environment
        return (foreign, header.selection.partial, -header.started.timestamp(), header.model_dump_json(by_alias=True))

    return sorted(records, key=order) if len(records) > 1 else list(records)
