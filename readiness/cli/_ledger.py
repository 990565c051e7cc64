"""Adding one signed entry to a file of them: everything else in the file stays, and no reader ever sees half of it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.load.appending import appended, block
from readiness.load.yaml import parse
from readiness.load.yaml.document import Document
from readiness.load.yaml.text import read_text
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.facts import Model
from readiness.record.files import replace


@dataclass(frozen=True)
class Ledger:
    """A kind of file: the key of its list, how it is read, and the comment with which a new one begins."""

    key: str
    entries: Callable[[Document], tuple[Model, ...]]
    header: str


def add(ledger: Ledger, path: Path, entry: Model) -> str:
    """Add an entry at the end of the list in a file, which is made if it is not there; returns the entry as written.

    The new text is read back and compared before it takes the place of the old one, in one step and with the same
    mode; a symbolic link stays one. InputError, and nothing is changed, for a file with mistakes, for one that has the
    entry already, and for one in which an entry has no place.
    """
    real = _real(path)
    with _refusing(path), _alone(real.parent):
        old = read_text(real) if real.exists() else None
        new = _with(ledger, path, old, _plain(entry), entry)
        replace(path, new.encode("utf-8"))
    return block(_plain(entry))


def _with(ledger: Ledger, path: Path, old: str | None, data: dict[str, Any], entry: Model) -> str:
    if old is None:
        before: tuple[Model, ...] = ()
        new: str | None = f"{ledger.header}{ledger.key}:\n{block(data, 2)}"
    else:
        before = ledger.entries(parse(old, str(path)))
        if entry in before:
            raise InputError(Mistake(Position(str(path)), "has this very entry already"))
        new = appended(old, str(path), ledger.key, data)
    if new is None or not _reads(ledger, new, path, (*before, entry)):
        hint = f"add it by hand: {json.dumps(data, ensure_ascii=False)}"
        raise InputError(Mistake(Position(str(path)), "is written in a form that nothing can be added to safely", hint))
    return new


def _reads(ledger: Ledger, text: str, path: Path, expected: tuple[Model, ...]) -> bool:
    with suppress(InputError):
        return ledger.entries(parse(text, str(path))) == expected
    return False


def _plain(entry: Model) -> dict[str, Any]:
    """The entry as plain data, without what is empty and not written therefore."""

    def filled(data: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in data.items() if value not in (None, "", [])}

    data = filled(entry.model_dump(mode="json"))
    return {key: [filled(one) for one in value] if isinstance(value, list) else value for key, value in data.items()}


def _real(path: Path) -> Path:
    try:
        real = path.resolve()
    except (OSError, RuntimeError):
        raise InputError(Mistake(Position(str(path)), "is a link that leads in circles")) from None
    if real.exists() and not real.is_file():
        raise InputError(Mistake(Position(str(path)), "is not a regular file"))
    return real


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(Mistake(Position(str(path)), f"cannot be written: {error.strerror}")) from error


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One addition at a time in a folder, so that none is lost; the lock is the folder's own and leaves nothing."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
