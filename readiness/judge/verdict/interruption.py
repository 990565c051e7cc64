"""Whether records say all that their scans set out to see, and why not."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.judge.evidence.merging import merge
from readiness.model.record import Record

KILLED = "has no end: the scan was killed"


def why_incomplete(record: Record) -> str:
    """Why a record is not complete, in the scan's own words; empty if it is, or if the scan said nothing."""
    if record.end is None:
        return KILLED
    return "" if record.end.complete else record.end.why


def interruption(record: Record, others: Sequence[Record] = ()) -> str:
    """That the scan was interrupted, or one from another vantage that is judged with it; empty if none was.

    A drill that was interrupted does not matter by itself: what it did not prove is not carried over.
    """
    if not _complete(record):
        return f"the scan was interrupted{_told(record)}"
    if not others:
        return ""
    judged = [layer.header for layer in merge(record, others).layers]
    for other in others:
        if not _complete(other) and any(other.header is header for header in judged):
            return f"the scan from {other.header.vantage} was interrupted{_told(other)}"
    return ""


def _complete(record: Record) -> bool:
    return record.end is not None and record.end.complete


def _told(record: Record) -> str:
    if record.end is None:
        return f": its record {KILLED}"
    return f": {record.end.why}" if record.end.why else ""
