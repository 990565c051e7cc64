"""Keeping a record in a file as its lines arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from readiness.model.errors import InputError, Mistake, Position


@contextmanager
def recording(file: Path | None) -> Iterator[Callable[[str], None]]:
    """A function that appends a line to the file (and to disk at once); one that does nothing for None."""
    if file is None:
        yield lambda _: None
        return
    try:
        handle = file.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(Mistake(Position(str(file)), f"cannot be written: {error.strerror}")) from error
    with handle:

        def keep(line: str) -> None:
            handle.write(line)
            handle.flush()

        yield keep
