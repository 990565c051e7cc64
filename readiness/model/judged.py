"""A record in a line: what came of judging it among many."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from readiness.model.summary import Summary


class JudgedRecord(Summary):
    """What came of judging the record in ``file`` on its own.

    Of a file that could not be judged ``problem`` says why, ``exit_code`` is 2, and all else is missing.
    """

    schema_version: int = Field(default=1, description="version of this format; grows only")
    file: str
    exit_code: int
    problem: str = ""
    started: AwareDatetime | None = None
    judged_at: AwareDatetime | None = None
    complete: bool = False
    because: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
