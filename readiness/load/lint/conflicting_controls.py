"""Pairs of controls on the same observation of the same targets that can never both pass."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from readiness.load.lint._claims import Claims, together
from readiness.load.lint._subject import Remark, Subject, lines
from readiness.model.policy import Control


def look(subject: Subject) -> Iterator[Remark]:
    """A remark for each such pair; controls that apply to different targets by their ``when`` do not conflict."""
    required = {control.id: _claims(subject, control, control.require) for control in subject.policy.controls}
    about: dict[tuple[str, str], list[Control]] = {}
    for control in subject.policy.controls:
        if required[control.id].conflict() is None:
            for text in required[control.id].regions:
                about.setdefault((control.target, text), []).append(control)
    for (_, text), controls in sorted(about.items(), key=lambda item: item[0]):
        for one, other in combinations(controls, 2):
            regions = (required[one.id].regions[text], required[other.id].regions[text])
            if regions[0].meet(regions[1]).empty and _meet(subject, one, other):
                message = f"can never pass where {one.id} does: they want opposite things of {text}"
                yield Remark("conflicting-controls", other.id, message)


def _claims(subject: Subject, control: Control, block: str | None) -> Claims:
    return together(subject.claims(line, control) for line in lines(block))


def _meet(subject: Subject, one: Control, other: Control) -> bool:
    """Whether both can apply to the same target."""
    return together(_claims(subject, control, control.when) for control in (one, other)).conflict() is None
