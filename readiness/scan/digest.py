"""SHA-256 of a file that somebody else may have put there: a regular one, in its folder, bounded, never waited for."""

from __future__ import annotations

import asyncio
import hashlib
import os
import stat
import threading
from dataclasses import dataclass
from pathlib import Path

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind

MAX_FILE_BYTES = 1_000_000_000
CHUNK = 4_000_000


@dataclass(frozen=True)
class Digest:
    """SHA-256 in hexadecimal, and the number of bytes."""

    sha256: str
    size: int


def digest_of_bytes(content: bytes) -> Digest:
    """The digest of content that is there already."""
    return Digest(hashlib.sha256(content).hexdigest(), len(content))


async def digest_of_file(directory: Path, file: str, most: int = MAX_FILE_BYTES) -> Digest:
    """The digest of a file that is named relative to a folder; Unobservable when it is not one or cannot be read.

    It must lie in the folder or below it, also after symbolic links: evidence is kept with what it is evidence for,
    and a name in a file must not have the scanner read something else of the machine. Read in a thread that ends
    after its current piece when nobody waits for it any more.
    """
    given_up = threading.Event()
    try:
        return await asyncio.to_thread(_digest, directory, file, most, given_up)
    except OSError as error:
        raise Unobservable(CauseKind.UNREACHABLE, f"{file}: {(error.strerror or 'unknown reason').lower()}") from error
    except (ValueError, RuntimeError) as error:  # a NUL in the name; links that lead in circles
        raise Unobservable(CauseKind.UNREACHABLE, f"{file} is not the name of a file") from error
    finally:
        given_up.set()


def _digest(directory: Path, file: str, most: int, given_up: threading.Event) -> Digest:
    found, size = hashlib.sha256(), 0
    with os.fdopen(_open(directory, file, most), "rb", buffering=0) as handle:
        while not given_up.is_set() and (piece := handle.read(CHUNK)):
            found.update(piece)
            size += len(piece)
            if size > most:
                raise _too_large(file, most)
    return Digest(found.hexdigest(), size)


def _open(directory: Path, file: str, most: int) -> int:
    """A descriptor of the file. Devices are not even opened, as that alone can act; a FIFO would block."""
    folder = directory.resolve()
    path = (folder / file).resolve(strict=True)
    if not path.is_relative_to(folder):
        raise Unobservable(CauseKind.NOT_ALLOWED, f"{file} leads out of the folder of the attestations")
    _check(os.lstat(path), file, most)
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        _check(os.fstat(handle), file, most)  # it may be another one by now
    except BaseException:
        os.close(handle)
        raise
    return handle


def _check(found: os.stat_result, file: str, most: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise Unobservable(CauseKind.NOT_ALLOWED, f"{file} is not a regular file")
    if found.st_size > most:
        raise _too_large(file, most)


def _too_large(file: str, most: int) -> Unobservable:
    return Unobservable(CauseKind.TOO_LARGE, f"{file} is larger than {most // 1_000_000} MB")
