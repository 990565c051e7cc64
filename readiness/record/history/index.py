"""The index over records: always brought up to what lies in the folder before it answers."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.model.errors import InputError
from readiness.model.history import RunOutcome, RunSummary
from readiness.model.text import plain
from readiness.record.history.database import Database
from readiness.record.history.glimpse import Glimpse, glimpse
from readiness.record.history.summary import bare, pack, summarise, unpack, written

if TYPE_CHECKING:
    from readiness.model.record import Record
    from readiness.model.report import Report

MANY = 20
_SEEN = "file, size, changed_ns, run, started, complete, problem"


@dataclass(frozen=True)
class _Row:
    seen: Glimpse
    summary: str | None


class Index:
    """What is known of the records in a folder, newest first."""

    def __init__(
        self, database: Database, judge: Callable[[Record], Report] | None, tell: Callable[[str], None]
    ) -> None:
        self._database = database
        self._judge = judge
        self._tell = tell

    def seen(self, folder: Path) -> tuple[Glimpse, ...]:
        """A glimpse of every record."""
        return tuple(row.seen for row in self._rows(folder, None))

    def summaries(
        self, folder: Path, environment: str, limit: int | None, *, running: bool, skip: int = 0
    ) -> tuple[RunSummary, ...]:
        """The newest runs but for the first ``skip``; those that nobody judged are judged first.

        One that is still going on is not.
        """
        rows = self._rows(folder, limit)[skip:]
        found = [_read(row.summary) for row in rows]
        wanted = [n for n, row in enumerate(rows) if not found[n] and _may_be_judged(row.seen, running=running)]
        if self._judge is not None:
            if len(wanted) > MANY:
                self._tell(f"{folder}: {len(wanted)} runs are not in the index yet and are judged now")
            for n in wanted:
                found[n] = self._judged(folder, environment, rows[n].seen)
        return tuple(one or bare(environment, row.seen, running=running) for one, row in zip(found, rows, strict=True))

    def outcomes(self, folder: Path, files: Sequence[str]) -> tuple[tuple[RunOutcome, ...], ...]:
        """The outcomes in these records; none for one that was not judged."""

        def act(connection: sqlite3.Connection) -> list[str | None]:
            query = "SELECT outcomes FROM runs WHERE folder = ? AND file = ?"
            rows = (connection.execute(query, (folder.name, file)).fetchone() for file in files)
            return [row[0] if row else None for row in rows]

        return tuple(_unpacked(text) for text in self._database.work(act)) if files else ()

    def note(self, folder: Path, seen: Glimpse, report: Report) -> None:
        """Put a judged record into the index."""
        summary, outcomes = written(summarise(report, seen)), pack(report)

        def act(connection: sqlite3.Connection) -> None:
            _put(connection, folder.name, [seen])
            change = "UPDATE runs SET summary = ?, outcomes = ? WHERE folder = ? AND file = ?"
            connection.execute(change, (summary, outcomes, folder.name, seen.file))

        self._database.work(act)

    def forget(self, folder: Path, files: Iterable[str]) -> None:
        """Take records out of the index."""
        gone = [(folder.name, file) for file in files]
        if gone:
            self._database.work(lambda c: c.executemany("DELETE FROM runs WHERE folder = ? AND file = ?", gone))

    def _rows(self, folder: Path, limit: int | None) -> list[_Row]:
        """The newest rows, once the index says what the folder does."""
        if not folder.is_dir():
            return []
        known, rows = self._database.work(lambda c: (_known(c, folder.name), _newest(c, folder.name, limit)))
        there = _listed(folder)
        gone = known.keys() - there.keys()
        looks = [glimpse(folder / file) for file, state in sorted(there.items()) if known.get(file) != state]
        fresh = [seen for seen in looks if seen is not None]
        if not gone and not fresh:
            return rows

        def act(connection: sqlite3.Connection) -> list[_Row]:
            pairs = [(folder.name, file) for file in gone]
            connection.executemany("DELETE FROM runs WHERE folder = ? AND file = ?", pairs)
            _put(connection, folder.name, fresh)
            return _newest(connection, folder.name, limit)

        return self._database.work(act)

    def _judged(self, folder: Path, environment: str, seen: Glimpse) -> RunSummary:
        from readiness.record.read import read_file

        assert self._judge is not None
        try:
            report = self._judge(read_file(folder / seen.file))
        except InputError as error:
            damaged = replace(seen, problem=plain(error.mistakes[0].message))
            self._database.work(lambda connection: _put(connection, folder.name, [damaged], anew=True))
            return bare(environment, damaged, running=False)
        self.note(folder, seen, report)
        return summarise(report, seen)


def _listed(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of every record in a folder; pipes and the like are none."""
    found = {}
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError, UnicodeEncodeError):  # gone meanwhile; a name that is no text
                entry.name.encode()
                if entry.name.endswith(".jsonl") and entry.is_file():
                    state = entry.stat()
                    found[entry.name] = (state.st_size, state.st_mtime_ns)
    return found


def _known(connection: sqlite3.Connection, folder: str) -> dict[str, tuple[int, int]]:
    rows = connection.execute("SELECT file, size, changed_ns FROM runs WHERE folder = ?", (folder,))
    return {file: (size, changed_ns) for file, size, changed_ns in rows}


def _newest(connection: sqlite3.Connection, folder: str, limit: int | None) -> list[_Row]:
    query = f"SELECT {_SEEN}, summary FROM runs WHERE folder = ? ORDER BY started DESC, file DESC LIMIT ?"  # noqa: S608
    rows = connection.execute(query, (folder, -1 if limit is None else limit))
    return [_row(*row) for row in rows]


def _row(
    file: str, size: int, changed_ns: int, run: str, started: str, complete: int, problem: str, summary: str | None
) -> _Row:
    """A row as it is stored; DatabaseError for one that only a damaged file can hold."""
    if not all(isinstance(text, str) for text in (file, run, started, problem)):
        raise sqlite3.DatabaseError("a row has values of the wrong type")
    try:
        moment = datetime.fromisoformat(started)
    except ValueError:
        raise sqlite3.DatabaseError("a row has no time") from None
    return _Row(Glimpse(file, size, changed_ns, run, moment, bool(complete), problem), summary)


def _put(connection: sqlite3.Connection, folder: str, fresh: Iterable[Glimpse], *, anew: bool = False) -> None:
    """Rows for these records. One that is there already and no older keeps what was judged, unless ``anew``."""
    same = "" if anew else " WHERE size != excluded.size OR changed_ns != excluded.changed_ns"
    connection.executemany(
        f"INSERT INTO runs (folder, {_SEEN}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "  # noqa: S608
        "size = excluded.size, changed_ns = excluded.changed_ns, run = excluded.run, started = excluded.started, "
        f"complete = excluded.complete, problem = excluded.problem, summary = NULL, outcomes = NULL{same}",
        [
            (
                folder,
                seen.file,
                seen.size,
                seen.changed_ns,
                seen.run,
                seen.started.isoformat(timespec="microseconds"),
                seen.complete,
                seen.problem,
            )
            for seen in fresh
        ],
    )


def _may_be_judged(seen: Glimpse, *, running: bool) -> bool:
    return not seen.problem and (seen.complete or not running)


def _read(text: str | None) -> RunSummary | None:
    """A summary from the index; None where it is not there, or makes no sense and so must be made again."""
    try:
        return None if text is None else RunSummary.model_validate(json.loads(text))
    except ValueError:
        return None


def _unpacked(text: str | None) -> tuple[RunOutcome, ...]:
    try:
        return unpack(text)
    except (ValueError, TypeError):
        return ()
