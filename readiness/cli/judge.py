"""``readiness judge``: the report of a recorded scan, offline."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from readiness.cli._outputs import check_outputs, reporting, show


@click.command("judge")
@click.argument("record", type=click.Path(path_type=Path))
@click.option("--policy", help="Judge by this policy instead of the one that was recorded.")
@click.option("--only", multiple=True, metavar="TERM", help="Only these controls.")
@click.option("--skip", multiple=True, metavar="TERM", help="All but these controls.")
@click.option("--phase", help="Only the controls of one phase of the launch.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Judge as of this time (UTC).")
@reporting
def command(record: Path, **options: Any) -> None:
    """Judge RECORD again: the same report without touching the world, or another policy's view of it."""
    from readiness.judge.report import report
    from readiness.record.read import read_file
    from readiness.record.rejudge import with_policy, with_selection

    check_outputs(options, source=record)
    found = read_file(record)
    if options["policy"]:
        from readiness.load.policy import load_policy

        found = with_policy(found, load_policy(options["policy"], Path()))
    if options["only"] or options["skip"] or options["phase"]:
        found = with_selection(found, options["only"], options["skip"], options["phase"] or "")
    result = report(found, _utc(options["at"]))
    show(result, options)
    sys.exit(result.verdict.exit_code)


def _utc(at: datetime | None) -> datetime | None:
    from datetime import UTC

    return None if at is None else at.replace(tzinfo=UTC)
