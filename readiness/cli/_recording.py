"""Keeping a record in a file as its lines arrive."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from readiness.model.errors import InputError, Mistake, Position

SYNC_EVERY_S = 1.0


class Lines:
    """Writes lines to a file, each before the scan goes on; to nowhere for None. A context manager around the scan.

    A line outlives this process as soon as it is kept. It outlives the machine's failure once it is on the disk: the
    first and the last line at once, those in between after a second at most, if another one comes.

    The file is opened by ``begin`` or with the first line, so that a scan that never begins leaves what was there
    before. ``at`` keeps so many bytes of it and goes on there. InputError when it cannot be opened or its first line
    not be written; when a later line cannot, the scan goes on and the error comes at the end of the block. With
    ``tell`` that error is only told, for a file that nobody has asked for.
    """

    def __init__(self, file: Path | None, at: int | None = None, tell: Callable[[str], None] | None = None) -> None:
        self._file = file
        self._at = at
        self._tell = tell
        self._handle: BinaryIO | None = None
        self._lost: OSError | None = None
        self._disk = False
        self._synced = 0.0

    def __enter__(self) -> Lines:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            try:
                self._sync()
            except OSError as failed:
                self._lost = self._lost or failed
            with suppress(OSError):  # what could not be written before cannot be now
                self._handle.close()
        if self._lost is None:
            return
        refused = self._refused("could not be written to its end", self._lost)
        if self._tell is not None:
            self._tell(str(refused))
        elif error is None:
            raise refused

    def begin(self) -> None:
        """Open the file, if it is not open yet."""
        if self._file is None or self._handle is not None:
            return
        try:
            going_on = self._at is not None and self._file.exists()
            self._handle = self._file.open("r+b" if going_on else "wb", buffering=0)
            if going_on:
                self._handle.truncate(self._at)
                self._handle.seek(0, os.SEEK_END)
            self._disk = stat.S_ISREG(os.fstat(self._handle.fileno()).st_mode)
        except OSError as error:
            raise self._refused("cannot be written", error) from error

    def keep(self, line: str) -> None:
        """Write one line, which ends with a newline."""
        first = self._handle is None
        self.begin()
        if self._handle is None or self._lost is not None:
            return
        try:
            self._write(line.encode("utf-8", "surrogatepass"))
            if first or time.monotonic() - self._synced >= SYNC_EVERY_S:
                self._sync()
        except OSError as error:
            if first and self._tell is None:
                raise self._refused("cannot be written", error) from error
            self._lost = error

    def _write(self, data: bytes) -> None:
        assert self._handle is not None
        while data:
            data = data[self._handle.write(data) :]

    def _sync(self) -> None:
        if self._handle is not None and self._disk:
            os.fsync(self._handle.fileno())
        self._synced = time.monotonic()

    def _refused(self, what: str, error: OSError) -> InputError:
        return InputError(Mistake(Position(str(self._file)), f"{what}: {error.strerror}"))
