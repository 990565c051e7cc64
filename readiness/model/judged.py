"""A record in a line: what came of judging it among many."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from readiness.model.environment import Release
from readiness.model.facts import Model
from readiness.model.outcomes import Outcome


class JudgedRecord(Model):
    """What came of judging the record in ``file`` on its own.

    Of a file that could not be judged ``problem`` says why, ``exit_code`` is 2, and all else is missing. ``counts`` are
    controls by outcome; ``waived_score`` is there where something is waived; ``partial`` says that a selection of the
    policy was judged.
    """

    schema_version: int = Field(default=1, description="version of this format; grows only")
    file: str
    exit_code: int
    problem: str = ""
    environment: str = ""
    run: str = ""
    vantages: tuple[str, ...] = ()
    started: AwareDatetime | None = None
    judged_at: AwareDatetime | None = None
    complete: bool = False
    partial: bool = False
    policy: str = ""
    policy_version: str = ""
    release: Release | None = None
    word: str = ""
    because: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    score: float | None = None
    waived_score: float | None = None
    coverage: float | None = None
    counts: dict[Outcome, int] = {}
    reached: str = ""
