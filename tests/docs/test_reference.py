"""The reference says what the code does, and the documents' examples are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from readiness.cli._reference import pages
from readiness.load.shipped import policy_names

ROOT = Path(__file__).parent.parent.parent
PAGES = pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_reference_is_what_the_code_says(name):
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name], "run ./dev docs"


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_files_that_a_document_names_exist(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[A-Z]+\.md|pyproject\.toml)`", text))
    missing = [name for name in named if "NAME" not in name and "CHAPTER" not in name and not _exists(name)]
    assert missing == []


def _exists(name: str) -> bool:
    return (ROOT / name).exists() or (ROOT / "readiness" / name).exists()


def test_the_readme_names_only_commands_and_options_that_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = PAGES["docs/commands.md"]
    used = set(re.findall(r"readiness ([\w-]+)", " ".join(re.findall(r"```sh\n(.*?)```", text, re.S))))
    assert used
    assert [name for name in used if f"## readiness {name}\n" not in commands] == []
    options = set(re.findall(r"(?<!\w)--[a-z-]*[a-z]", text))
    assert [option for option in options if option not in commands] == []


def test_the_policies_of_the_readme_come_with_it():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(name in text for name in policy_names())
