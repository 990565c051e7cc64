"""Playing cases, with their tricks and without them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from false_greens.stage import CHECKOUT, PLUGINS, Stage
from readiness import probes


@pytest.fixture
def stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Stage]]:
    """``stage(tricked=True)``: the working directory of the test, empty, and the command line in this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("READINESS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", str(CHECKOUT))

    def install() -> None:
        for folder in PLUGINS:
            monkeypatch.syspath_prepend(str(folder))
        _forget()

    yield lambda *, tricked: Stage(tmp_path, tricked, capsys, install)
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    for cached in (probes._entry_points, probes.find):
        cached.cache_clear()
