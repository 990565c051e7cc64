"""The environment that a command works on: the embedded demo for as long as the command takes, or a declared one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from readiness.cli._options import Choice, load, settings_of

if TYPE_CHECKING:
    from readiness.load.environment import Loaded

DEMO = "demo"


@contextmanager
def chosen(choice: Choice, *, healthy: bool = False) -> Iterator[tuple[Choice, Loaded]]:
    """The chosen environment, loaded, with the choice as it holds there: ``demo`` is started and may be tried out."""
    if choice.environment == DEMO:
        with _demo(choice, healthy=healthy) as found:
            yield found
        return
    if healthy:
        raise click.UsageError("--healthy goes with the demo: readiness scan demo --healthy")
    yield choice, load(choice)


@contextmanager
def staged(folder: Path, *, healthy: bool, name: str = DEMO) -> Iterator[str]:
    """The demo's environment file, for as long as its servers run."""
    from readiness.demo.environment import environment_text
    from readiness.demo.faults import IMPERFECT, Faults
    from readiness.demo.stage import running

    with running(Faults() if healthy else IMPERFECT, folder) as stage:
        yield environment_text(stage, name)


@contextmanager
def _demo(choice: Choice, *, healthy: bool) -> Iterator[tuple[Choice, Loaded]]:
    from readiness.load.environment import load_text

    settings = settings_of(choice)
    with tempfile.TemporaryDirectory(prefix="readiness-demo-") as name, staged(Path(name), healthy=healthy) as text:
        loaded = load_text(DEMO, text, "the demo's environment", Path(name), settings, choice.policy)
        yield replace(choice, active=True), loaded
