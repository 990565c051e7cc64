"""Loading policies out of the test's folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from readiness.load.policy import load_policy
from readiness.model.errors import InputError


@pytest.fixture
def load(tmp_path):
    """``load(top="…", base="…")``: write files and load the first, as a policy."""

    def run(**files: str):
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load_policy(f"./{next(iter(files))}.yaml", tmp_path)

    return run


@pytest.fixture
def hints(load):
    """``hints(top="…")``: the hints of a policy's mistakes."""

    def run(**files: str) -> list[str]:
        with pytest.raises(InputError) as error:
            load(**files)
        return [mistake.hint for mistake in error.value.mistakes]

    return run


@pytest.fixture
def refused(load, tmp_path):
    """``refused(top="…")``: the mistakes of a policy as ``file, word: message``, the word under the caret."""

    def run(**files: str) -> list[str]:
        with pytest.raises(InputError) as error:
            load(**files)
        return [told(mistake) for mistake in error.value.mistakes]

    def told(mistake) -> str:
        path = Path(mistake.position.file)
        line = path.read_text(encoding="utf-8").split("\n")[mistake.position.line - 1]
        word = re.match(r"[\w./]+|\S", line[mistake.position.column - 1 :])
        assert word, mistake
        return f"{path.stem}, {word[0]}: {mistake.message}".replace(f"{tmp_path}/", "")

    return run
