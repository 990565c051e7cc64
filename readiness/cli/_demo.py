"""Starting the embedded demo for a command."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from readiness.cli._options import Choice, settings_of
from readiness.demo.environment import NAME, environment_text
from readiness.demo.faults import IMPERFECT, Faults
from readiness.demo.stage import running
from readiness.load.environment import Loaded, load_text


@contextmanager
def staged(folder: Path, *, healthy: bool, name: str = NAME) -> Iterator[str]:
    """The demo's environment file, for as long as its servers run."""
    with running(Faults() if healthy else IMPERFECT, folder) as stage:
        yield environment_text(stage, name)


@contextmanager
def demo(choice: Choice, *, healthy: bool) -> Iterator[tuple[Choice, Loaded]]:
    """The running demo, loaded like any environment; its own servers may be probed actively."""
    with tempfile.TemporaryDirectory(prefix="readiness-demo-") as name, staged(Path(name), healthy=healthy) as text:
        loaded = load_text(NAME, text, "the demo's environment", Path(name), settings_of(choice), choice.policy)
        yield replace(choice, active=True), loaded
