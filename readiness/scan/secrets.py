"""Secrets are references, resolved for planned targets alone."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from readiness.model.environment import Environment
from readiness.model.errors import InputError, Mistake, Position
from readiness.scan.redaction import SHORTEST

COMMAND_TIMEOUT_S = 10
MAX_SECRET = 65_536


def authorizations(
    environment: Environment, wanted: set[str], directory: Path, said: Mapping[str, Mistake]
) -> tuple[dict[str, str], dict[str, str]]:
    """Authorization header values by ``host:port``, and all secrets by reference.

    ``said`` is where each target's reference is written. InputError for a secret that is not there.
    """
    by_host: dict[str, str] = {}
    secrets: dict[str, str] = {}
    for name in sorted(wanted):
        target = environment.targets[name]
        reference = getattr(target, "authorization", None)
        if reference is None:
            continue
        where = said.get(name) or Mistake(Position(f"targets.{name}.authorization"), "")
        secrets[reference] = resolve(reference, directory, where)
        for host in target.all_names():  # type: ignore[union-attr]  # what has an authorization has names and a port
            by_host[f"{host}:{target.port}"] = secrets[reference]  # type: ignore[union-attr]
    return by_host, secrets


def resolve(reference: str, directory: Path, said: Mistake) -> str:
    """The secret that ``env:NAME``, ``file:PATH`` or ``cmd:COMMAND`` stands for; InputError when it is not there.

    ``said`` has the place and the line where the reference is written.
    """

    def wrong(message: str, hint: str = "") -> InputError:
        return InputError(replace(said, message=message, hint=hint))

    kind, _, rest = reference.partition(":")
    try:
        value = _SOURCES[kind](rest, directory).strip()
    except _MissingError as error:
        raise wrong(f"`{reference}` gives no secret: {error}", _HINTS[kind]) from None
    if len(value) < SHORTEST:
        short = "is empty" if not value else f"has less than {SHORTEST} characters, too few to keep it out of reports"
        raise wrong(f"the secret `{reference}` {short}", _HINTS[kind])
    if len(value) > MAX_SECRET or not value.isprintable():
        raise wrong(f"the secret `{reference}` is not one line of text")
    return value


class _MissingError(Exception):
    """Why there is no secret; never says anything of what was read."""


def _from_environment(name: str, _: Path) -> str:
    if name not in os.environ:
        raise _MissingError("the variable is not set")
    return os.environ[name]


def _from_file(name: str, directory: Path) -> str:
    try:
        with (directory / name).open(encoding="utf-8") as file:
            return file.read(MAX_SECRET + 2)
    except OSError as error:
        raise _MissingError(f"the file cannot be read: {error.strerror}") from None
    except ValueError:
        raise _MissingError("the file is not text") from None


def _from_command(command: str, directory: Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # the user's own command, from the user's own file, without a shell
            shlex.split(command), cwd=directory, capture_output=True, timeout=COMMAND_TIMEOUT_S, check=True, text=True
        )
    except subprocess.CalledProcessError as error:
        raise _MissingError(f"the command ended with exit code {error.returncode}") from None
    except subprocess.TimeoutExpired:
        raise _MissingError(f"the command took over {COMMAND_TIMEOUT_S} s") from None
    except OSError as error:
        raise _MissingError(f"the command cannot be run: {error.strerror}") from None
    except ValueError:
        raise _MissingError("the command is not one, or prints no text") from None
    return done.stdout


_SOURCES = {"env": _from_environment, "file": _from_file, "cmd": _from_command}
_HINTS = {
    "env": "set it in the environment of this command",
    "file": "the path is relative to the environment file",
    "cmd": "the command must print the secret and nothing else; no shell reads it",
}
