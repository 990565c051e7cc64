"""The wheel carries everything that readiness needs, and finds it when installed."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_it_carries_policies_reports_and_the_licence(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "readiness/shipped/policies/web-baseline.yaml" in names
    assert "readiness/shipped/policies/edpsych-connect/catalog.yaml" in names
    assert "readiness/shipped/reports/report.schema.json" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if name.startswith("tests/")]


def test_installed_elsewhere_it_finds_its_policies(wheel, tmp_path):
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    code = "import readiness, sys; print(readiness.__file__); from readiness.cli import main; main(['policy', 'list'])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(str(site))
    assert "edpsych-connect" in done.stdout
    assert "web-baseline" in done.stdout
