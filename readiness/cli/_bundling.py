"""Making a report bundle: gathers what a report follows from, judges it and packs it all with the report.

A command that has a record, a policy and what its options stand for (``Judging``) needs three lines::

    key = signing_key(options["key"], options["passphrase"])
    contents = contents_of_judging((record_bytes,), policy, how)
    write_bundle(options["bundle"], contents, key)
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from readiness import __version__
from readiness.cli._judging import Judging
from readiness.model.errors import InputError, Mistake, Position

if TYPE_CHECKING:
    from readiness.cli._rejudging import Rejudged
    from readiness.model.policy import Policy
    from readiness.model.report import Selection
    from readiness.record.bundle.contents import Contents
    from readiness.record.bundle.keys import PrivateKey


def write_bundle(
    file: Path, contents: Contents, key: PrivateKey | None, suppositions: tuple[frozenset[str], ...] = ()
) -> Rejudged:
    """Judge the contents and write the bundle, signed if there is a key; what came of judging them."""
    from readiness.cli._rejudging import rejudge
    from readiness.record.bundle.bundle import make
    from readiness.record.files import replace

    found = rejudge(contents, suppositions)
    claim = found.claim(__version__, key.public if key else None)
    try:
        data = make(contents, found.rendered, claim, key)
    except ValueError as error:
        raise InputError(Mistake(Position(str(file)), str(error))) from error
    replace(file, data)
    return found


def contents_of_judging(
    records: tuple[bytes, ...],
    policy: Policy,
    how: Judging,
    *,
    at: datetime | None = None,
    selection: Selection | None = None,
    replaced: bool = False,
) -> Contents:
    """What a judgement took. ``replaced`` says that the policy came in place of the recorded one."""
    from readiness.record.bundle.contents import Contents, Inputs
    from readiness.renderers.json import render

    inputs = Inputs(
        policy="replaced" if replaced else "recorded",
        at=at,
        selection=selection,
        waivers=how.waivers,
        first=how.first,
        conditions=how.conditions,
    )
    return Contents(records, policy, inputs, render(how.baseline).encode("ascii") if how.baseline else None)


def contents_from(records: tuple[Path, ...], options: dict[str, Any]) -> tuple[Contents, Judging]:
    """The contents that a command line names, and what its options for judging stand for."""
    from readiness.cli._judging import prepare
    from readiness.cli._records import newest_first
    from readiness.load.policy import load_policy
    from readiness.record.bundle.contents import record_of
    from readiness.record.files import read_bytes
    from readiness.record.read import MAX_FILE

    read = tuple(read_bytes(path, MAX_FILE, "a record") for path in records)
    found = newest_first([record_of(data, str(path)) for data, path in zip(read, records, strict=True)])[0]
    replaced = bool(options["policy"])
    policy = load_policy(options["policy"], Path()) if replaced else found.header.policy
    how = prepare(options, policy)
    at = options["at"].replace(tzinfo=UTC) if options["at"] else None
    return contents_of_judging(read, policy, how, at=at, selection=_selection(options), replaced=replaced), how


def _selection(options: dict[str, Any]) -> Selection | None:
    from readiness.model.report import Selection

    chosen = Selection(only=options["only"], skip=options["skip"], phase=options["phase"] or "")
    return chosen if chosen.partial else None
