"""One scan from plan to record: opens the route to the world, collects, and keeps everything as it arrives."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from readiness.load.environment import Loaded
from readiness.model.attestations import Attestation
from readiness.model.environment import ReachSettings
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.facts import Model
from readiness.model.observation import Sent
from readiness.model.plan import Plan
from readiness.model.record import End, Record, Resumed
from readiness.model.server import split_server
from readiness.probes import find
from readiness.reach.forking import ForkServer
from readiness.reach.journal import Journal
from readiness.reach.reach import Route
from readiness.reach.worker import Workers
from readiness.record.lines import read, write
from readiness.record.resume import Interrupted, Seen, changed, check_unchanged
from readiness.scan.collect import Scene, collect
from readiness.scan.evidence import check, relevant
from readiness.scan.header import header
from readiness.scan.redaction import Redactor
from readiness.scan.secrets import authorizations
from readiness.scan.stopping import Stop

Listen = Callable[[str, Model], None]


@dataclass
class Keeper:
    """Keeps the lines of a record, redacted, and passes each on to whoever listens (a file, the progress line)."""

    redactor: Redactor
    listen: Listen
    lines: list[str] = field(default_factory=list)

    def clean(self, item: Model) -> str:
        """The line of one item."""
        return self.redactor.clean(write(item))

    def keep(self, item: Model) -> None:
        """Keep one item."""
        line = self.clean(item)
        self.lines.append(line)
        self.listen(line, item)


@dataclass(frozen=True)
class Run:
    """How a scan is run. ``id`` names it, ``vantage`` is where it looks from, ``stop`` may end it early.

    ``earlier`` is the interrupted scan that it goes on with; ``jot`` gets a line of JSON for each request before it
    leaves; ``server`` is a fork server that is running already.
    """

    id: str = ""
    vantage: str = "here"
    stop: Stop = field(default_factory=Stop)
    earlier: Interrupted | None = None
    jot: Callable[[str], None] | None = None
    server: ForkServer | None = None


def scan(plan: Plan, loaded: Loaded, listen: Listen, run: Run | None = None) -> Record:
    """Run a plan and return its record, read back from the very lines that were written.

    ``listen`` gets each line, and what it says, before the scan goes on. Stopped early, the record so far is whole and
    says why it ends; only what was being asked is not in it, so that a resumed scan asks it again. InputError, before
    anything is sent or kept, for a secret or a file that is not there and for an earlier scan that was another one.
    """
    run = run or Run()
    authorization, secrets = authorizations(loaded.environment, _wanted(plan), loaded.directory, loaded.said)
    keeper = Keeper(Redactor(secrets), listen)
    journal = Journal(_jotting(run.jot, keeper.redactor))
    workers = Workers(server=run.server)
    route = make_route(loaded.environment.reach, workers, loaded.directory)
    started = begin(plan, loaded, keeper, run)
    scene = Scene(plan, loaded.environment.targets, route, journal, authorization, keeper.keep, started)
    try:
        complete = run.stop.run(partial(_collect, _running(scene, loaded, run), workers))
    finally:
        workers.close()
    requests = journal.count + (run.earlier.requests if run.earlier else 0)
    why = "" if complete else run.stop.why
    keeper.keep(End(finished=datetime.now(UTC), complete=complete, requests=requests, why=why))
    return read(keeper.lines, "scan")


def begin(plan: Plan, loaded: Loaded, keeper: Keeper, run: Run) -> datetime:
    """Keep the header, or that an earlier scan is resumed; the clock of the verdict, which that one's stays."""
    now = datetime.now(UTC)
    if run.earlier is None:
        keeper.keep(header(plan, loaded, run.id, run.vantage, now))
        return now
    old = run.earlier.record.header
    same = read([keeper.clean(header(plan, loaded, old.run, run.vantage, old.started))], "scan").header
    check_unchanged(old, same, run.earlier.file)
    check_leave(plan, run.earlier)
    keeper.lines.extend(run.earlier.lines)
    keeper.keep(Resumed(when=now))
    return old.started


def check_leave(plan: Plan, earlier: Interrupted) -> None:
    """InputError when other questions were withheld, or for other reasons: then the leave is not what it was."""
    withheld = {(*asking.observation, asking.group): asking.withheld for asking in plan.askings}
    for seen in earlier.record.observations:
        question = (seen.probe, seen.target, json.dumps(seen.inputs, sort_keys=True), seen.group)
        if withheld.get(question) != seen.withheld:
            raise changed("what may be done to the targets has", earlier.file)


def _wanted(plan: Plan) -> set[str]:
    return {asking.target for asking in plan.askings}


def _jotting(jot: Callable[[str], None] | None, redactor: Redactor) -> Callable[[Sent], None] | None:
    return None if jot is None else lambda sent: jot(redactor.clean(sent.model_dump_json() + "\n"))


async def _collect(scene: Scene, workers: Workers) -> None:
    async with workers:
        _prepare(scene.plan, workers)
        await collect(scene)


def _running(scene: Scene, loaded: Loaded, run: Run) -> Scene:
    """The scene with what an earlier scan had come to, as it is seen from here; once stopped it keeps nothing more."""
    seen = run.earlier.seen if run.earlier else Seen()

    def keep(item: Model) -> None:
        if run.stop.why:  # whatever comes now may have come of being cancelled
            raise asyncio.CancelledError
        scene.keep(item)

    async def look() -> None:
        left = tuple(_without(one, seen) for one in relevant(loaded.attestations, scene.plan.controls))
        await check(left, loaded.attested_beside, scene.route, scene.journal, keep, datetime.now(UTC))

    return replace(scene, keep=keep, vantage=run.vantage, seen=seen, meanwhile=look)


def _without(attestation: Attestation, seen: Seen) -> Attestation:
    """An attestation without the evidence that was looked at before the interruption."""
    left = tuple(one for one in attestation.evidence if one.place not in seen.evidence)
    return attestation.model_copy(update={"evidence": left})


def _prepare(plan: Plan, workers: Workers) -> None:
    """Have imported what the probes' jobs need, while their first questions are still on the way."""
    for name in sorted({asking.probe for asking in plan.askings if not asking.withheld}):
        for module in find(name).works:
            workers.prepare(module)


def make_route(reach: ReachSettings, workers: Workers, directory: Path) -> Route:
    """The environment's way to names and addresses; InputError for a file that cannot be read."""
    return Route(
        workers=workers,
        addresses=dict(reach.addresses),
        resolvers=(split_server(reach.resolver),) if reach.resolver else (),
        nameserver_port=reach.nameserver_port,
        smtp_port=reach.smtp_port,
        trust=_read(directory, reach.trust, "trust"),
        anchor=_read(directory, reach.anchor, "anchor"),
        timeout_s=reach.timeout_s,
    )


def _read(directory: Path, name: str | None, key: str) -> str | None:
    if name is None:
        return None
    try:
        return (directory / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text"
        raise InputError(Mistake(Position(str(directory / name)), f"`reach.{key}` cannot be read: {reason}")) from error
