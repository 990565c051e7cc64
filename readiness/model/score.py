"""Score and coverage, with every contribution, and what would raise them."""

from __future__ import annotations

from enum import StrEnum

from readiness.model.facts import Model
from readiness.model.outcomes import Outcome, Severity


class Basis(StrEnum):
    """What an outcome stands on: what probes saw, what a person attested, or a proof carried over from another scan."""

    OBSERVED = "observed"
    ATTESTED = "attested"
    CARRIED = "carried"


class Contribution(Model):
    """What one control adds to the score: ``credit`` of ``weight``; ``waived`` when waivers left all of it out."""

    control: str
    severity: Severity
    outcome: Outcome
    weight: float
    credit: float
    basis: Basis = Basis.OBSERVED
    waived: bool = False


class Shares(Model):
    """How much of the credit stands on what, in percent; they add up to 100 where there is any credit."""

    observed: float = 0.0
    attested: float = 0.0
    carried: float = 0.0


class Scorecard(Model):
    """Score and coverage in percent; ``uncapped`` before ``cap`` was applied, ``best`` if all undecided passed."""

    algorithm: int = 1
    score: float
    uncapped: float
    best: float
    cap: str = ""
    coverage: float
    applicable: float
    shares: Shares = Shares()
    contributions: tuple[Contribution, ...]


class Gain(Model):
    """What mending one control alone would do: the score then, how much more that is, and the cap that stays or falls.

    ``uncapped`` is the gain in the score before caps: what is left to see where a cap hides it.
    """

    control: str
    outcome: Outcome
    score: float
    gain: float
    uncapped: float
    cap: str = ""
