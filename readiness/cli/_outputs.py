"""Writing reports where the user wants them: machine formats alone on stdout, or into files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from readiness.model.report import Report

F = TypeVar("F", bound=Callable[..., Any])


def reporting(function: F) -> F:
    """Add the options that say what is printed and written."""
    where = click.Path(dir_okay=False, path_type=Path, allow_dash=True)
    options = (
        click.option("--json", "json_file", type=where, metavar="FILE", help="Write the report as JSON; - for stdout."),
        click.option("--junit", "junit_file", type=where, metavar="FILE", help="Write JUnit XML; - for stdout."),
        click.option("-v", "--verbose", is_flag=True, help="Show every finding and everything that was seen."),
        click.option("-q", "--quiet", is_flag=True, help="Print nothing but what was asked for with a file option."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def show(report: Report, options: dict[str, Any]) -> None:
    """Render the report as the options say."""
    from readiness import renderers

    to_stdout = False
    for name in ("json", "junit"):
        file = options[f"{name}_file"]
        if file is not None:
            to_stdout |= str(file) == "-"
            write(file, renderers.find(name)(report))
    if not options["quiet"] and not to_stdout:
        from readiness.renderers.terminal import render

        click.echo(render(report, verbose=options["verbose"]), nl=False)


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
