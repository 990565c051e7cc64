"""Options that several commands share, and what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from readiness.load.environment import Loaded
    from readiness.model.plan import Plan
    from readiness.model.report import Selection

F = TypeVar("F", bound=Callable[..., Any])
DEFAULT_FILE = "readiness.yaml"


@dataclass(frozen=True)
class Choice:
    """What a command line chose: the environment, the controls, the settings and what is allowed."""

    environment: str
    file: Path
    policy: str | None = None
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    phase: str | None = None
    settings: tuple[str, ...] = ()
    active: bool = False
    disruptive: bool = False
    vantage: str = "here"

    def selection(self) -> Selection:
        """The selection that ``--only``, ``--skip`` and ``--phase`` make."""
        from readiness.model.report import Selection

        return Selection(only=self.only, skip=self.skip, phase=self.phase or "")


_FILE = click.option(
    "-f",
    "--file",
    type=click.Path(path_type=Path),
    default=Path(DEFAULT_FILE),
    show_default=True,
    help="Environment file.",
)
_TERM = "Only these controls: an id, row, chapter, phase, tag, severity or framework; kind:value when unclear."
_SELECTION = (
    click.option("--policy", help="Judge by this policy instead of the environment's own."),
    click.option("--only", multiple=True, metavar="TERM", help=_TERM),
    click.option("--skip", multiple=True, metavar="TERM", help="All but these controls."),
    click.option("--phase", help="Only the controls of one phase of the launch."),
    click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a parameter of the policy."),
)
_LEAVE = (
    click.option("--active", is_flag=True, help="Allow probes that send made-up input, where the file consents."),
    click.option("--disruptive", is_flag=True, help="Allow drills as well, where the file consents."),
)

_VANTAGE = click.option(
    "--vantage", default="here", show_default=True, metavar="NAME", help="Where this looks from, as the policy has it."
)


def choosing(function: F) -> F:
    """Add the options that choose controls and say what is allowed."""
    return _add(function, _FILE, *_SELECTION, *_LEAVE, _VANTAGE)


def reaching(function: F) -> F:
    """Add the options that say where the environment is declared and what is allowed."""
    return _add(function, _FILE, *_LEAVE)


def _add(function: F, *options: Callable[[F], F]) -> F:
    for option in reversed(options):
        function = option(function)
    return function


def make_choice(environment: str, options: dict[str, Any]) -> Choice:
    """The choice behind a command's arguments."""
    return Choice(environment, **{name.name: options[name.name] for name in fields(Choice) if name.name in options})


def load(choice: Choice) -> Loaded:
    """The environment that was chosen: from its file, or made from a URL."""
    from readiness.cli._url import environment_of, looks_like_url
    from readiness.load.environment import load_data, load_environment
    from readiness.model.errors import InputError, Mistake, Position

    settings = settings_of(choice)
    if looks_like_url(choice.environment):
        policy = choice.policy or "web-baseline"
        name, data = environment_of(choice.environment, policy)
        return load_data(name, data, policy, settings)
    if not choice.file.exists():
        hint = "name it with --file, let `readiness init DOMAIN` write one, or give the URL of a site (https://…)"
        raise InputError(Mistake(Position(str(choice.file)), "does not exist", hint))
    return load_environment(choice.environment, choice.file, settings, choice.policy)


def settings_of(choice: Choice) -> dict[str, str]:
    """The ``--set`` values by name."""
    pairs = [text.partition("=") for text in choice.settings]
    for name, equals, _ in pairs:
        if not equals or not name:
            raise click.BadParameter(f"{name!r} is not NAME=VALUE", param_hint="--set")
    return {name.strip(): value for name, _, value in pairs}


def make_plan(choice: Choice, loaded: Loaded) -> Plan:
    """The plan of the chosen scan; contacts nothing."""
    from datetime import UTC, datetime

    from readiness.expressions import Engine
    from readiness.scan.plan import Leave, plan

    now = datetime.now(UTC)
    leave = Leave(choice.active, choice.disruptive, now)
    return plan(
        loaded.name,
        loaded.environment,
        loaded.policy,
        loaded.params,
        choice.selection(),
        leave,
        Engine(now),
        choice.vantage,
        attestations=loaded.attestations,
    )
