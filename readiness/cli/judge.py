"""``readiness judge``: the report of a recorded scan, offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readiness.cli._judging import conclude, judged, judging, prepare, rejudging
from readiness.cli._judging_each import judge_each, judging_each
from readiness.cli._outputs import check_outputs, reporting, show
from readiness.cli._records import newest_first

if TYPE_CHECKING:
    from readiness.cli._judging_one import Again


@click.command("judge")
@click.argument("records", metavar="RECORD...", nargs=-1, required=True, type=click.Path(path_type=Path))
@rejudging
@judging_each
@judging
@reporting
def command(records: tuple[Path, ...], **options: Any) -> None:
    """Judge RECORD again: the same report without touching the world, or another policy's view of it.

    Of several records the newest of the first one's environment is judged; the others add what they saw: from other
    vantages, in drills, in other environments.

    With --each every record is judged on its own, those in folders (*.jsonl) too, and told in a line; --json then
    writes JSON Lines. The exit code is the worst: 2 before 1, 3, 4 and 0.
    """
    from readiness.record.read import read_file

    if options["each"]:
        judge_each(records, _again(options), options)
    if options["jobs"] is not None:
        raise click.UsageError("--jobs goes with --each")
    for path in records:
        check_outputs(options, source=path)
    found, *others = newest_first([read_file(path) for path in records])
    again = _again(options)
    found = again(found)
    how = prepare(options, found.header.policy)
    result = judged(found, how, at=again.at, others=others)
    show(result.report, options)
    conclude(result, how)


def _again(options: dict[str, Any]) -> Again:
    from datetime import UTC

    from readiness.cli._judging_one import Again

    policy, at = None, options["at"]
    if options["policy"]:
        from readiness.load.policy import load_policy

        policy = load_policy(options["policy"], Path())
    return Again(
        policy=policy,
        only=options["only"],
        skip=options["skip"],
        phase=options["phase"] or "",
        at=None if at is None else at.replace(tzinfo=UTC),
    )
