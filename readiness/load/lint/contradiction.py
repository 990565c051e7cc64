"""Conditions of one control that can never all hold, whatever is observed."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.load.lint._claims import together
from readiness.load.lint._subject import Case, Remark, Subject


def look(subject: Subject) -> Iterator[Remark]:
    """A remark for each control, or variant of it, that nothing can pass; where it applies to nothing, another rule."""
    for control in subject.policy.controls:
        own = None
        for case in subject.cases(control):
            found = _conflict(subject, case)
            if found is not None and found != own:
                yield found
            own = own or found


def _conflict(subject: Subject, case: Case) -> Remark | None:
    when = together(subject.claims(line) for line in case.when)
    if when.conflict() is not None:
        return None
    so_far = [when]
    for line in case.require:
        so_far.append(subject.claims(line))
        about = together(so_far).conflict()
        if about is not None:
            message = f"can never hold together with the conditions before it: nothing is left for {about}{case.where}"
            return Remark("contradiction", case.control.id, message, line)
    return None
