"""``readiness probe``: what can be asked, and asking it."""

from __future__ import annotations

import sys
from typing import Any

import click

from readiness.cli import Suggesting
from readiness.cli._options import make_choice, reaching


class _Probes(Suggesting):
    """``probe list [NAME]`` and ``probe NAME TARGET``."""

    noun = "probe"

    def list_commands(self, ctx: click.Context) -> list[str]:
        from readiness import probes

        return [*super().list_commands(ctx), *probes.names()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from readiness import probes

        return super().get_command(ctx, cmd_name) or (_asking(cmd_name) if cmd_name in probes.names() else None)


@click.group("probe", cls=_Probes)
def command() -> None:
    """List probes and their facts, or ask one: readiness probe NAME TARGET.

    TARGET is a target's name in the environment file (with --env) or a URL.
    """


@command.command("list")
@click.argument("name", required=False)
def list_(name: str | None) -> None:
    """Probes and what they look at; with NAME, every fact of one."""
    from readiness import probes
    from readiness.cli._facts import describe_facts
    from readiness.model.errors import InputError, Mistake, Position
    from readiness.model.mistakes import nearest

    if name is not None:
        if name not in probes.names():
            hint = nearest(name, probes.names()) or f"there are {', '.join(probes.names())}"
            raise InputError(Mistake(Position("command line"), f"there is no probe `{name}`", hint))
        click.echo("\n".join(describe_facts(probes.find(name))))
        return
    for each in probes.names():
        probe = probes.find(each)
        groups = ", ".join(probe.groups())
        click.echo(f"{each}: looks at {', '.join(sorted(probe.kinds))}; facts: {groups}")


def _asking(name: str) -> click.Command:
    @click.command(name, short_help=f"Ask the probe {name}.")
    @click.argument("target")
    @click.option("--env", help="Environment in the file that has the target.")
    @click.option("--group", "groups", multiple=True, help="Only these fact groups.")
    @click.option("--with", "inputs", multiple=True, metavar="NAME=VALUE", help="An input of the probe (YAML).")
    @reaching
    def ask(target: str, env: str | None, groups: tuple[str, ...], inputs: tuple[str, ...], **options: Any) -> None:
        """Observe TARGET, a URL or with --env a target's name, and print the facts as JSON by endpoint and fact group.

        Where there are none, the cause or why it was not asked stands instead; the exit code is then 3.
        """
        from readiness import probes
        from readiness.cli._asking import facts_of

        choice = make_choice(env or target, options)
        text, complete = facts_of(choice, probes.find(name), target if env else "", groups, inputs)
        click.echo(text, nl=False)
        sys.exit(0 if complete else 3)

    return ask
