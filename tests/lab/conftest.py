"""The running lab as fixtures: one for the whole session, and one that is healthy again after every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lab.lab import Lab


@pytest.fixture(scope="session")
def session_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Use ``lab``; this one is for fixtures that outlive a test."""
    with Lab.start(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def lab(session_lab: Lab) -> Iterator[Lab]:
    """The lab, healthy at the beginning and, whatever the test changed, again in the end."""
    yield session_lab
    session_lab.restore()
