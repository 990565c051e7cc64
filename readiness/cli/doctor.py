"""``readiness doctor``: whether this installation is whole, and what can be reached from here."""

from __future__ import annotations

import sys
from typing import Any

import click


@click.command("doctor")
@click.argument("environment", required=False)
@click.option("-f", "--file", default="readiness.yaml", help="Environment file.")
def command(environment: str | None, **options: Any) -> None:
    """Check the libraries that readiness stands on and, with ENVIRONMENT, what can be reached from this machine.

    With an environment it connects to the declared addresses once, without sending anything.
    """
    from readiness.cli._diagnosis import environment_checks, installation_checks

    checks = list(installation_checks())
    if environment is not None:
        checks += environment_checks(environment, options["file"])
    for check in checks:
        click.echo(f"{'ok' if check.well else 'BAD':4} {check.name}: {check.detail}")
    sys.exit(0 if all(check.well for check in checks) else 1)
