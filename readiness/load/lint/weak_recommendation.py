"""Recommendations that ask for nothing beyond what is required."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.load.lint._claims import together
from readiness.load.lint._subject import Remark, Subject


def look(subject: Subject) -> Iterator[Remark]:
    """A remark for each line of ``recommend`` that holds wherever ``require`` does, or can never hold beside it."""
    for control in subject.policy.controls:
        seen: set[str] = set()
        for case in subject.cases(control):
            required = together(subject.claims(line) for line in (*case.when, *case.require))
            for line in case.recommend:
                said = subject.claims(line)
                if line in seen or required.conflict() is not None:
                    continue
                if required.implies(said):
                    seen.add(line)
                    message = f"recommends what is required already{case.where}"
                    yield Remark("weak-recommendation", control.id, message, line)
                elif about := together((required, said)).conflict():
                    seen.add(line)
                    message = f"recommends what is ruled out by what is required, for {about}{case.where}"
                    yield Remark("weak-recommendation", control.id, message, line)
