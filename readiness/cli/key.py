"""``readiness key``: a pair of keys for signing bundles."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--passphrase", metavar="REFERENCE", help="Encrypt it: env:NAME or file:PATH says where the words are.")
def command(file: Path, passphrase: str | None) -> None:
    """Make an Ed25519 key pair: the private key in FILE, for its owner alone, the public one in FILE.pub.

    Whoever has FILE can sign as you. FILE.pub is for those who run `readiness verify`; give it to them on another way
    than the bundles, or have them compare the fingerprint. `openssl pkey` reads both. Nothing is overwritten.
    """
    from readiness.cli._keys import passphrase_of
    from readiness.model.errors import InputError, Mistake, Position
    from readiness.record.bundle.keys import new_key
    from readiness.record.files import create

    public = file.with_name(f"{file.name}.pub")
    if public.exists():
        raise InputError(Mistake(Position(str(public)), "is there already and will not be overwritten"))
    words = passphrase_of(passphrase)
    key = new_key()
    create(file, key.pem(words), 0o600)
    create(public, key.public.pem.encode(), 0o644)
    click.echo(f"private key: {file}", err=True)
    click.echo(f"public key:  {public}", err=True)
    click.echo(f"fingerprint: {key.public.keyid}")
