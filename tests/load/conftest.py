"""Loading policies out of the test's folder."""

from __future__ import annotations

import pytest

from readiness.load.policy import load_policy


@pytest.fixture
def load(tmp_path):
    """``load(top="…", base="…")``: write files and load the first, as a policy."""

    def run(**files: str):
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load_policy(f"./{next(iter(files))}.yaml", tmp_path)

    return run
