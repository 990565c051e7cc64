"""Reading what may be anything, in bounds, and replacing a file as a whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from readiness.model.errors import InputError, Mistake, Position


def read_bytes(path: Path, most: int, what: str) -> bytes:
    """The content of an ordinary file; InputError when there is none or it is larger than ``what`` may be."""
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise InputError(Mistake(Position(str(path)), f"is not a file, so not {what}"))
            content = file.read(most + 1)
    except OSError as error:
        raise InputError(Mistake(Position(str(path)), f"cannot be read: {error.strerror}")) from error
    if len(content) > most:
        raise InputError(Mistake(Position(str(path)), f"is too large for {what}"))
    return content


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe that nobody writes to must not hold a command up."""
    return os.open(path, flags | os.O_NONBLOCK)


def replace(path: Path, content: bytes) -> None:
    """Write a file so that others see the old content or the new, whatever happens; InputError when it cannot be."""
    place = path.resolve()
    if place.exists() and not place.is_file():
        raise InputError(Mistake(Position(str(path)), "is not a file and will not be written over"))
    try:
        mode = stat.S_IMODE(place.stat().st_mode) if place.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:100]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                os.fchmod(file.fileno(), mode)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, place)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise InputError(Mistake(Position(str(path)), f"cannot be written: {error.strerror}")) from error


def create(path: Path, content: bytes, mode: int) -> None:
    """Write a new file with these permissions from its first moment on; InputError when there is one already."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
    except FileExistsError:
        raise InputError(Mistake(Position(str(path)), "is there already and will not be overwritten")) from None
    except OSError as error:
        raise InputError(Mistake(Position(str(path)), f"cannot be written: {error.strerror}")) from error


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
