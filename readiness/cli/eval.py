"""``readiness eval``: one condition on one target, part by part."""

from __future__ import annotations

import sys
from typing import Any

import click

from readiness.cli._options import make_choice, reaching


@click.command("eval")
@click.argument("target")
@click.argument("condition")
@click.option("--env", help="Environment in the file that has the target.")
@reaching
def command(target: str, condition: str, env: str | None, **options: Any) -> None:
    """Evaluate CONDITION on TARGET (a URL, or with --env a target's name) and print the value of each part.

    Facts are named as probe.group.fact: readiness eval https://example.com '"TLSv1.3" in tls.versions.accepted'
    """
    from readiness.cli._evaluating import evaluate

    lines, exit_code = evaluate(make_choice(env or target, options), target if env else "", condition)
    click.echo("\n".join(lines))
    sys.exit(exit_code)
