"""Controls that ask for the same thing of the same targets."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.load.lint._subject import Remark, Subject, lines, observed
from readiness.model.policy import Control


def look(subject: Subject) -> Iterator[Remark]:
    """A remark for each control with the target, observations and conditions of one before it."""
    first: dict[object, str] = {}
    for control in subject.policy.controls:
        same = first.setdefault(_asked(subject, control), control.id)
        if same != control.id:
            yield Remark("duplicate-control", control.id, f"asks for what {same} asks for, and would count twice")


def _asked(subject: Subject, control: Control) -> object:
    blocks = (control.when, control.require, control.recommend)
    said = tuple(frozenset(_normal(subject, control, line) for line in lines(block)) for block in blocks)
    seen = frozenset(observed(alias, one) for alias, one in control.observe.items())
    variants = tuple(variant.model_dump_json(exclude={"remedy"}) for variant in control.variants)
    attest = control.attest.model_dump_json() if control.attest else control.id if not any(said) else ""
    return (control.target, seen, said, variants, attest)


def _normal(subject: Subject, control: Control, line: str) -> object:
    claims = subject.claims(line, control)
    return frozenset(claims.regions.items()) if not claims.choices else " ".join(line.split())
