"""Where the history of an environment is, and how its runs are named on the command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from readiness.cli._options import DEFAULT_FILE

if TYPE_CHECKING:
    from readiness.load.yaml.document import Document
    from readiness.model.environment import HistorySettings
    from readiness.model.record import Record
    from readiness.model.report import Report
    from readiness.record.history import History

F = TypeVar("F", bound=Callable[..., Any])
_LAST = re.compile(r"last(?:~(\d{1,6}))?")


def of_history(function: F) -> F:
    """Add the options that say where a history is."""
    file = click.Path(path_type=Path)
    said = "Environment file, which says where the history is."
    options = (
        click.option("-f", "--file", type=file, default=Path(DEFAULT_FILE), show_default=True, help=said),
        click.option(
            "--history", "folder", type=click.Path(file_okay=False, path_type=Path), help="Folder of the history."
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


@dataclass(frozen=True)
class Past:
    """The history of an environment, and what its file says of how long runs are kept."""

    environment: str
    history: History
    settings: HistorySettings

    @cached_property
    def complete(self) -> tuple[Path, ...]:
        """The records of its complete runs, newest first, as they were when they were first asked for."""
        return self.history.records(self.environment)


def find_history(environment: str, file: Path, folder: Path | None = None) -> Past:
    """The history in ``folder``, else in the one that the environment file names, else in ``.readiness`` beside it.

    Nothing else of the file is read: a policy that is wrong today is no reason not to see what was yesterday.
    """
    from readiness.cli._keeping import warn
    from readiness.model.environment import HistorySettings
    from readiness.record.history import History

    document = _document(file)
    settings = HistorySettings() if document is None else _settings(environment, document)
    place = folder if folder is not None else file.parent / settings.folder
    found = Past(environment, History(place, _judge, warn), settings)
    if document is not None and not found.history.has(environment):
        _check(environment, document)
    return found


def _judge(record: Record) -> Report:
    from readiness.judge.report import report

    return report(record)


def _document(file: Path) -> Document | None:
    """The environment file; None when there is none: what was scanned may have been a URL."""
    if not file.exists():
        return None
    from readiness.load.yaml import read

    return read(file)


def _settings(environment: str, document: Document) -> HistorySettings:
    from pydantic import ValidationError

    from readiness.model.environment import HistorySettings
    from readiness.model.errors import InputError

    at = ("environments", environment, "history")
    try:
        return HistorySettings.model_validate(_value(document.data, at))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, ("history", *first["loc"])))
        raise InputError(document.mistake((*at, *first["loc"]), f"`{key}`: {first['msg'].lower()}")) from None


def _check(environment: str, document: Document) -> None:
    """InputError for an environment that the file does not declare."""
    from readiness.model.errors import InputError
    from readiness.model.mistakes import nearest

    declared = _value(document.data, ("environments",))
    if isinstance(declared, dict) and environment not in declared:
        names = sorted(map(str, declared))
        hint = nearest(environment, names) or f"it has {', '.join(names)}"
        raise InputError(document.mistake(("environments",), f"there is no environment `{environment}`", hint))


def _value(data: Any, path: tuple[str, ...]) -> Any:
    """The value there; an empty map where there is none."""
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return {} if data is None else data


def find_run(name: str, kept: Past | None) -> Path:
    """The file that a user means: a file's name, a run's id, ``last`` (the newest complete run) or ``last~2``.

    InputError when there is none.
    """
    from readiness.model.errors import InputError, Mistake, Position

    def wrong(message: str, hint: str) -> InputError:
        return InputError(Mistake(Position("command line"), message, hint))

    last = _LAST.fullmatch(name)
    if last is None and (kept is None or Path(name).is_file()):
        return Path(name)
    if kept is None:
        raise wrong(f"`{name}` is a run of which environment?", "name it with --environment, or give a file")
    environment, folder = kept.environment, kept.history.folder
    if last is None:
        found = kept.history.find(environment, name)
        if found is None:
            hint = f"`readiness history {environment}` lists them"
            raise wrong(f"`{name}` is neither a file nor a run of {environment} in {folder}", hint)
        return found
    records, back = kept.complete, int(last[1] or 0)
    if back >= len(records):
        there = f"{len(records)} complete {'run' if len(records) == 1 else 'runs'}"
        raise wrong(f"`{name}` is not there: {environment} has {there} in {folder}", "interrupted ones do not count")
    return records[back]
