"""The command line: one file per command, imported only when it is used; the only place that prints and exits."""

from __future__ import annotations

import atexit
import gc
import pkgutil
import sys
from functools import cache
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn

import click

from readiness import __version__

EPILOG = """\b
Exit codes: 0 the gate holds, 1 it does not, 2 the input is invalid (nothing was contacted),
3 undecided: something that matters could not be observed or was not allowed to be,
4 the gate holds with conditions only, and --no-conditions was given."""


class Suggesting(click.Group):
    """A group that says which of its commands was probably meant."""

    noun = "command"

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from readiness.model.mistakes import nearest

            known = self.list_commands(ctx)
            hint = nearest(args[0], known) or f"there are {', '.join(known)}"
            raise click.UsageError(f"there is no {self.noun} `{args[0]}`: {hint}", ctx) from None


@cache
def _names() -> tuple[str, ...]:
    found = (module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
    return tuple(sorted(name.replace("_", "-") for name in found))


class Commands(Suggesting):
    """Finds commands as modules of this package; those with an underscore are not commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(_names())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _names():
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name.replace('-', '_')}").command
        return command


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="readiness")
def root() -> None:
    """Decide whether an environment may go live, with proof.

    `readiness scan demo` shows it on an embedded platform; `readiness scan https://example.com` judges a site;
    `readiness init example.com` writes a first environment file.
    """


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit: a user's mistakes are messages and code 2, an interruption or a bug is code 3.

    Neither is a verdict, so neither may end with the code 1 that Python and click have for them.
    """
    if isinstance(sys.stdout, TextIOWrapper):  # a terminal that cannot show a character is no reason to fail
        sys.stdout.reconfigure(errors="backslashreplace")
    gc.set_threshold(200_000, 20, 100)  # what a report is made of lives to the end: there is little garbage to find
    atexit.register(gc.freeze)  # whatever is left goes with the process: looking for cycles in it only takes time
    try:
        sys.exit(root.main(args=arguments, prog_name="readiness", standalone_mode=False))
    except click.Abort:
        click.echo("Interrupted: nothing was decided.", err=True)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Exception as error:
        _tell(error)
    sys.exit(3)


def _tell(error: Exception) -> None:
    """A user's mistakes in words, with exit code 2; anything else is a bug and shown as one."""
    from readiness.model.errors import InputError

    if isinstance(error, InputError):
        from readiness.model.mistakes import describe

        click.echo(describe(error), err=True)
        sys.exit(2)
    import traceback

    traceback.print_exception(error)
    click.echo("This is a bug in readiness: nothing was decided.", err=True)
