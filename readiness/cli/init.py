"""``readiness init``: look at a domain and write a first environment file."""

from __future__ import annotations

from pathlib import Path

import click

from readiness.cli._options import DEFAULT_FILE


@click.command("init")
@click.argument("domain")
@click.option(
    "-f",
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path(DEFAULT_FILE),
    show_default=True,
    help="File to write; an existing one is never overwritten.",
)
@click.option("--name", default="prod", show_default=True, help="Name of the environment.")
@click.option("--policy", default="edpsych-connect", show_default=True, help="Policy to judge it by.")
@click.option("--resolver", help="Ask this resolver (address or address:port) instead of the system's.")
def command(domain: str, file: Path, name: str, policy: str, resolver: str | None) -> None:
    """Look at DOMAIN in DNS and write a commented environment file with what was found."""
    from datetime import UTC, datetime

    from readiness.cli._initial import found, initial_text
    from readiness.cli._outputs import check_writable
    from readiness.load.policy import load_policy
    from readiness.model.errors import InputError, Mistake, Position

    if file.exists():
        raise InputError(Mistake(Position(str(file)), "is there already and will not be overwritten", "use --file"))
    check_writable(file)
    load_policy(policy, file.parent)
    looked = found(domain, resolver)
    with file.open("x", encoding="utf-8") as handle:
        handle.write(initial_text(looked, name, policy, resolver, datetime.now(UTC).date()))
    click.echo(f"wrote {file}: {looked.summary()}", err=True)
    where = f" -f {file}" if file != Path(DEFAULT_FILE) else ""
    click.echo(f"next: readiness plan {name}{where}, then readiness scan {name}{where}", err=True)
