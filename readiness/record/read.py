"""Reading a record from a file."""

from __future__ import annotations

from pathlib import Path

from readiness.model.errors import InputError, Mistake, Position
from readiness.model.record import Record
from readiness.record.lines import read
from readiness.record.soundness import check

MAX_FILE = 1_000_000_000


def read_file(path: Path) -> Record:
    """The record in a file; InputError when there is none."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise InputError(Mistake(Position(str(path)), "is too large for a record"))
        with path.open(encoding="utf-8") as file:
            record = read(file, str(path))
    except OSError as error:
        raise InputError(Mistake(Position(str(path)), f"cannot be read: {error.strerror}")) from error
    except UnicodeDecodeError as error:
        raise InputError(Mistake(Position(str(path)), "is not text, so not a record")) from error
    check(record, str(path))
    return record
