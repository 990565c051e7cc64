"""``readiness scan``: plan, collect, judge, report."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readiness.cli._options import Choice, choosing, make_choice
from readiness.cli._outputs import reporting

if TYPE_CHECKING:
    from readiness.load.environment import Loaded
    from readiness.model.report import Report

RETRY_S = 5.0


@click.command("scan")
@click.argument("environment")
@choosing
@reporting
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="Keep what was observed in this file.")
@click.option(
    "--journal", type=click.Path(dir_okay=False, path_type=Path), help="Note every request here before it is sent."
)
@click.option(
    "--wait", "wait", metavar="TIME", help="Scan again until the gate holds or this long (90s, 5m) has passed."
)
@click.option("--healthy", is_flag=True, help="With the demo: start it with nothing wrong.")
def command(environment: str, **options: Any) -> None:
    """Scan ENVIRONMENT, a name in the environment file, a URL, or `demo`, and judge it."""
    from readiness.cli._outputs import check_formats

    check_formats(options)
    choice = make_choice(environment, options)
    deadline = time.monotonic() + _seconds(options["wait"])
    if environment == "demo":
        from readiness.cli._demo import demo

        with demo(choice, healthy=options["healthy"]) as (allowed, loaded):
            _finish(allowed, loaded, deadline, options)
    if options["healthy"]:
        raise click.UsageError("--healthy goes with the demo: readiness scan demo --healthy")
    from readiness.cli._options import load

    _finish(choice, load(choice), deadline, options)


def _finish(choice: Choice, loaded: Loaded, deadline: float, options: dict[str, Any]) -> None:
    report = _scan(choice, loaded, options)
    while report.verdict.exit_code != 0 and report.complete and time.monotonic() + RETRY_S < deadline:
        click.echo(f"{report.verdict.word}: scanning again in {RETRY_S:g} s", err=True)
        time.sleep(RETRY_S)
        report = _scan(choice, loaded, options)
    from readiness.cli._outputs import show

    show(report, options)
    sys.exit(report.verdict.exit_code)


def _scan(choice: Choice, loaded: Loaded, options: dict[str, Any]) -> Report:
    from readiness.cli._options import make_plan
    from readiness.cli._progress import Progress
    from readiness.cli._recording import recording
    from readiness.judge.report import report
    from readiness.reach.journal import Journal
    from readiness.scan.scan import scan

    plan = make_plan(choice, loaded)
    with recording(options["record"]) as keep, recording(options["journal"]) as jot, Progress(plan) as progress:

        def listen(line: str, item: Any) -> None:
            keep(line)
            progress.note(item)

        journal = Journal(lambda sent: jot(sent.model_dump_json() + "\n"))
        record = scan(plan, loaded.environment, loaded.directory, listen, journal)
    return report(record)


def _seconds(text: str | None) -> float:
    if text is None:
        return 0.0
    number, unit = (text[:-1], text[-1]) if text[-1:].isalpha() else (text, "s")
    try:
        return float(number) * {"s": 1, "m": 60, "h": 3600}[unit]
    except (ValueError, KeyError):
        raise click.BadParameter(f"{text!r} is not a time such as 90s or 5m", param_hint="--wait") from None
