"""``readiness policy``: check, test and list policies, and the guide's rows."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from readiness.cli import Suggesting


@click.group("policy", cls=Suggesting)
def command() -> None:
    """Check, test and list policies."""


@command.command("list")
def list_() -> None:
    """Policies that come with readiness."""
    from readiness.load.policy import load_policy
    from readiness.load.shipped import policy_names

    for name in policy_names():
        loaded = load_policy(name, Path())
        click.echo(f"{name} {loaded.version}: {loaded.title} ({len(loaded.controls)} controls)")


@command.command("check")
@click.argument("policies", nargs=-1, required=True)
def check(policies: tuple[str, ...]) -> None:
    """Check POLICIES (names or files): every key, row, probe, fact and type; nothing is contacted."""
    from readiness.load.policy import load_policy

    for name in policies:
        loaded = load_policy(name, Path())
        click.echo(f"{name}: {len(loaded.controls)} controls, no mistake")


@command.command("test")
@click.argument("policies", nargs=-1, required=True)
@click.option("-v", "--verbose", is_flag=True, help="Name every example, not only those that went wrong.")
def test(policies: tuple[str, ...], verbose: bool) -> None:
    """Run the examples that the controls of POLICIES carry, and demand one that passes and one that fails of each."""
    from readiness.judge.examples import run_examples
    from readiness.load.policy import load_policy

    wrong = 0
    for name in policies:
        results = run_examples(load_policy(name, Path()))
        for result in results:
            if verbose or result.problem:
                click.echo(f"{result.control} {result.name}: {result.problem or 'as expected'}")
        problems = sum(1 for result in results if result.problem)
        click.echo(f"{name}: {len(results)} examples, {problems} wrong")
        wrong += problems
    sys.exit(1 if wrong else 0)


@command.command("rows")
@click.argument("policy")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def rows(policy: str, form: str) -> None:
    """Every row of the guide: what it asks, which controls decide it and how (observed, attested or none)."""
    import json

    from readiness.judge.coverage import row_coverage
    from readiness.load.policy import load_policy

    found = row_coverage(load_policy(policy, Path()))
    if form == "json":
        click.echo(json.dumps(found, indent=1))
        return
    for row in found:
        click.echo(f"{row['row']:6} {row['decided']:9} {row['asks']}")
        if row["controls"]:
            click.echo(f"{'':17}{', '.join(row['controls'])}")
    decided = sum(1 for row in found if row["decided"] != "none")
    click.echo(f"{decided} of {len(found)} rows decided")


@command.command("schema")
@click.argument("what", type=click.Choice(["policy", "controls", "environment", "report"]))
def schema(what: str) -> None:
    """JSON Schema of policy, environment and report files, for editors."""
    import json

    from readiness.cli._schemas import make_schema

    click.echo(json.dumps(make_schema(what), indent=1, sort_keys=True))
