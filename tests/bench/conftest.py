"""What benchmarks share: the surroundings of measured commands, and one recorded scan of the demo."""

from __future__ import annotations

from pathlib import Path

import pytest
from measuring import Run, environment, python

SCAN = ("-m", "readiness", "scan", "demo", "-q", "--record")


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Environment variables for commands, once everything that a scan imports has been compiled."""
    folder = tmp_path_factory.mktemp("bytecode")
    found = environment(folder)
    python([*SCAN, str(folder / "record")], found, ends_with=(0, 1, 3))
    return found


@pytest.fixture
def scan_demo(surroundings: dict[str, str], tmp_path: Path):
    """``scan_demo()``: scan the demo in a process of its own; what that took, and the file with the record."""

    def scan() -> tuple[Run, Path]:
        file = tmp_path / "record.jsonl"
        return python([*SCAN, str(file)], surroundings, ends_with=(0, 1)), file

    return scan
