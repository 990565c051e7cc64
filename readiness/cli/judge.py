"""``readiness judge``: the report of a recorded scan, offline."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from readiness.cli._judging import conclude, judged, judging, prepare
from readiness.cli._outputs import check_outputs, reporting, show
from readiness.cli._records import newest_first


@click.command("judge")
@click.argument("records", metavar="RECORD...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--policy", help="Judge by this policy instead of the one that was recorded.")
@click.option("--only", multiple=True, metavar="TERM", help="Only these controls.")
@click.option("--skip", multiple=True, metavar="TERM", help="All but these controls.")
@click.option("--phase", help="Only the controls of one phase of the launch.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Judge as of this time (UTC).")
@judging
@reporting
def command(records: tuple[Path, ...], **options: Any) -> None:
    """Judge RECORD again: the same report without touching the world, or another policy's view of it.

    Of several records the newest of the first one's environment is judged; the others add what they saw: from other
    vantages, in drills, in other environments.
    """
    from readiness.record.read import read_file
    from readiness.record.rejudge import with_policy, with_selection

    for path in records:
        check_outputs(options, source=path)
    found, *others = newest_first([read_file(path) for path in records])
    if options["policy"]:
        from readiness.load.policy import load_policy

        found = with_policy(found, load_policy(options["policy"], Path()))
    if options["only"] or options["skip"] or options["phase"]:
        found = with_selection(found, options["only"], options["skip"], options["phase"] or "")
    how = prepare(options, found.header.policy)
    result = judged(found, how, at=_utc(options["at"]), others=others)
    show(result.report, options)
    conclude(result, how)


def _utc(at: datetime | None) -> datetime | None:
    from datetime import UTC

    return None if at is None else at.replace(tzinfo=UTC)
