"""What is printed about a policy itself: remarks of the linter, and what its examples would not notice."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from readiness.judge.trials.mutation import Mutant, coverage, mutate
from readiness.load.lifecycle import load_lifecycle
from readiness.load.lint import Remark, lint, rules
from readiness.load.policy import load_policy
from readiness.model.policy import Policy
from readiness.model.text import plain

_LONGEST = 4000
_UNNOTICED = {
    "negation": "no example notices when it is the other way round",
    "removal": "no example notices when it is left out",
    "guard": "no example notices when it is left out",
}


def list_rules() -> None:
    """Every rule of the linter with what it looks for."""
    for name, sentence in rules().items():
        click.echo(f"{name}: {sentence}")


def show_remarks(policies: Iterable[str], ignore: tuple[str, ...], form: str) -> int:
    """Print what the linter says about policies, and return how many remarks there are."""
    lifecycle = load_lifecycle()
    found = [(name, remark) for name in policies for remark in lint(load_policy(name, Path()), lifecycle, ignore)]
    if form == "json":
        click.echo(json.dumps([{"policy": name, **asdict(remark)} for name, remark in found], indent=1))
        return len(found)
    for _, remark in found:
        click.echo(_line(remark))
    if not found:
        click.echo("nothing to remark")
    return len(found)


def _line(remark: Remark) -> str:
    where = f"{remark.rule} {remark.control}".rstrip()
    condition = f"\n  {_flat(remark.condition)}" if remark.condition else ""
    return f"{plain(where)}: {plain(remark.message, _LONGEST)}{condition}"


def show_coverage(name: str, policy: Policy, *, verbose: bool) -> int:
    """Print every change that no example notices, and return how many of those that count there are.

    Changes at a bound and of guards against emptiness are shown with ``verbose`` only, and do not count.
    """
    found = mutate(policy)
    for mutant in found:
        if not mutant.noticed and (mutant.demanded or verbose):
            click.echo(_unnoticed(mutant))
    counted = [mutant for mutant in found if mutant.demanded]
    left = sum(1 for mutant in counted if not mutant.noticed)
    click.echo(f"{name}: examples notice {len(counted) - left} of {len(counted)} changes ({coverage(found):.1f} %)")
    return left


def _unnoticed(mutant: Mutant) -> str:
    change = mutant.change
    what = _UNNOTICED.get(change.kind) or f"no example notices when it is {_flat(change.became)}"
    part = _flat(change.part)
    within = "" if part == _flat(mutant.condition) else f"\n  in {_flat(mutant.condition)}"
    return f"{plain(mutant.control)} {plain(mutant.place)}: {what}\n  {part}{within}"


def _flat(condition: str) -> str:
    return plain(" ".join(condition.split()), _LONGEST)
