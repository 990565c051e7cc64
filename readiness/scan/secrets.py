"""Secrets are references: resolved for planned targets alone, and cut out of everything that is kept."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path

from readiness.model.environment import Environment
from readiness.model.errors import InputError, Mistake, Position

COMMAND_TIMEOUT_S = 10
MAX_SECRET = 65_536
SHORTEST = 4


class Redactor:
    """Replaces secrets by their references in lines of a record."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        found: dict[str, str] = {}
        for reference, secret in secrets.items():
            for form in {secret, *secret.split()}:
                if len(form) >= SHORTEST:
                    found[json.dumps(form, ensure_ascii=False)[1:-1]] = f"[{reference.partition(':')[0]} secret]"
        self._forms = sorted(found.items(), key=lambda item: -len(item[0]))

    def clean(self, line: str) -> str:
        """The line without any secret in it."""
        for form, instead in self._forms:
            line = line.replace(form, instead)
        return line


def authorizations(
    environment: Environment, wanted: set[str], directory: Path
) -> tuple[dict[str, str], dict[str, str]]:
    """Authorization header values by host name, and all secrets by reference; InputError for one that is not there."""
    by_host: dict[str, str] = {}
    secrets: dict[str, str] = {}
    for name in sorted(wanted):
        target = environment.targets[name]
        reference = getattr(target, "authorization", None)
        if reference is None:
            continue
        secrets[reference] = resolve(reference, directory, f"targets.{name}.authorization")
        for host in target.all_names():  # type: ignore[union-attr]  # what has an authorization has names
            by_host[host] = secrets[reference]
    return by_host, secrets


def resolve(reference: str, directory: Path, where: str) -> str:
    """The secret that ``env:NAME``, ``file:PATH`` or ``cmd:COMMAND`` stands for; InputError when it is not there."""
    kind, _, rest = reference.partition(":")
    value = {"env": _from_environment, "file": _from_file, "cmd": _from_command}[kind](rest, directory)
    if not value:
        hint = f"export {rest}=…" if kind == "env" else "it must not be empty"
        raise InputError(Mistake(Position(where), f"`{reference}` gives no secret", hint))
    if len(value) > MAX_SECRET or not value.isprintable():
        raise InputError(Mistake(Position(where), f"`{reference}` is not a line of text"))
    return value


def _from_environment(name: str, _: Path) -> str:
    return os.environ.get(name, "").strip()


def _from_file(name: str, directory: Path) -> str:
    try:
        with (directory / name).open(encoding="utf-8") as file:
            return file.read(MAX_SECRET + 1).strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _from_command(command: str, directory: Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # the user's own command, from the user's own file, without a shell
            shlex.split(command), cwd=directory, capture_output=True, timeout=COMMAND_TIMEOUT_S, check=True, text=True
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
