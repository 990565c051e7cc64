"""Reading a report that was kept: as JSON, or as the record from which it follows."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from readiness.model.errors import InputError, Mistake, Position

if TYPE_CHECKING:
    from readiness.model.record import Record
    from readiness.model.report import Report

MAX_FILE = 1_000_000_000
HINT = "name a JSON report or a record of an earlier scan"


def read_report(path: Path) -> Report:
    """The report in a file, or on the record in it by its own policy and clock; InputError when it holds neither."""
    return read_either(path)[0]


def read_either(path: Path) -> tuple[Report, Record | None]:
    """As ``read_report``, with the record if that is what the file holds."""
    from readiness.judge.report import report
    from readiness.record.lines import read
    from readiness.record.soundness import check

    text = _text(path)
    if not _is_record(text):
        return _report(text, path), None
    record = read(io.StringIO(text), str(path))
    check(record, str(path))
    return report(record), record


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}") from error
    if len(data) > MAX_FILE:
        raise _wrong(path, "is too large for a report")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _wrong(path, "is not text, so neither a report nor a record") from error


def _is_record(text: str) -> bool:
    """Whether its first line is one of a record; a report is one object, on one line or many."""
    try:
        first = json.loads(text[: text.find("\n") + 1])
    except (json.JSONDecodeError, RecursionError):
        return False
    return isinstance(first, dict) and "line" in first


def _report(text: str, path: Path) -> Report:
    from readiness.model.report import Report

    try:
        return Report.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        told = f"`{where}`: {first['msg'].lower()}" if where else first["msg"].lower()
        raise _wrong(path, f"is neither a report nor a record: {told}") from error


def _wrong(path: Path, message: str) -> InputError:
    return InputError(Mistake(Position(str(path)), message, HINT))
