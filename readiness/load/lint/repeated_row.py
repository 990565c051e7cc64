"""Rows that a control names twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from readiness.load.lint._subject import Remark, Subject


def look(subject: Subject) -> Iterator[Remark]:
    """A remark for each control and row."""
    for control in subject.policy.controls:
        for row, times in Counter(control.rows).items():
            if times > 1:
                yield Remark("repeated-row", control.id, f"names row {row} {times} times")
