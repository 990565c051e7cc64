"""``readiness scan``: plan, collect, judge, report."""

from __future__ import annotations

import math
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readiness.cli._options import Choice, choosing, make_choice
from readiness.cli._outputs import check_outputs, reporting, show

if TYPE_CHECKING:
    from readiness.load.environment import Loaded
    from readiness.model.report import Report
    from readiness.reach.forking import ForkServer

_SECONDS = {"s": 1, "m": 60, "h": 3600}
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("scan")
@click.argument("environment")
@choosing
@reporting
@click.option("--record", type=_FILE, help="Keep what was observed in this file.")
@click.option("--journal", type=_FILE, help="Note every request here before it is sent.")
@click.option("--wait", metavar="TIME", help="Scan again until the gate holds or this long (90s, 5m) has passed.")
@click.option("--healthy", is_flag=True, help="With the demo: start it with nothing wrong.")
def command(environment: str, **options: Any) -> None:
    """Scan ENVIRONMENT, a name in the environment file, a URL, or `demo`, and judge it."""
    from readiness.cli._chosen import chosen
    from readiness.reach.forking import ForkServer

    choice = make_choice(environment, options)
    wait = _seconds(options["wait"])
    check_outputs(options, options["record"], options["journal"])
    with ForkServer() as server, chosen(choice, healthy=options["healthy"]) as (allowed, loaded):
        report = _scan_until(allowed, loaded, wait, options, server)
    show(report, options)
    sys.exit(report.verdict.exit_code)


def _scan_until(choice: Choice, loaded: Loaded, wait: float, options: dict[str, Any], server: ForkServer) -> Report:
    """Scan, and again while the gate does not hold and there is time: ten times at most where it is short."""
    deadline = time.monotonic() + wait
    pause = min(max(wait / 10, 1.0), 15.0)
    while True:
        report = _scan(choice, loaded, options, server)
        if report.verdict.exit_code == 0 or not report.complete or time.monotonic() + pause > deadline:
            return report
        try:
            click.echo(f"{report.verdict.word}: scanning again in {pause:g} s", err=True)
            time.sleep(pause)
        except KeyboardInterrupt:
            return report


def _scan(choice: Choice, loaded: Loaded, options: dict[str, Any], server: ForkServer) -> Report:
    from readiness.cli._options import make_plan
    from readiness.cli._progress import Progress
    from readiness.cli._recording import Lines
    from readiness.judge.report import report
    from readiness.scan.scan import scan

    plan = make_plan(choice, loaded)
    with Lines(options["record"]) as kept, Lines(options["journal"]) as journal, Progress(plan) as progress:

        def listen(line: str, item: Any) -> None:
            kept.keep(line)
            journal.begin()
            progress.note(item)

        record = scan(plan, loaded.environment, loaded.directory, listen, journal.keep, server, loaded.said)
    return report(record)


def _seconds(text: str | None) -> float:
    if text is None:
        return 0.0
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if found is None or math.isinf(float(found[1])):
        raise click.BadParameter(f"{text!r} is not a time such as 90s or 5m", param_hint="--wait")
    return float(found[1]) * _SECONDS[found[2] or "s"]
