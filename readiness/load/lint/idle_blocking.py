"""Blocking severities that no control has."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.load.lint._subject import Remark, Subject


def look(subject: Subject) -> Iterator[Remark]:
    """A remark for each, and one for a gate that blocks on nothing at all."""
    blocking = subject.policy.gate.blocking
    found = {control.severity for control in subject.policy.controls}
    for severity in blocking:
        if severity not in found:
            yield Remark("idle-blocking", "", f"the gate blocks on {severity}, and no control is {severity}")
    if not blocking:
        yield Remark("idle-blocking", "", "the gate blocks on no severity: any control may fail")
