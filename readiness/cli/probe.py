"""``readiness probe``: what can be asked, and asking it."""

from __future__ import annotations

import sys
from typing import Any

import click

from readiness.cli._options import choosing, make_choice


class _Probes(click.Group):
    """``probe list [NAME]`` and ``probe NAME TARGET``."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return super().get_command(ctx, cmd_name) or _asking(cmd_name)


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

    if name is not None:
        click.echo("\n".join(describe_facts(_found(name))))
        return
    for each in probes.names():
        probe = probes.find(each)
        groups = ", ".join(probe.groups())
        click.echo(f"{each}: looks at {', '.join(sorted(probe.kinds))}; facts: {groups}")


def _found(name: str) -> Any:
    from readiness import probes
    from readiness.model.mistakes import nearest

    try:
        return probes.find(name)
    except KeyError:
        raise click.UsageError(f"there is no probe {name!r}. {nearest(name, probes.names())}") from None


def _asking(name: str) -> click.Command:
    @click.command(name, short_help=f"Ask the probe {name}.")
    @click.argument("target")
    @click.option("--env", help="Environment in the file that has the target.")
    @click.option("--group", "groups", multiple=True, help="Only these fact groups.")
    @click.option("--with", "inputs", multiple=True, metavar="NAME=VALUE", help="An input of the probe (YAML).")
    @choosing
    def ask(target: str, env: str | None, groups: tuple[str, ...], inputs: tuple[str, ...], **options: Any) -> None:
        """Observe TARGET and print the facts as JSON, by endpoint and fact group; causes where there are none."""
        from readiness.cli._asking import facts_of

        choice = make_choice(env or target, options)
        text, complete = facts_of(choice, _found(name), target if env else "", groups, inputs)
        click.echo(text, nl=False)
        sys.exit(0 if complete else 3)

    return ask
