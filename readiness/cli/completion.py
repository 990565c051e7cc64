"""``readiness completion``: a script that makes the shell complete commands and options."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print a completion script for SHELL: eval "$(readiness completion bash)"."""
    from click.shell_completion import get_completion_class

    from readiness.cli import root

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(root, {}, "readiness", "_READINESS_COMPLETE").source())
