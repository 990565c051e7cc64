"""``readiness bundle``: records, policy, inputs and report in one signed file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from readiness.cli._judging import judging, rejudging
from readiness.cli._outputs import check_outputs, reporting, show

_FILE = click.Path(dir_okay=False, path_type=Path)
_READ = ("key", "policy", "waivers_file", "baseline")
"""The options that name files from which the bundle is made."""


@click.command("bundle")
@click.argument("records", metavar="RECORD...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=_FILE, required=True, help="File to write; one that is there is replaced.")
@click.option("--key", type=_FILE, help="Sign with this Ed25519 private key (PEM); `readiness key` makes one.")
@click.option("--passphrase", metavar="REFERENCE", help="Where the key's passphrase is: env:NAME or file:PATH.")
@rejudging
@judging
@reporting
def command(records: tuple[Path, ...], output: Path, **options: Any) -> None:
    """Judge RECORD as `readiness judge` does, and pack it with policy, inputs and report into one signed file.

    The file is a ZIP archive that any tool opens, with an in-toto statement in a DSSE envelope. `readiness verify`
    finds every change of a single byte in it, and judges the records again. The bundle is written whatever the
    verdict; the exit code is that of the verdict.
    """
    from readiness.cli._bundling import contents_from, write_bundle
    from readiness.cli._keys import signing_key
    from readiness.model.text import plain

    _check_output(output, (*records, *(options[name] for name in _READ)))
    for path in records:
        check_outputs(options, output, source=path)
    check_outputs(options, output, source=options["key"], what="key")
    key = signing_key(options["key"], options["passphrase"]) if options["key"] else None
    contents, how = contents_from(records, options)
    found = write_bundle(output, contents, key, how.suppositions)
    show(found.report, options)
    for line in found.supposed:
        click.echo(plain(line), err=True)
    signed = f"signed with {key.public.keyid}" if key else "not signed: anyone can make another like it"
    click.echo(f"{output}: {plain(found.report.verdict.word)}, {signed}", err=True)
    sys.exit(found.exit_code)


def _check_output(output: Path, sources: tuple[Path | str | None, ...]) -> None:
    """InputError when the bundle would overwrite what it is made from."""
    from readiness.model.errors import InputError, Mistake, Position

    for source in sources:
        if source is not None and Path(source).resolve() == output.resolve():
            raise InputError(Mistake(Position("command line"), f"the bundle would overwrite {source}"))
