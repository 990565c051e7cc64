"""``readiness history``: the past scans of an environment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readiness.cli._runs import of_history

if TYPE_CHECKING:
    from readiness.model.history import Removed


@click.command("history")
@click.argument("environment")
@of_history
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many runs.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.option("--prune", is_flag=True, help="First remove what the environment file no longer keeps.")
@click.option("--keep", type=click.IntRange(min=1), help="With --prune: keep so many of the newest runs.")
@click.option("--days", type=click.FloatRange(min=0, min_open=True), help="With --prune: keep those of so many days.")
def command(
    environment: str,
    file: Path,
    folder: Path | None,
    limit: int,
    form: str,
    prune: bool,
    keep: int | None,
    days: float | None,
) -> None:
    """List past scans of ENVIRONMENT, newest first: verdict, score, outcomes, and what went back and forth."""
    from readiness.cli._history import past, shown_history
    from readiness.cli._runs import find_history

    kept = find_history(environment, file, folder)
    removed: tuple[Removed, ...] = ()
    if prune:
        keep, days = keep or kept.settings.keep, days or kept.settings.days
        if keep is None and days is None:
            raise click.UsageError("--prune needs --keep or --days, or `history:` in the environment file")
        removed = kept.history.prune(environment, keep, days, datetime.now(UTC))
    elif keep is not None or days is not None:
        raise click.UsageError("--keep and --days go with --prune")
    found = past(kept, limit, removed)
    if form == "json":
        from readiness.renderers.json import written

        click.echo(written(found), nl=False)
    else:
        click.echo(shown_history(found), nl=False)
