"""Writing reports where the user wants them: machine formats alone on stdout, or into files."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from readiness.model.report import Report

F = TypeVar("F", bound=Callable[..., Any])
WIDEST = 100
"""Longer lines are hard to read, however wide the terminal."""


def reporting(function: F) -> F:
    """Add the options that say what is printed and written."""
    where = click.Path(dir_okay=False, path_type=Path, allow_dash=True)
    options = (
        click.option("--json", "json_file", type=where, metavar="FILE", help="Write the report as JSON; - for stdout."),
        click.option("--junit", "junit_file", type=where, metavar="FILE", help="Write JUnit XML; - for stdout."),
        click.option(
            "--report",
            "reports",
            multiple=True,
            metavar="FORMAT=FILE",
            help="Write the report in any format, those of third parties too.",
        ),
        click.option("-v", "--verbose", is_flag=True, help="Show every finding and everything that was seen."),
        click.option("-q", "--quiet", is_flag=True, help="Print nothing but what was asked for with a file option."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def show(report: Report, options: dict[str, Any]) -> None:
    """Render the report as the options say."""
    from readiness import renderers

    wanted = list(_wanted(options))
    for name, file in wanted:
        write(file, renderers.find(name)(report))
    if not options["quiet"] and not any(str(file) == "-" for _, file in wanted):
        from readiness.renderers.terminal import render

        terminal = sys.stdout.isatty()
        colour = terminal and not os.environ.get("NO_COLOR")
        columns = min(shutil.get_terminal_size().columns, WIDEST) if terminal else WIDEST
        click.echo(render(report, verbose=options["verbose"], colour=colour, columns=columns), nl=False)


def check_outputs(
    options: dict[str, Any], *others: Path | None, source: Path | None = None, what: str = "record"
) -> None:
    """Say before a scan, not after it, that a format does not exist or a file cannot be written.

    ``others`` are files that the command writes beside the reports, ``source`` one that it reads, and ``what`` that is.
    InputError also when one file is to hold two things.
    """
    from readiness.model.errors import InputError, Mistake, Position

    files = [file for _, file in _wanted(options)] + [file for file in others if file is not None]
    for file in files:
        name = "stdout" if str(file) == "-" else str(file)
        if file == source:
            raise InputError(Mistake(Position("command line"), f"the report would overwrite the {what} {file}"))
        if files.count(file) > 1:
            raise InputError(Mistake(Position("command line"), f"two outputs cannot both go to {name}"))
        if name != "stdout":
            check_writable(file)


def check_writable(file: Path) -> None:
    """InputError when a file cannot be written.

    Pipes and devices are left alone: opening one and closing it again is something that its reader notices.
    """
    from readiness.model.errors import InputError, Mistake, Position

    there = file.exists()
    if there and not (file.is_file() or file.is_dir()):
        return
    try:
        file.open("ab").close()
        if not there:
            file.unlink()
    except OSError as error:
        raise InputError(Mistake(Position(str(file)), f"cannot be written: {error.strerror}")) from error


def _wanted(options: dict[str, Any]) -> Iterator[tuple[str, Path]]:
    from readiness import renderers

    for name in ("json", "junit"):
        if options[f"{name}_file"] is not None:
            yield name, options[f"{name}_file"]
    for text in options["reports"]:
        name, equals, file = text.partition("=")
        if not equals or not file:
            raise click.BadParameter(f"{text!r} is not FORMAT=FILE", param_hint="--report")
        if name not in renderers.names():
            there = ", ".join(renderers.names())
            raise click.BadParameter(f"there is no format {name!r}; there are {there}", param_hint="--report")
        yield name, Path(file)


def write(file: Path, text: str) -> None:
    """Write text to a file, or to stdout for ``-``; InputError when the file cannot be written."""
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        from readiness.model.errors import InputError, Mistake, Position

        raise InputError(Mistake(Position(str(file)), f"cannot be written: {error.strerror}")) from error
