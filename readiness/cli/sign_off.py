"""``readiness sign-off``: a named person's word on a report bundle."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from readiness.record.bundle.bundle import Bundle
    from readiness.record.bundle.keys import PrivateKey

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("sign-off")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--by", required=True, metavar="NAME", help="Who signs.")
@click.option("--role", required=True, help="In which role.")
@click.option("--key", required=True, type=_FILE, help="This person's Ed25519 private key (PEM).")
@click.option("--passphrase", metavar="REFERENCE", help="Where the key's passphrase is: env:NAME or file:PATH.")
@click.option("--condition", "conditions", multiple=True, metavar="TEXT", help="What it hangs on; repeatable.")
@click.option("--refuse", is_flag=True, help="Refuse instead of approve: verifying the bundle then fails.")
@click.option("-o", "--output", type=_FILE, help="Write the signed bundle here instead of over BUNDLE.")
def command(
    bundle: Path,
    by: str,
    role: str,
    key: Path,
    passphrase: str | None,
    conditions: tuple[str, ...],
    refuse: bool,
    output: Path | None,
) -> None:
    """Add a person's signed approval (or refusal) to BUNDLE, after checking that its report follows from its records.

    The sign-off holds for exactly this bundle and for the sign-offs before it: none of those can be taken out without
    breaking it. The last one can be; `readiness verify --require-sign-off N` says how many there must be.
    """
    from readiness.cli._keys import signing_key
    from readiness.model.errors import InputError, Mistake, Position
    from readiness.record.files import replace

    if (output or bundle).resolve() == key.resolve():
        raise InputError(Mistake(Position("command line"), f"the bundle would overwrite {key}"))
    private = signing_key(key, passphrase)
    found = _opened(bundle, refuse=refuse)
    decision: Literal["approve", "refuse"] = "refuse" if refuse else "approve"
    data = _signed(found, by, role, decision, conditions, private)
    replace(output or bundle, data)
    click.echo(f"{output or bundle}: {decision}d with {private.public.keyid}", err=True)


def _opened(path: Path, *, refuse: bool) -> Bundle:
    """The bundle, with what is signed told on stderr; ends with code 1 where there is nothing that can be approved."""
    from readiness.cli._verifying import Demands, verify
    from readiness.model.text import plain
    from readiness.record.bundle.bundle import open_bundle
    from readiness.record.bundle.container import MAX_BUNDLE
    from readiness.record.bundle.errors import AlteredError, NewerError
    from readiness.record.files import read_bytes

    data = read_bytes(path, MAX_BUNDLE, "a bundle")
    try:
        bundle = open_bundle(data, str(path))
    except (AlteredError, NewerError) as error:
        click.echo(f"{path}: cannot be signed: {plain(str(error))}", err=True)
        sys.exit(1)
    steps = {step.name: step for step in verify(bundle, Demands())}
    click.echo(f"signing: {steps['verdict'].text}", err=True)
    click.echo(f"made by: {bundle.signer.keyid if bundle.signer else 'nobody who signed it'}", err=True)
    if steps["evidence"].standing == "wrong" and not refuse:
        click.echo(f"{path}: cannot be approved: {steps['evidence'].text}", err=True)
        sys.exit(1)
    if steps["evidence"].standing != "ok":
        click.echo(f"warning: {steps['evidence'].text}", err=True)
    return bundle


def _signed(
    bundle: Bundle,
    by: str,
    role: str,
    decision: Literal["approve", "refuse"],
    conditions: tuple[str, ...],
    key: PrivateKey,
) -> bytes:
    from datetime import UTC, datetime

    from pydantic import ValidationError

    from readiness.model.errors import InputError, Mistake, Position
    from readiness.record.bundle.bundle import sign_off

    try:
        return sign_off(bundle, by, role, decision, conditions, key, datetime.now(UTC))
    except ValidationError as error:
        wrong = [f"--{one['loc'][0]}: {one['msg'].lower()}" for one in error.errors(include_url=False)]
        raise InputError(*(Mistake(Position("command line"), said) for said in wrong)) from error
    except ValueError as error:
        raise InputError(Mistake(Position("command line"), str(error))) from error
