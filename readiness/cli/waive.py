"""``readiness waive``: accept a deviation, for a while, with names under it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readiness.cli._signing import FILE, control_of, environment_of, lines, refused, signing

if TYPE_CHECKING:
    from readiness.load.environment import Loaded
    from readiness.model.waivers import Waiver

HEADER = """\
# Deviations that somebody accepted, each for a while and with names under it; `readiness waive` adds them below.
# Both days count and are days of UTC. A control that is waived still runs, and its outcome is shown as it is.
"""
_TEXTS = ("targets", "reason", "risk", "owner", "approver", "ticket")


@click.command("waive")
@click.argument("control")
@click.option("--reason", required=True, help="Why it may be so.")
@click.option("--risk", required=True, help="What can come of it.")
@click.option("--owner", required=True, help="Who mends it.")
@click.option("--approver", required=True, help="Who answers for the decision: somebody else.")
@click.option("--ticket", required=True, help="Where it is followed up.")
@click.option("--days", type=click.IntRange(1, 3660), help="How many days it holds, today included.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The last day on which it holds.")
@signing
@click.option("--waivers", type=FILE, help="File to write to instead of the environment's own.")
def command(control: str, **options: Any) -> None:
    """Accept that CONTROL is not met, from today on, and write that down.

    The day is that of UTC. A waiver changes no outcome: the report shows both what is and what was accepted.
    """
    from readiness.cli._ledger import Ledger, add
    from readiness.load.waivers import KEY, waivers_of

    today = datetime.now(UTC).date()
    until = _until(options["days"], options["until"], today)
    loaded = environment_of(options["environment"], options["file"])
    control_of(loaded, control, options["targets"])
    waiver = _waiver(control, lines(options, _TEXTS), today, until)
    _check_length(waiver, loaded)
    file = options["waivers"] or loaded.directory / (loaded.environment.waivers or "waivers.yaml")
    click.echo(add(Ledger(KEY, waivers_of, HEADER), file, waiver), nl=False)
    click.echo(_told(waiver, file, today), err=True)


def _until(days: int | None, until: datetime | None, today: date) -> date:
    if (days is None) == (until is None):
        raise click.UsageError("say for how long: either --days N or --until DATE")
    if days is not None:
        return today + timedelta(days=days - 1)
    assert until is not None
    return until.date()


def _waiver(control: str, texts: dict[str, str], granted: date, expires: date) -> Waiver:
    """The waiver, held to the rules of a waiver file."""
    from readiness.load.waivers import KEY, waivers_of
    from readiness.load.yaml.document import Document

    data = {"control": control, **texts, "granted": granted.isoformat(), "expires": expires.isoformat()}
    (waiver,) = waivers_of(Document("command line", {KEY: [data]}, ""))
    return waiver


def _check_length(waiver: Waiver, loaded: Loaded) -> None:
    longest = loaded.policy.gate.waivers.longest_days
    if waiver.validity.days > longest:
        last = waiver.granted + timedelta(days=longest - 1)
        message = f"it would last {waiver.validity.days} days, the policy {loaded.policy.name} allows {longest}"
        raise refused(message, f"the last day that it can have is {last}")


def _told(waiver: Waiver, file: Path, today: date) -> str:
    left = (waiver.expires - today).days
    when = "today" if left == 0 else f"in {left} day{'' if left == 1 else 's'}"
    return f"wrote {file}: `{waiver.control}` is waived until {waiver.expires}, the end of that day in UTC ({when})"
