"""Rationales, remedies and references that help nobody."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.load.lint._subject import Remark, Subject

_SHORTEST_RATIONALE = 40
_SHORTEST_REMEDY = 8
_EMPTY = frozenset({"", "-", "n/a", "none", "see above", "tbd", "todo", "unknown", "…", "..."})


def look(subject: Subject) -> Iterator[Remark]:
    """A remark for each that is empty or all but, or only repeats the title."""
    for control in subject.policy.controls:
        said = " ".join(control.rationale.split())
        if len(said) < _SHORTEST_RATIONALE or said.rstrip(".").lower() == control.title.lower():
            yield Remark("thin-advice", control.id, "`rationale` does not say why it matters")
        remedies = control.remedy.items() | {item for variant in control.variants for item in variant.remedy.items()}
        for name, text in sorted(remedies):
            if len(text.strip()) < _SHORTEST_REMEDY or text.strip().lower() in _EMPTY:
                yield Remark("thin-advice", control.id, f"the remedy for {name} does not say what to do")
        for reference in control.references:
            if reference.strip().lower() in _EMPTY:
                yield Remark("thin-advice", control.id, f"{reference!r} is no reference")
