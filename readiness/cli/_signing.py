"""What `waive` and `attest` ask for alike: the environment, a control of its policy, targets, words on one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from readiness.cli._options import DEFAULT_FILE

if TYPE_CHECKING:
    from readiness.load.environment import Loaded
    from readiness.model.errors import InputError
    from readiness.model.policy import Control

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(dir_okay=False, path_type=Path)


def signing(function: F) -> F:
    """Add the options that say in which environment, and on which of its targets."""
    options: tuple[Callable[[F], F], ...] = (
        click.option("-e", "--environment", help="Environment, where the file declares more than one."),
        click.option(
            "-f", "--file", type=FILE, default=Path(DEFAULT_FILE), show_default=True, help="Environment file."
        ),
        click.option("--targets", default="*", metavar="GLOB", help="Only the targets whose names match."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def environment_of(name: str | None, file: Path) -> Loaded:
    """The environment of that name, or the only one that the file declares; InputError where it is unclear."""
    from readiness.load.environment import load_environment

    return load_environment(name or _only(file), file)


def _only(file: Path) -> str:
    from readiness.load.yaml import read
    from readiness.load.yaml.validate import validate
    from readiness.model.environment import EnvironmentFile

    names = sorted(validate(read(file), EnvironmentFile).environments)
    if len(names) > 1:
        raise refused(f"{file} declares {', '.join(names)}", "say which with --environment")
    return names[0]


def control_of(loaded: Loaded, name: str, targets: str) -> Control:
    """The control of that name, which has a target that matches; InputError otherwise."""
    from readiness.model.mistakes import nearest

    controls = {control.id: control for control in loaded.policy.controls}
    if name not in controls:
        hint = nearest(name, controls) or f"`readiness plan {loaded.name} --format json` lists them"
        raise refused(f"the policy {loaded.policy.name} has no control `{name}`", hint)
    judged = _targets(loaded, controls[name])
    if targets != "*" and not any(fnmatchcase(target, targets) for target in judged):
        there = f"it is judged on {', '.join(judged)}" if judged else "it has no target: leave --targets away"
        raise refused(f"no target of `{name}` matches `{targets}`", nearest(targets, judged) or there)
    return controls[name]


def _targets(loaded: Loaded, control: Control) -> list[str]:
    from readiness.model.policy import ENVIRONMENT

    if control.target == ENVIRONMENT:
        return [ENVIRONMENT]
    return sorted(name for name, target in loaded.environment.targets.items() if target.kind == control.target)


def lines(options: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """The texts of these options, each on one line; InputError for characters that nobody can see."""
    found = {name: " ".join(str(options[name]).split()) for name in names}
    for name, text in found.items():
        if not text.isprintable():
            raise refused(f"--{name} has characters that cannot be shown")
    return found


def refused(message: str, hint: str = "") -> InputError:
    """A mistake on the command line."""
    from readiness.model.errors import InputError, Mistake, Position

    return InputError(Mistake(Position("command line"), message, hint))
