"""``readiness judge --each``: every record of folders and files on its own, a line each."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, nullcontext
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, TypeVar

import click

if TYPE_CHECKING:
    from readiness.cli._judging_one import Again
    from readiness.model.judged import JudgedRecord

F = TypeVar("F", bound=Callable[..., Any])
WORST_FIRST = (2, 1, 3, 4, 0)
_ONE_ONLY = {
    "junit_file": "--junit",
    "reports": "--report",
    "suppositions": "--what-if",
    "verbose": "--verbose",
}


def judging_each(function: F) -> F:
    """Add the options for judging many records."""
    for option in (
        click.option("--jobs", type=click.IntRange(min=1), help="With --each: processes; one a core, if left."),
        click.option("--each", is_flag=True, help="Judge every record on its own, also those in folders."),
    ):
        function = option(function)
    return function


def judge_each(places: Iterable[Path], again: Again, options: dict[str, Any]) -> NoReturn:
    """Judge every record, print a line for each and exit by the worst: invalid, then not ready, undecided, ready.

    UsageError for options that make sense for a single record only, InputError for a folder without records.
    """
    from readiness.cli._cores import in_order
    from readiness.cli._judging import prepare
    from readiness.cli._judging_one import One, lost

    _check_options(options)
    paths = list(_records(places))
    _check_output(options["json_file"], paths)
    one = One(again, prepare(options, again.policy))
    results = in_order(paths, options["jobs"] or _cores(), one, lost)
    with closing(results):
        codes = _tell(results, len(paths), options)
    sys.exit(next(code for code in WORST_FIRST if codes[code]))


def _cores() -> int:
    """Those that this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _check_options(options: dict[str, Any]) -> None:
    wrong = [name for key, name in _ONE_ONLY.items() if options[key]]
    if options["baseline"] not in (None, "none"):
        wrong.append("--baseline FILE")
    if wrong:
        raise click.UsageError(f"{wrong[0]} is for a single record, and does not go with --each")


def _check_output(output: Path | None, paths: Iterable[Path]) -> None:
    from readiness.cli._outputs import check_writable
    from readiness.model.errors import InputError, Mistake, Position

    if output is None or str(output) == "-":
        return
    if output.resolve() in {path.resolve() for path in paths}:
        raise InputError(Mistake(Position("command line"), f"the results would overwrite the record {output}"))
    check_writable(output)


def _records(places: Iterable[Path]) -> Iterator[Path]:
    """The files that were named, and those in folders and their folders that end in .jsonl, sorted, each once."""
    seen = set()
    for place in places:
        for path in _in_folder(place) if place.is_dir() else (place,):
            if path not in seen:
                seen.add(path)
                yield path


def _in_folder(folder: Path) -> list[Path]:
    from readiness.model.errors import InputError, Mistake, Position

    named = (Path(place, name) for place, _, names in os.walk(folder) for name in names if name.endswith(".jsonl"))
    found = sorted(path for path in named if not path.exists() or path.is_file())  # a pipe would be waited for
    if not found:
        raise InputError(Mistake(Position(str(folder)), "holds no records: nothing ends in .jsonl"))
    return found


def _tell(results: Iterable[JudgedRecord], total: int, options: dict[str, Any]) -> Counter[int]:
    """Print and write each as it arrives; the number of each exit code."""
    from readiness.model.text import plain
    from readiness.renderers.json import line

    output = options["json_file"]
    printing = not options["quiet"] and str(output) != "-"
    codes: Counter[int] = Counter()
    words: Counter[str] = Counter()
    progress = _Progress(total, hidden=printing and sys.stdout.isatty())
    with nullcontext(None) if output is None else click.open_file(str(output), "w", encoding="utf-8") as file:
        for one in results:
            codes[one.exit_code] += 1
            words[_word(one)] += 1
            if file is not None:
                file.write(line(one))
            if printing:
                click.echo(plain(_line(one), 1000))
            progress.note()
    progress.end()
    if printing:
        told = ", ".join(f"{number} {word}" for word, number in sorted(words.items()))
        click.echo(plain(f"{total} {'record' if total == 1 else 'records'}: {told}"), err=True)
    return codes


def _word(one: JudgedRecord) -> str:
    return "INVALID" if one.problem else one.word


def _line(one: JudgedRecord) -> str:
    if one.problem or one.started is None:
        return f"{_word(one):<9}  {one.file}: {one.problem}"
    begun = f"{one.started.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    waived = "" if one.waived_score is None else f" ({one.waived_score:g})"
    score = f"score {one.score:g}{waived}"
    return f"{one.word:<9}  {one.environment}  {begun}  {score}, {one.coverage:g}% decided  {one.file}"


class _Progress:
    """Tells on stderr how many have been judged, once it takes over a second."""

    def __init__(self, total: int, *, hidden: bool, stream: TextIO | None = None) -> None:
        self._total, self._hidden = total, hidden
        self._stream = stream or sys.stderr
        self._moving = self._stream.isatty()
        self._every = 0.2 if self._moving else 5.0
        self._begun = time.monotonic()
        self._due = self._begun + 1.0
        self._done = 0
        self._told = False

    def note(self) -> None:
        """Note one more."""
        self._done += 1
        now = time.monotonic()
        if self._hidden or now < self._due:
            return
        self._due, self._told = now + self._every, True
        text = f"judging: {self._done} of {self._total} records, {now - self._begun:.0f} s"
        self._stream.write(f"\r\x1b[K{text}" if self._moving else f"{text}\n")
        self._stream.flush()

    def end(self) -> None:
        """Wipe what moved."""
        if self._told and self._moving:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
