"""The SQLite file behind a history: opened for one short piece of work, made anew whenever it cannot be trusted.

A rollback journal and no write-ahead log, which needs memory that processes share and so no folder on a network.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

T = TypeVar("T")

VERSION = 1
BUSY_S = 10.0
_SCHEMA = """
CREATE TABLE runs (
  folder TEXT NOT NULL, file TEXT NOT NULL, size INTEGER NOT NULL, changed_ns INTEGER NOT NULL,
  run TEXT NOT NULL, started TEXT NOT NULL, complete INTEGER NOT NULL, problem TEXT NOT NULL,
  summary TEXT, outcomes TEXT,
  PRIMARY KEY (folder, file)
);
CREATE INDEX by_time ON runs (folder, started, file);
"""
_PROBE = "SELECT folder, file, size, changed_ns, run, started, complete, problem, summary, outcomes FROM runs LIMIT 0"
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH)


class Database:
    """Work on the index goes through ``work``.

    A damaged file is set aside and a new one begun; one that cannot be written is read into memory and left as it is.
    Either is told once through ``tell``: nothing is lost, as everything can be made from the records again.
    """

    def __init__(self, file: Path, tell: Callable[[str], None]) -> None:
        self._file = file
        self._tell = tell
        self._memory: sqlite3.Connection | None = None

    def work(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """Do something in one transaction; it is done again from the start when the file had to be made anew."""
        if self._memory is not None:
            return _transact(self._memory, act)
        try:
            return self._do(act)
        except sqlite3.DatabaseError as error:
            if _code(error) in _DAMAGED:
                return self._mended(act)
            self._tell(f"{self._file}: the index cannot be written ({error}); this command does without it")
        self._memory = _in_memory(self._file)
        return _transact(self._memory, act)

    def _do(self, act: Callable[[sqlite3.Connection], T]) -> T:
        with closing(_open(self._file)) as connection:
            return _transact(connection, act)

    def _mended(self, act: Callable[[sqlite3.Connection], T]) -> T:
        """Under a lock, and only if it still fails: another process may have made a good file meanwhile."""
        lock = os.open(self._file.with_name(f"{self._file.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                return self._do(act)
            except sqlite3.DatabaseError as error:
                if _code(error) not in _DAMAGED:
                    raise
            self._set_aside()
            return self._do(act)
        finally:
            os.close(lock)

    def _set_aside(self) -> None:
        aside = self._file.with_name(f"{self._file.name}.damaged")
        for journal in ("-journal", "-wal", "-shm"):  # of the damaged one: no part of the new one's
            with suppress(FileNotFoundError):
                self._file.with_name(self._file.name + journal).unlink()
        with suppress(FileNotFoundError):
            self._file.replace(aside)
        self._tell(f"{self._file}: the index was damaged and is made anew from the records; it is kept as {aside.name}")


def _code(error: sqlite3.Error) -> int:
    """The primary result code; of an error that did not come from SQLite, that of a damaged file."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _open(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=BUSY_S, isolation_level=None)
    try:
        _make(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _make(connection: sqlite3.Connection) -> None:
    """Make the tables, unless they are there in this very version."""
    if _version(connection) != VERSION:
        _transact(connection, _renew)
    connection.execute(_PROBE)


def _renew(connection: sqlite3.Connection) -> None:
    if _version(connection) == VERSION:  # another process was faster
        return
    for kind, name in connection.execute("SELECT type, name FROM sqlite_master WHERE sql IS NOT NULL").fetchall():
        quoted = '"' + name.replace('"', '""') + '"'
        connection.execute(
            f"DROP {kind if kind in ('table', 'view', 'trigger', 'index') else 'table'} IF EXISTS {quoted}"
        )
    for statement in filter(None, map(str.strip, _SCHEMA.split(";"))):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _transact(connection: sqlite3.Connection, act: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = act(connection)
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return result


def _in_memory(file: Path) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:", isolation_level=None)
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as there:
        there.backup(memory)
    _make(memory)
    return memory
