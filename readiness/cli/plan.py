"""``readiness plan``: every request that a scan would send, and none of them sent."""

from __future__ import annotations

from typing import Any

import click

from readiness.cli._options import choosing, make_choice


@click.command("plan")
@click.argument("environment")
@choosing
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def command(environment: str, form: str, **options: Any) -> None:
    """Print what a scan of ENVIRONMENT would ask and send: kind, host, request, class and how many at most."""
    from readiness.cli._chosen import chosen
    from readiness.cli._options import make_plan
    from readiness.scan.printing import as_json, as_text

    with chosen(make_choice(environment, options)) as (choice, loaded):
        plan = make_plan(choice, loaded)
    click.echo(as_json(plan) if form == "json" else as_text(plan), nl=False)
