"""Help and version are there at once: they import little more than click."""

from __future__ import annotations

import pytest
from measuring import at_most, interleaved, python

TIMES = 12


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_it_takes_little_longer_than_importing_click(surroundings, option):
    def measure():
        click = ["-c", "import click"]
        command = ["-c", f"from readiness.cli import main; main([{option!r}])"]
        least = interleaved(
            {
                "click": lambda: python(click, surroundings).wall_s,
                "command": lambda: python(command, surroundings).wall_s,
            },
            TIMES,
        )
        ratio = least["command"] / least["click"]
        figures = f"{option} {least['command'] * 1000:.0f} ms / import click {least['click'] * 1000:.0f} ms"
        return ratio, figures

    at_most(1.5, measure)
