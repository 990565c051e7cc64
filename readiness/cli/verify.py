"""``readiness verify``: whether a report bundle can be relied on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from readiness.cli._verifying import Demands, Step

_FILE = click.Path(dir_okay=False, path_type=Path)
_WORDS = {
    0: "VERIFIED",
    1: "REFUSED",
    3: "NOT SHOWN",
}
EPILOG = """\b
Exit codes: 0 untouched, signed by a trusted key, and the report follows from the records;
1 tampered with, refused, or the report is another; 2 not a bundle;
3 untouched, but by nobody trusted, or a demand is not met, or another version judges differently."""


@click.command("verify", epilog=EPILOG)
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--key", "keys", multiple=True, type=_FILE, help="Trust this Ed25519 public key (PEM); repeatable.")
@click.option(
    "--require-sign-off",
    "sign_offs",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Demand approvals by at least this many different trusted keys.",
)
@click.option("--require-ready", "ready", is_flag=True, help="Demand a verdict of READY, with conditions or without.")
def command(bundle: Path, keys: tuple[Path, ...], sign_offs: int, ready: bool) -> None:
    """Check BUNDLE without touching the world: that no byte was changed, who signed it, and that its report is true.

    The records are judged again with the policy and the inputs that are in the bundle; the report must come out the
    same, byte for byte. Nothing is unpacked to disk. A bundle with the verdict NOT READY verifies like any other:
    use --require-ready where the verdict is to decide.
    """
    from readiness.cli._keys import trusted_keys
    from readiness.cli._verifying import Demands, exit_code

    steps = _steps(bundle, Demands(trusted_keys(keys), sign_offs, ready))
    for step in steps:
        click.echo(f"{step.name:10} {step.standing:6} {step.text}")
    code = exit_code(steps)
    click.echo(_WORDS[code])
    sys.exit(code)


def _steps(path: Path, demands: Demands) -> tuple[Step, ...]:
    """What was checked; where the bundle cannot even be opened that is all there is to say."""
    from readiness.cli._verifying import Step, verify
    from readiness.model.text import plain
    from readiness.record.bundle.bundle import open_bundle
    from readiness.record.bundle.container import MAX_BUNDLE
    from readiness.record.bundle.errors import AlteredError, NewerError
    from readiness.record.files import read_bytes

    data = read_bytes(path, MAX_BUNDLE, "a bundle")
    try:
        return verify(open_bundle(data, str(path)), demands)
    except AlteredError as error:
        return (Step("integrity", "wrong", plain(str(error))),)
    except NewerError as error:
        return (Step("integrity", "open", plain(f"made by another version of readiness: {error}")),)
