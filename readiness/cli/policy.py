"""``readiness policy``: check, lint, test and list policies, and the guide's rows."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from readiness.cli import Suggesting


@click.group("policy", cls=Suggesting)
def command() -> None:
    """Check, lint, test and list policies."""


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
@click.option("--coverage", is_flag=True, help="Change every condition, and demand that some example notices.")
def test(policies: tuple[str, ...], verbose: bool, coverage: bool) -> None:
    """Run the examples that the controls of POLICIES carry, and demand one that passes and one that fails of each."""
    from readiness.cli._policy_tests import show_coverage
    from readiness.judge.trials.examples import run_examples
    from readiness.load.policy import load_policy

    wrong = 0
    for name in policies:
        loaded = load_policy(name, Path())
        results = run_examples(loaded)
        for result in results:
            if verbose or result.problem:
                click.echo(f"{result.control} {result.name}: {result.problem or 'as expected'}")
        problems = sum(1 for result in results if result.problem)
        click.echo(f"{name}: {len(results)} examples, {problems} wrong")
        wrong += problems
        if coverage:
            wrong += show_coverage(name, loaded, verbose=verbose)
    sys.exit(1 if wrong else 0)


@command.command("lint")
@click.argument("policies", nargs=-1)
@click.option("--ignore", multiple=True, metavar="RULE", help="Say nothing of this sort. May be repeated.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.option("--rules", "listing", is_flag=True, help="List the rules instead.")
def lint(policies: tuple[str, ...], ignore: tuple[str, ...], form: str, listing: bool) -> None:
    """Say what in POLICIES is probably not meant: contradictions, repetitions, controls that nothing can reach."""
    from readiness.cli._policy_tests import list_rules, show_remarks

    if listing:
        list_rules()
        return
    if not policies:
        raise click.UsageError("Missing argument 'POLICIES...'.")
    sys.exit(1 if show_remarks(policies, ignore, form) else 0)


@command.command("fetch")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option(
    "--trust",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="PEM file of a private certificate authority to trust as well.",
)
def fetch_(urls: tuple[str, ...], trust: Path | None) -> None:
    """Fetch policies from https URLs into the cache, and print the pin by which `extends` and --policy name each.

    With #sha256=DIGEST behind the URL nothing else than that content is kept.
    """
    from readiness.cli._fetching import fetch

    for url in urls:
        found = fetch(url, trust)
        click.echo(str(found.pin))
        kept = f"{found.policy.policy} {found.policy.version}, {found.size} bytes, kept as {found.pin.path}"
        click.echo(kept, err=True)


@command.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--record", help="Say what both make of this record: a file, or with -e a run id or `last~1`.")
@click.option("-e", "--environment", help="Of this environment's history, the last run if --record names no other.")
@click.option("-f", "--file", default=Path("readiness.yaml"), type=click.Path(path_type=Path), help="Environment file.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def diff_(old: str, new: str, record: str | None, environment: str | None, file: Path, form: str) -> None:
    """What the policy NEW asks for more than OLD, what for less, and with a record what becomes of its outcomes."""
    from readiness.cli._policy_diff import compare_policies, shown_policies
    from readiness.cli._runs import find_history, find_run
    from readiness.renderers.json import written

    past = find_history(environment, file) if environment is not None else None
    name = record if record is not None else "last" if past is not None else None
    found = compare_policies(old, new, find_run(name, past) if name is not None else None)
    click.echo(written(found) if form == "json" else shown_policies(found), nl=False)


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
@click.argument("what", type=click.Choice(["policy", "controls", "environment", "report", "comparison", "history"]))
def schema(what: str) -> None:
    """JSON Schema of policy, environment and report files, for editors."""
    import json

    from readiness.cli._schemas import make_schema

    click.echo(json.dumps(make_schema(what), indent=1, sort_keys=True))
