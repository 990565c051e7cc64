"""Judging one of many records: the command's options in a form that travels to other processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.cli._judging import Judging, exit_code, judged
from readiness.model.errors import InputError
from readiness.model.judged import JudgedRecord

if TYPE_CHECKING:
    from readiness.model.policy import Policy
    from readiness.model.record import Record

INVALID = 2


@dataclass(frozen=True)
class Again:
    """How records are looked at again; None and empty stand for what each of them says itself."""

    policy: Policy | None = None
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    phase: str = ""
    at: datetime | None = None

    def __call__(self, record: Record) -> Record:
        from readiness.record.rejudge import with_policy, with_selection

        if self.policy is not None:
            record = with_policy(record, self.policy)
        if self.only or self.skip or self.phase:
            record = with_selection(record, self.only, self.skip, self.phase)
        return record


@dataclass(frozen=True)
class One:
    """Judges the record in a file on its own."""

    again: Again
    how: Judging

    def __call__(self, path: Path) -> JudgedRecord:
        from readiness.judge.summary import summarise
        from readiness.record.read import read_file

        try:
            report = judged(self.again(read_file(path)), self.how, at=self.again.at).report
        except InputError as error:
            return _invalid(path, error)
        return summarise(report, str(path), exit_code(report, self.how))


def lost(path: Path, code: int) -> JudgedRecord:
    """What is said of a file whose process died of it."""
    end = f"by signal {-code}" if code < 0 else f"with code {code}"
    return JudgedRecord(file=str(path), exit_code=INVALID, problem=f"the process that judged it was ended {end}")


def _invalid(path: Path, error: InputError) -> JudgedRecord:
    """The first of its mistakes, without the file's name where that is all that is known of the place."""
    first, more = error.mistakes[0], len(error.mistakes) - 1
    place = str(first.position)
    said = first.message if place == str(path) else f"{place.removeprefix(f'{path}:')}: {first.message}"
    return JudgedRecord(file=str(path), exit_code=INVALID, problem=f"{said}; and {more} more" if more else said)
