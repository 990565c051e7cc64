"""Conditions that another condition of the same control says already."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.load.lint._claims import together
from readiness.load.lint._subject import Case, Remark, Subject


def look(subject: Subject) -> Iterator[Remark]:
    """A remark for each line of ``require`` that follows from the others, or from when the control applies."""
    for control in subject.policy.controls:
        seen: set[str] = set()
        for case in subject.cases(control):
            for line in _redundant(subject, case):
                if line not in seen:
                    seen.add(line)
                    yield Remark(
                        "redundant-condition", control.id, f"says nothing: the others say it already{case.where}", line
                    )


def _redundant(subject: Subject, case: Case) -> list[str]:
    """From the last to the first, so that of two that say the same the first stays."""
    left = list(case.require)
    found = []
    for position in range(len(case.require) - 1, -1, -1):
        line = left[position]
        others = [*case.when, *left[:position], *left[position + 1 :]]
        if together(subject.claims(other) for other in others).implies(subject.claims(line)):
            found.append(line)
            del left[position]
    return found[::-1]
