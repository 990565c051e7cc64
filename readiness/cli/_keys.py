"""Keys from files: the private one that signs, its passphrase by reference, and the public ones that are trusted."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readiness.model.errors import InputError, Mistake, Position

if TYPE_CHECKING:
    from readiness.record.bundle.keys import PrivateKey, PublicKey

MAX_KEY = 65_536


def passphrase_of(reference: str | None) -> str | None:
    """The passphrase that ``env:NAME`` or ``file:PATH`` stands for; InputError when it is not there."""
    if reference is None:
        return None
    from readiness.scan.secrets import resolve

    said = Position("--passphrase")
    if not reference.startswith(("env:", "file:")):  # and is not told: it may be the passphrase itself
        raise InputError(Mistake(said, "takes a reference, never the passphrase itself", "env:NAME or file:PATH"))
    try:
        return resolve(reference, Path(), Mistake(said, ""))
    except InputError as error:  # whose hints are about references in an environment file
        raise InputError(*(replace(mistake, hint="") for mistake in error.mistakes)) from None


def signing_key(path: Path, passphrase: str | None) -> PrivateKey:
    """The private key in a file; warns on stderr when others can read it. InputError when there is none."""
    from readiness.record.bundle.keys import KeyFormatError, private_key

    pem = _read(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077 and path.is_file():
        click.echo(f"warning: others than its owner can read {path}: chmod 600 {path}", err=True)
    try:
        return private_key(pem, passphrase_of(passphrase))
    except KeyFormatError as error:
        raise InputError(Mistake(Position(str(path)), str(error))) from None


def trusted_keys(paths: tuple[Path, ...]) -> frozenset[PublicKey]:
    """The public keys in these files; InputError naming the file that holds none."""
    from readiness.record.bundle.keys import KeyFormatError, public_key

    found = set()
    for path in paths:
        try:
            found.add(public_key(_read(path)))
        except KeyFormatError as error:
            raise InputError(Mistake(Position(str(path)), str(error))) from None
    return frozenset(found)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_KEY + 1)
    except OSError as error:
        raise InputError(Mistake(Position(str(path)), f"cannot be read: {error.strerror}")) from error
    if len(content) > MAX_KEY:
        raise InputError(Mistake(Position(str(path)), "is too large for a key"))
    return content
