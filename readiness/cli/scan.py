"""``readiness scan``: plan, collect, judge, report."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from readiness.cli._judging import Judged, Judging, conclude, exit_code, judging
from readiness.cli._options import Choice, choosing, make_choice
from readiness.cli._outputs import check_outputs, reporting, show
from readiness.cli._times import seconds, spelled

if TYPE_CHECKING:
    from readiness.load.environment import Loaded
    from readiness.model.record import Record
    from readiness.reach.forking import ForkServer
    from readiness.record.history import History
    from readiness.scan.stopping import Stop

_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("scan")
@click.argument("environment")
@choosing
@judging
@reporting
@click.option("--record", type=_FILE, help="Keep what was observed in this file.")
@click.option("--journal", type=_FILE, help="Note every request here before it is sent.")
@click.option("--resume", is_flag=True, help="Go on with the last scan, which was interrupted.")
@click.option("--deadline", metavar="TIME", help="Stop asking when this long (90s, 5m) has passed; --resume goes on.")
@click.option("--wait", metavar="TIME", help="Scan again until the gate holds or this long (90s, 5m) has passed.")
@click.option("--history", type=_FOLDER, metavar="DIR", help="Keep the record in this folder.")
@click.option("--no-history", is_flag=True, help="Keep no record beside the environment file.")
@click.option("--bundle", type=_FILE, help="Pack record, policy and report into this bundle; see `readiness verify`.")
@click.option("--key", type=_FILE, help="Sign the bundle with this Ed25519 private key (PEM).")
@click.option("--passphrase", metavar="REFERENCE", help="Passphrase of an encrypted key: env:NAME or file:PATH.")
@click.option("--slowest", type=click.IntRange(0), default=0, metavar="N", help="Show the N slowest questions.")
@click.option("--healthy", is_flag=True, help="With the demo: start it with nothing wrong.")
def command(environment: str, **options: Any) -> None:
    """Scan ENVIRONMENT, a name in the environment file, a URL, or `demo`, and judge it.

    Interrupted or at its deadline it reports what it has seen so far; --resume asks the rest.
    """
    from readiness.cli._chosen import chosen
    from readiness.cli._judging import prepare
    from readiness.cli._keeping import open_history
    from readiness.cli._slowest import slowest
    from readiness.reach.forking import ForkServer

    choice = make_choice(environment, options)
    limits = _limits(options)
    check_outputs(options, options["record"], options["journal"], options["bundle"])
    pack = _packing(options)
    stops: list[Stop] = []
    with _leaving(stops), _terminable():
        with ForkServer() as server, chosen(choice, healthy=options["healthy"]) as (allowed, loaded):
            how = prepare(options, loaded.policy, loaded.name, choice.selection())
            if how.waivers is not None:
                loaded = replace(loaded, waivers=how.waivers)
            history = open_history(choice, loaded, options)
            scanning = _Scanning(allowed, loaded, how, history, options, server, pack, stops)
            record, found = _scan_until(scanning, *limits)
        show(found.report, options)
        for line in slowest(record, options["slowest"]):
            click.echo(line, err=True)
        conclude(found, how)


@dataclass(frozen=True)
class _Scanning:
    """What does not change from one scan of a command to the next."""

    choice: Choice
    loaded: Loaded
    how: Judging
    history: History | None
    options: dict[str, Any]
    server: ForkServer
    pack: Callable[[list[str], Judging], None]
    stops: list[Stop] = field(default_factory=list)


def _limits(options: dict[str, Any]) -> tuple[float, float | None]:
    wait, deadline = options["wait"], options["deadline"]
    return (
        seconds(wait, "--wait") if wait is not None else 0.0,
        seconds(deadline, "--deadline") if deadline is not None else None,
    )


def _scan_until(scanning: _Scanning, wait: float, limit: float | None) -> tuple[Record, Judged]:
    """Scan, and again while the gate does not hold and there is time: ten times at most where it is short."""
    now = time.monotonic()
    until, deadline = now + wait, None if limit is None else now + limit
    pause = min(max(wait / 10, 1.0), 15.0)
    resume = scanning.options["resume"]
    while True:
        record, found = _scan(scanning, _stop(scanning, deadline, limit), resume=resume)
        code = exit_code(found.report, scanning.how)
        next_look = time.monotonic() + pause
        if code == 0 or not found.report.complete or next_look > until or (deadline and next_look > deadline):
            return record, found
        resume = False
        try:
            click.echo(f"{found.report.verdict.word}: scanning again in {pause:g} s", err=True)
            time.sleep(pause)
        except KeyboardInterrupt:
            return record, found


def _stop(scanning: _Scanning, deadline: float | None, limit: float | None) -> Stop:
    from readiness.scan.stopping import Stop

    stop = Stop(deadline, spelled(limit or 0.0))
    scanning.stops.append(stop)
    return stop


def _scan(scanning: _Scanning, stop: Stop, *, resume: bool) -> tuple[Record, Judged]:
    from readiness.cli._judging import judged
    from readiness.cli._keeping import keeping
    from readiness.cli._options import make_plan
    from readiness.cli._progress import Progress
    from readiness.scan.scan import Run, scan

    loaded, options = scanning.loaded, scanning.options
    plan = make_plan(scanning.choice, loaded)
    with keeping(loaded, scanning.history, options, resume=resume) as kept:
        answered = kept.earlier.record.observations if kept.earlier else ()
        lines = list(kept.earlier.lines) if kept.earlier else []
        run = Run(kept.run, scanning.choice.vantage, stop, kept.earlier, kept.journal.keep, scanning.server)
        with Progress(plan, answered=answered) as progress:

            def listen(line: str, item: Any) -> None:
                kept.write(line)
                lines.append(line)
                progress.note(item)

            record = scan(plan, loaded, listen, run)
        found = judged(record, scanning.how)
        kept.note(found.report)
        kept.prune(loaded.name, loaded.environment.history)
        scanning.pack(lines, scanning.how)
    return record, found


def _packing(options: dict[str, Any]) -> Callable[[list[str], Judging], None]:
    """What makes a bundle of a record's lines, if one is asked for; its key is read before anything is contacted."""
    if options["bundle"] is None:
        if options["key"] is not None:
            raise click.UsageError("--key signs a bundle: name it with --bundle FILE")
        return lambda _lines, _how: None
    from readiness.cli._bundling import contents_of_judging, write_bundle
    from readiness.cli._keys import signing_key
    from readiness.record.bundle.contents import record_of

    key = signing_key(options["key"], options["passphrase"]) if options["key"] is not None else None

    def pack(lines: list[str], how: Judging) -> None:
        data = "".join(lines).encode("ascii")
        policy = record_of(data, "scan").header.policy
        write_bundle(options["bundle"], contents_of_judging((data,), policy, how), key)

    return pack


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM is for a scan what Ctrl-C is, from its beginning to its end: nothing may stay behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _leaving(stops: list[Stop]) -> Iterator[None]:
    """Leave the process at the end, without waiting for what a scan had to leave behind, if there is any."""
    try:
        yield
    except (SystemExit, KeyboardInterrupt) as ended:
        if not any(stop.abandoned for stop in stops):
            raise
        code = ended.code if isinstance(ended, SystemExit) and isinstance(ended.code, int) else 3
        if isinstance(ended, KeyboardInterrupt):
            click.echo("Interrupted: nothing was decided.", err=True)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
