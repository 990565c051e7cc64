"""Which records of a history are given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from readiness.record.history.glimpse import Glimpse


def surplus(
    newest_first: Sequence[Glimpse], keep: int | None, days: float | None, now: datetime, *, running: bool
) -> tuple[tuple[Glimpse, str], ...]:
    """Those beyond the newest ``keep`` and those begun more than ``days`` ago, each with the reason; oldest last.

    Never the newest complete one, and none that is not complete while a scan is ``running``: it may be that scan's.
    """
    complete = next((seen for seen in newest_first if seen.complete), None)
    found = []
    for number, seen in enumerate(newest_first):
        if seen is complete or (running and not seen.complete):
            continue
        if keep is not None and number >= keep:
            found.append((seen, f"{keep} newer {'run is' if keep == 1 else 'runs are'} kept"))
        elif days is not None and now - seen.started > timedelta(days=min(days, 999_999_999)):
            found.append((seen, f"older than {days:g} {'day' if days == 1 else 'days'}"))
    return tuple(found)
