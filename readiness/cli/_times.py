"""Lengths of time on the command line."""

from __future__ import annotations

import math
import re

import click

_SECONDS = {"s": 1, "m": 60, "h": 3600}


def seconds(text: str, option: str) -> float:
    """Seconds behind a text such as ``90s``, ``5m`` or ``30``."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if found is None or math.isinf(float(found[1])):
        raise click.BadParameter(f"{text!r} is not a time such as 90s or 5m", param_hint=option)
    return float(found[1]) * _SECONDS[found[2] or "s"]


def spelled(length_s: float) -> str:
    """The same for a reader: ``90 s``."""
    return f"{length_s:g} s"
