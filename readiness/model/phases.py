"""How far a launch has come: the guide's next steps, each of which gates the next."""

from __future__ import annotations

from typing import Literal

from readiness.model.facts import Model

PhaseStanding = Literal["holds", "does not hold", "undecided"]
"""undecided also where no control decides any of its rows: nothing vacuous holds."""


class PhaseState(Model):
    """A phase in this run: how its controls came out by the same gate, and how many of its rows they decide.

    ``row`` is the guide's line that asks for the phase. ``because`` are the reasons why it does not hold.
    """

    id: str
    title: str
    row: str
    standing: PhaseStanding
    rows: int
    rows_decided: int
    controls: int
    score: float
    because: tuple[str, ...] = ()
