"""``readiness explain``: one control in full."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("explain")
@click.argument("control")
@click.option("--policy", default="edpsych-connect", show_default=True, help="Policy that has the control.")
def command(control: str, policy: str) -> None:
    """Explain CONTROL: what it asks, why, how it is decided, what it looks at and how to fix it."""
    from readiness.cli._explaining import explain
    from readiness.load.policy import load_policy
    from readiness.model.errors import InputError, Mistake, Position
    from readiness.model.mistakes import nearest

    loaded = load_policy(policy, Path())
    found = next((one for one in loaded.controls if one.id == control), None)
    if found is None:
        hint = nearest(control, [one.id for one in loaded.controls]) or f"`readiness policy rows {policy}` names them"
        raise InputError(
            Mistake(Position("command line"), f"the policy {loaded.name} has no control `{control}`", hint)
        )
    click.echo("\n".join(explain(found, loaded)))
