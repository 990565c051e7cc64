"""The runs of environments: where each is recorded, which are there, how they ended, and which may go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from readiness.model.errors import InputError, Mistake, Position
from readiness.model.history import Removed, RunOutcome, RunSummary
from readiness.record.history import locking
from readiness.record.history.database import Database
from readiness.record.history.glimpse import glimpse
from readiness.record.history.index import Index
from readiness.record.history.names import file_name
from readiness.record.history.retention import surplus

if TYPE_CHECKING:
    from readiness.model.record import Record
    from readiness.model.report import Report

INDEX = "index.sqlite"
SUFFIX = ".jsonl"


class History:
    """A folder with ``ENVIRONMENT/RUN.jsonl`` for each run, and an index that is made from these when it is missing.

    ``judge`` gives the report of a record that the index does not know (a scan that was killed, an index that is new);
    without it such runs are listed by what their first and last line say. ``tell`` gets a line of warning now and then.
    """

    def __init__(
        self,
        folder: Path,
        judge: Callable[[Record], Report] | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folder = folder
        self._index = Index(Database(folder / INDEX, tell), judge, tell)

    def path(self, environment: str, run: str) -> Path:
        """Where the record of a run is kept, be it there or not."""
        return self._runs(environment) / f"{file_name(run)}{SUFFIX}"

    @contextmanager
    def locked(self, environment: str) -> Iterator[None]:
        """No other scan of the environment until the end of the block, or of the process, however that ends.

        InputError when one is running. Ask ``unfinished`` inside the block: then nobody else takes that run up.
        """
        self._make(environment)
        with locking.locked(self._lock(environment), environment):
            yield

    @contextmanager
    def running(self, environment: str, run: str) -> Iterator[Path]:
        """``locked``, and where to write the record of this run."""
        with self.locked(environment):
            yield self.path(environment, run)

    def unfinished(self, environment: str) -> Path | None:
        """The record of the newest run, if that did not come to its end; what is no record is passed over."""
        newest = next((seen for seen in self._index.seen(self._runs(environment)) if not seen.problem), None)
        return None if newest is None or newest.complete else self._runs(environment) / newest.file

    def has(self, environment: str) -> bool:
        """Whether there is anything of this environment."""
        return self._runs(environment).is_dir()

    def note(self, path: Path, report: Report) -> None:
        """Put a judged run into the index. Without it the run is judged when it is first asked for."""
        if (seen := glimpse(path)) is not None:
            self._index.note(path.parent, seen, report)

    def runs(self, environment: str, limit: int | None = None) -> tuple[RunSummary, ...]:
        """The newest runs, newest first."""
        return self._summaries(environment, limit, 0)

    def runs_to(self, environment: str, record: Path, limit: int) -> tuple[RunSummary, ...]:
        """The newest runs up to that with this record, newest first; none if it is not in the history."""
        files = [seen.file for seen in self._index.seen(self._runs(environment))]
        if record != self._runs(environment) / record.name or record.name not in files:
            return ()
        newer = files.index(record.name)
        return self._summaries(environment, newer + limit, newer)

    def _summaries(self, environment: str, limit: int | None, skip: int) -> tuple[RunSummary, ...]:
        running = locking.is_locked(self._lock(environment))
        return self._index.summaries(self._runs(environment), environment, limit, running=running, skip=skip)

    def outcomes(self, environment: str, runs: Sequence[RunSummary]) -> tuple[tuple[RunOutcome, ...], ...]:
        """The outcomes of runs that ``runs`` gave, in their order; none for those that were not judged."""
        return self._index.outcomes(self._runs(environment), [run.file for run in runs])

    def records(self, environment: str) -> tuple[Path, ...]:
        """The records of complete runs, newest first."""
        return tuple(
            self._runs(environment) / seen.file for seen in self._index.seen(self._runs(environment)) if seen.complete
        )

    def find(self, environment: str, run: str) -> Path | None:
        """The record of a run by its id, complete or not."""
        seen = self._index.seen(self._runs(environment))
        return next((self._runs(environment) / one.file for one in seen if run in (one.run, Path(one.file).stem)), None)

    def prune(self, environment: str, keep: int | None, days: float | None, now: datetime) -> tuple[Removed, ...]:
        """Remove the records beyond the newest ``keep`` and those begun more than ``days`` ago; what was removed.

        Never the newest complete one, and while a scan is running no interrupted one. InputError when one cannot be.
        """
        runs = self._runs(environment)
        if (keep is None and days is None) or not runs.is_dir():
            return ()
        with locking.free(self._lock(environment)) as free:
            given_up = surplus(self._index.seen(runs), keep, days, now, running=not free)
            for seen, _ in given_up:
                _remove(runs / seen.file)
            self._index.forget(runs, [seen.file for seen, _ in given_up])
        return tuple(
            Removed(run=seen.run, file=runs / seen.file, started=seen.started, why=why) for seen, why in given_up
        )

    def _runs(self, environment: str) -> Path:
        return self.folder / file_name(environment)

    def _lock(self, environment: str) -> Path:
        return self.folder / f"{file_name(environment)}.lock"

    def _make(self, environment: str) -> None:
        try:
            self._runs(environment).mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError), (self.folder / ".gitignore").open("x", encoding="utf-8") as file:
                file.write("*\n")
        except OSError as error:
            raise InputError(Mistake(Position(str(self.folder)), f"cannot be written: {error.strerror}")) from error


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(Mistake(Position(str(file)), f"cannot be removed: {error.strerror}")) from error
