"""Chapters and phases of the catalog without a row, and chapters in the gate that nothing decides."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.load.lint._subject import Remark, Subject
from readiness.model.mistakes import nearest


def look(subject: Subject) -> Iterator[Remark]:
    """A remark for each."""
    catalog = subject.policy.catalog
    rows = {row.id: row for row in catalog.rows} if catalog else {}
    chapters = [chapter.id for chapter in catalog.chapters] if catalog else []
    for what, names, used in (
        ("chapter", chapters, {row.chapter for row in rows.values()}),
        ("phase", [phase.id for phase in catalog.phases] if catalog else [], {row.phase for row in rows.values()}),
    ):
        for name in names:
            if name not in used:
                yield Remark("idle-catalog", "", f"the {what} {name} has no row")
    decided = {rows[row].chapter for control in subject.policy.controls for row in control.rows if row in rows}
    for name in subject.policy.gate.chapters:
        if name not in chapters:
            message = f"the gate asks for a score of the chapter {name}, which does not exist"
            hint = nearest(name, chapters)
            yield Remark("idle-catalog", "", f"{message}: {hint}" if hint else message)
        elif name not in decided:
            yield Remark("idle-catalog", "", f"the gate asks for a score of the chapter {name}, which has no control")
