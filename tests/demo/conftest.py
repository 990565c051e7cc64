"""Running demos for the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from demo_visitor import Visitor

from readiness.demo.faults import Faults
from readiness.demo.stage import running


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """A visitor of a demo with nothing wrong."""
    with running(Faults(), tmp_path_factory.mktemp("healthy")) as stage:
        yield Visitor(stage)


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Callable[..., Visitor]]:
    """Starts a demo with the named faults and gives a visitor of it."""
    with ExitStack() as stages:

        def start(**faults: bool) -> Visitor:
            return Visitor(stages.enter_context(running(Faults(**faults), tmp_path)))

        yield start
