"""Where a run is kept: in its environment's history, in files that the user named, or nowhere; and how it goes on."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readiness.cli._chosen import DEMO
from readiness.cli._options import Choice
from readiness.cli._recording import Lines
from readiness.cli._url import looks_like_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from readiness.load.environment import Loaded
    from readiness.model.environment import HistorySettings
    from readiness.model.report import Report
    from readiness.record.history import History
    from readiness.record.resume import Interrupted


@dataclass(frozen=True)
class Kept:
    """How one run is kept: its id, its record in the history, its journal, and the scan that it goes on with."""

    run: str
    write: Callable[[str], None]
    journal: Lines
    earlier: Interrupted | None = None
    history: History | None = None
    path: Path | None = None

    def note(self, report: Report) -> None:
        """Put the report into the history's index, which can do without."""
        if self.history is not None and self.path is not None:
            try:
                self.history.note(self.path, report)
            except Exception as error:  # nothing about an index is worth losing a report
                warn(f"the history's index was not brought up to date: {error}")

    def prune(self, environment: str, settings: HistorySettings) -> None:
        """Give up the records that the environment's settings no longer keep."""
        if self.history is not None and (settings.keep or settings.days):
            try:
                self.history.prune(environment, settings.keep, settings.days, datetime.now(UTC))
            except Exception as error:  # a record too many is not worth a report either
                warn(f"old records could not be removed from the history: {error}")


def open_history(choice: Choice, loaded: Loaded, options: dict[str, Any]) -> History | None:
    """The history in which this environment's runs are kept: that of an environment file, or the one asked for."""
    given: Path | None = options["history"]
    if given is not None and options["no_history"]:
        raise click.UsageError("--history and --no-history exclude each other")
    declared = choice.environment != DEMO and not looks_like_url(choice.environment)
    if options["no_history"] or (given is None and not declared):
        return None
    folder = given or loaded.directory / loaded.environment.history.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        warn(f"{folder}: cannot be written: {error.strerror}; this scan is not kept in the history")
        return None
    from readiness.judge.report import report
    from readiness.record.history import History

    return History(folder, report, warn)


@contextmanager
def keeping(loaded: Loaded, history: History | None, options: dict[str, Any], *, resume: bool) -> Iterator[Kept]:
    """Keep one run for the length of the block, in which nobody else scans the environment into that history.

    InputError when somebody does, and with ``resume`` when there is nothing to go on with.
    """
    name = loaded.name
    lock = nullcontext() if history is None else history.locked(name)
    with lock:
        earlier = _earlier(name, history, options["record"]) if resume else None
        run = earlier.record.header.run if earlier else _run_id()
        path = None if history is None else earlier.file if earlier else history.path(name, run)
        yield from _kept(run, path, history, earlier, options)


def _kept(
    run: str, path: Path | None, history: History | None, earlier: Interrupted | None, options: dict[str, Any]
) -> Iterator[Kept]:
    going_on = None if earlier is None else earlier.size
    copy, journal = options["record"], options["journal"]
    if path is None or (copy is not None and copy.resolve() == path.resolve()):
        file, second = Lines(copy or path, going_on), Lines(None)
    else:
        file, second = Lines(path, going_on, warn), Lines(copy)
    before = iter(earlier.lines if earlier else ())
    with file, second, Lines(journal, _whole(journal) if earlier else None) as noting:

        def write(line: str) -> None:
            noting.begin()
            file.keep(line)
            for one in (*before, line):
                second.keep(one)

        yield Kept(run, write, noting, earlier, history, path)


def _earlier(name: str, history: History | None, record: Path | None) -> Interrupted:
    from readiness.record.resume import interrupted, nothing

    if history is None:
        if record is None:
            raise click.UsageError(f"{name} has no history: name the record to go on with by --record FILE")
        return interrupted(record, name)
    unfinished = history.unfinished(name)
    if unfinished is not None:
        return interrupted(unfinished, name)
    said = "the last scan of {} is complete" if history.records(name) else "there is no scan of {}"
    raise nothing(said.format(name), history.folder)


def _whole(file: Path | None) -> int:
    from readiness.record.resume import whole_lines

    return whole_lines(file) if file is not None and file.exists() else 0


def _run_id() -> str:
    return f"{datetime.now(UTC):%Y%m%dt%H%M%Sz}-{secrets.token_hex(3)}"


def warn(text: str) -> None:
    """A line on standard error that changes nothing about the result."""
    from readiness.model.text import plain

    click.echo(f"warning: {plain(text)}", err=True)
