"""Records in the folder of a history, made by hand: one control on one site, which holds or does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from records import NOW, control, record, seen

from readiness.model.record import Record
from readiness.record.history.names import file_name
from readiness.record.lines import write

CONTROLS = [
    control("tls.versions.count > 1", id="versions", title="Versions"),
    control("tls.certificate.trusted", id="trust", title="Trust", severity="medium"),
]


def run_record(
    run: str,
    *,
    minutes: float = 0,
    count: int = 2,
    trusted: bool = True,
    complete: bool = True,
    environment: str = "prod",
    **header: Any,
) -> Record:
    """A run that began so many minutes after NOW; ``count`` below 2 fails the one control, ``trusted`` is the other."""
    facts = [seen("versions", {"count": count}), seen("certificate", {"trusted": trusted})]
    found = record(CONTROLS, facts, complete=complete)
    started = NOW + timedelta(minutes=minutes)
    changes = {"run": run, "started": started, "environment": environment, **header}
    assert found.end is not None
    end = found.end.model_copy(update={"finished": started + timedelta(seconds=30)})
    return replace(found, header=found.header.model_copy(update=changes), end=end)


def text_of(found: Record, *, end: bool = True) -> str:
    """The lines of a record; without its end it is that of a scan that was killed."""
    items = [found.header, *found.expansions, *found.observations, *([found.end] if end and found.end else [])]
    return "".join(write(item) for item in items)


def keep(folder: Path, found: Record, *, end: bool = True) -> Path:
    """Write a record where a history keeps it."""
    file = folder / file_name(found.header.environment) / f"{file_name(found.header.run)}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text_of(found, end=end), encoding="utf-8")
    return file


def keep_many(folder: Path, number: int, **more: Any) -> list[str]:
    """Runs ``run-0000`` and so on, a minute apart; their ids, oldest first."""
    names = [f"run-{n:04}" for n in range(number)]
    for n, name in enumerate(names):
        keep(folder, run_record(name, minutes=n, **more))
    return names


def moment(minutes: float) -> datetime:
    """NOW and so many minutes."""
    return NOW + timedelta(minutes=minutes)
