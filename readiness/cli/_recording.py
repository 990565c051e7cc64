"""Keeping a record in a file as its lines arrive."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TextIO

from readiness.model.errors import InputError, Mistake, Position


class Lines:
    """Writes lines to a file, each to disk at once; to nowhere for None. Use it as a context manager around the scan.

    The file is opened by ``begin`` or with the first line, so that a scan that never begins leaves what was there
    before. InputError when it cannot be opened or its first line not be written; when a later line cannot, the scan
    goes on and the error comes at the end of the block.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._handle: TextIO | None = None
        self._lost: OSError | None = None

    def __enter__(self) -> Lines:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            with suppress(OSError):  # what could not be written before cannot be now
                self._handle.close()
        if self._lost is not None and error is None:
            raise self._refused("could not be written to its end", self._lost)

    def begin(self) -> None:
        """Open the file, if it is not open yet."""
        if self._file is None or self._handle is not None:
            return
        try:
            self._handle = self._file.open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            raise self._refused("cannot be written", error) from error

    def keep(self, line: str) -> None:
        """Write one line, which ends with a newline."""
        first = self._handle is None
        self.begin()
        if self._handle is None or self._lost is not None:
            return
        try:
            self._handle.write(line)
            self._handle.flush()
        except OSError as error:
            if first:
                raise self._refused("cannot be written", error) from error
            self._lost = error

    def _refused(self, what: str, error: OSError) -> InputError:
        return InputError(Mistake(Position(str(self._file)), f"{what}: {error.strerror}"))
