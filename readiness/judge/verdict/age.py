"""Whether what was observed is still fresh enough when it is judged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import ceil

from readiness.judge.evidence.layers import Layer
from readiness.model.observation import State

_DAY_S = 86400


def aged(layers: Iterable[Layer], now: datetime, most_days: float | None) -> str:
    """What is wrong with the age of what is judged, empty if nothing is; the gate need not ask for any.

    A scan must not begin after the moment of judging either; with its own clock it is judged as of its beginning, and
    what it saw from then on is not ahead. Proofs that are carried over are held to the age that their control allows.
    """
    for layer in layers:
        if layer.header.started > now:
            return f"the scan of {layer.header.started:%Y-%m-%d %H:%M} comes after the moment of judging"
        if most_days is None:
            continue
        seen = [one.started for own in layer.groups.values() for one in own.values() if one.state is State.OBSERVED]
        if any(moment.tzinfo is None for moment in seen):
            return "there is evidence without a time zone, whose age nobody can tell"
        age = (now - min(seen, default=now)).total_seconds() / _DAY_S
        if age > most_days:
            return f"the oldest evidence is {ceil(age * 10) / 10:g} days old, the gate allows {most_days:g}"
    return ""
