"""The command line: one file per command, imported only when it is used; the only place that prints and exits."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from typing import Any

import click

from readiness import __version__

EPILOG = """\b
Exit codes: 0 the gate holds, 1 it does not, 2 the input is invalid (nothing was contacted),
3 undecided: something that matters could not be observed or was not allowed to be."""


class Commands(click.Group):
    """Finds commands as modules of this package; those with an underscore are not commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            close = get_close_matches(args[0], self.list_commands(ctx), 1)
            raise click.UsageError(error.message + (f" Did you mean {close[0]}?" if close else ""), ctx) from None


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="readiness")
def root() -> None:
    """Decide whether an environment may go live, with proof.

    `readiness scan demo` shows it on an embedded platform; `readiness scan https://example.com` judges a site;
    `readiness init example.com` writes a first environment file.
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; a user's mistakes become messages and exit code 2, a bug a traceback and exit code 3."""
    try:
        return root.main(args=arguments, prog_name="readiness", standalone_mode=True)
    except Exception as error:
        from readiness.model.errors import InputError

        if isinstance(error, InputError):
            from readiness.model.mistakes import describe

            click.echo(describe(error), err=True)
            sys.exit(2)
        _tell_bug(error)
        sys.exit(3)


def _tell_bug(error: Exception) -> None:
    """A bug is no verdict: Python's own exit code for it would read as "the gate does not hold"."""
    import traceback

    traceback.print_exception(error)
    click.echo("This is a bug in readiness: nothing was decided.", err=True)
