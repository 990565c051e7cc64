"""One scan of an environment at a time: a lock that the kernel releases with the process, however it ends."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from readiness.model.errors import InputError, Mistake, Position

PATIENCE_S = 0.5
_PAUSE_S = 0.02


@contextmanager
def locked(file: Path, environment: str) -> Iterator[None]:
    """Hold the environment's lock; InputError when another process has it.

    The file stays, as removing it would let two processes lock two files of one name. It holds the process id, for
    messages alone. Whoever only looks whether a scan is running has the lock for a moment: so it is tried for a while.
    """
    handle = _open(file)
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not _taken(handle, fcntl.LOCK_EX, file):
            if time.monotonic() > deadline:
                raise InputError(_running(handle, environment, file))
            time.sleep(_PAUSE_S)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


@contextmanager
def free(file: Path) -> Iterator[bool]:
    """Whether nobody has the lock; if so, nobody gets it until the end of the block."""
    handle = _open(file)
    try:
        yield _taken(handle, fcntl.LOCK_EX, file)
    finally:
        os.close(handle)


def is_locked(file: Path) -> bool:
    """Whether a process has the lock now; nothing is written."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not _taken(handle, fcntl.LOCK_SH, file)
    finally:
        os.close(handle)


def _open(file: Path) -> int:
    try:
        return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise InputError(Mistake(Position(str(file)), f"cannot be opened: {error.strerror}")) from error


def _taken(handle: int, how: int, file: Path) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        hint = "keep the history in a folder whose file system has locks"
        raise InputError(Mistake(Position(str(file)), f"cannot be locked: {error.strerror}", hint)) from error
    return True


def _running(handle: int, environment: str, file: Path) -> Mistake:
    said = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
    who = f"pid {said}" if said.isdigit() else "its process is not known"
    hint = "wait for it, or end it; the lock goes with the process"
    return Mistake(Position(str(file)), f"another scan of {environment} is running ({who})", hint)
