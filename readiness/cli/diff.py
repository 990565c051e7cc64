"""``readiness diff``: what moved between scans, and why."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from readiness.cli._runs import of_history


@click.command("diff")
@click.argument("scans", nargs=-1, required=True, metavar="OLD [BETWEEN]… NEW")
@click.option("-e", "--environment", help="Environment whose runs `last`, `last~1` and run ids are.")
@of_history
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.option("-v", "--verbose", is_flag=True, help="Show every fact and cause that differs, in full.")
def command(
    scans: tuple[str, ...], environment: str | None, file: Path, folder: Path | None, form: str, verbose: bool
) -> None:
    """Compare scans: JSON reports, records, or with -e run ids, `last` and `last~1`.

    Two or more in a row: the first against the last, those between show what went back and forth. Exit code 0 when
    nothing regressed, 1 when something did, 2 when one is not there.
    """
    from readiness.cli._comparing import compare

    if len(scans) < 2:
        raise click.UsageError("a comparison needs two scans: readiness diff OLD NEW")
    if environment is None and folder is not None:
        raise click.UsageError("--history goes with --environment")
    found = compare(scans, environment, file, folder)
    if form == "json":
        from readiness.renderers.json import written

        click.echo(written(found), nl=False)
    else:
        from readiness.cli._diff import shown_diff

        click.echo(shown_diff(found, verbose=verbose), nl=False)
    sys.exit(1 if found.regressed else 0)
