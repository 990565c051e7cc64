"""One scan from plan to record: opens the route to the world, collects, and keeps everything as it arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from readiness import __version__
from readiness.model.environment import Environment, ReachSettings, split_server
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.facts import Model
from readiness.model.plan import Plan
from readiness.model.record import End, Header, Record
from readiness.probes import find
from readiness.reach.forking import ForkServer
from readiness.reach.journal import Journal
from readiness.reach.reach import Route
from readiness.reach.worker import Workers
from readiness.record.lines import read, write
from readiness.scan.collect import Scene, collect
from readiness.scan.redaction import Redactor
from readiness.scan.secrets import authorizations

LIBRARIES = ("sslyze", "nassl", "dnspython", "httpx", "checkdmarc", "cryptography", "cel-expr-python", "pydantic")


@dataclass
class Keeper:
    """Keeps the lines of a record, redacted, and passes each on to whoever listens (a file, the progress line)."""

    redactor: Redactor
    listen: Callable[[str, Model], None]
    lines: list[str] = field(default_factory=list)

    def keep(self, item: Model) -> None:
        """Keep one item."""
        line = self.redactor.clean(write(item))
        self.lines.append(line)
        self.listen(line, item)


def scan(
    plan: Plan,
    environment: Environment,
    directory: Path,
    listen: Callable[[str, Model], None],
    jot: Callable[[str], None] | None = None,
    server: ForkServer | None = None,
    said: Mapping[str, Mistake] | None = None,
) -> Record:
    """Run a plan and return its record, read back from the very lines that were written.

    ``directory`` is what relative files in the environment are relative to. Interrupted (Ctrl-C), the record so far is
    complete in itself and says that it ends early. ``jot`` gets a line of JSON for each request before it leaves;
    ``server`` is one that is running already; ``said`` is where each target's secret is written. InputError, before
    anything is sent, for one that is not there.
    """
    started = datetime.now(UTC)
    wanted = {asking.target for asking in plan.askings}
    authorization, secrets = authorizations(environment, wanted, directory, said or {})
    keeper = Keeper(Redactor(secrets), listen)
    journal = Journal(None if jot is None else lambda sent: jot(keeper.redactor.clean(sent.model_dump_json() + "\n")))
    keeper.keep(header(plan, environment, started))
    workers = Workers(server=server)
    complete = asyncio.run(_collect(plan, environment, directory, keeper, journal, authorization, started, workers))
    keeper.keep(End(finished=datetime.now(UTC), complete=complete, requests=journal.count))
    return read(keeper.lines, "scan")


async def _collect(
    plan: Plan,
    environment: Environment,
    directory: Path,
    keeper: Keeper,
    journal: Journal,
    authorization: dict[str, str],
    now: datetime,
    workers: Workers,
) -> bool:
    async with workers:
        _prepare(plan, workers)
        route = make_route(environment.reach, workers, directory)
        scene = Scene(plan, environment.targets, route, journal, authorization, keeper.keep, now)
        try:
            await collect(scene)
        except asyncio.CancelledError:
            return False
    return True


def _prepare(plan: Plan, workers: Workers) -> None:
    """Have imported what the probes' jobs need, while their first questions are still on the way."""
    for name in sorted({asking.probe for asking in plan.askings if not asking.withheld}):
        for module in find(name).works:
            workers.prepare(module)


def header(plan: Plan, environment: Environment, started: datetime) -> Header:
    """Every input of the verdict that is known before the scan; targets carry references, never secrets."""
    return Header(
        readiness=__version__,
        environment=plan.environment,
        started=started,
        policy=plan.policy,
        selection=plan.selection,
        params=plan.params,
        targets={name: target.model_dump(mode="json") for name, target in environment.targets.items()},
        consent=tuple(consent.model_dump(mode="json") for consent in environment.consent),
        versions=_versions(),
    )


def _versions() -> dict[str, str]:
    found = {}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "missing"
    return found


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
