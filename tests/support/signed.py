"""Waivers, attestations and findings made by hand, and moments in whatever time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st
from records import control

from readiness.model.attestations import Attestation, EvidenceSeen
from readiness.model.observation import Cause
from readiness.model.outcomes import CauseKind, Outcome, Severity
from readiness.model.policy import Control
from readiness.model.report import Finding, Judgement, Reason, Result
from readiness.model.waivers import Waiver

DIGEST = "a" * 64
OTHER = "b" * 64
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def waiver(**more: Any) -> Waiver:
    values: dict[str, Any] = {
        "control": "tls-versions",
        "reason": "the partner's client is old",
        "risk": "downgrade",
        "owner": "jo@example.com",
        "approver": "cto@example.com",
        "ticket": "OPS-1",
        "granted": date(2026, 11, 1),
        "expires": date(2026, 12, 31),
    }
    return Waiver.model_validate(values | more)


def attestation(**more: Any) -> Attestation:
    values: dict[str, Any] = {
        "control": "rollback-tested",
        "statement": "we rolled back and it worked",
        "by": "Jo Doe",
        "role": "cto",
        "date": date(2026, 11, 1),
        "valid_for_days": 90,
    }
    return Attestation.model_validate(values | more)


def attested(days: int = 180, **more: Any) -> Control:
    """A control that wants to be attested, and nothing else unless ``require`` is given."""
    wanted = {"valid_for_days": days, **{k: more.pop(k) for k in ("evidence", "roles") if k in more}}
    values = {"id": "rollback-tested", "target": "environment", "observe": {}, "attest": wanted}
    return control(more.pop("require", ""), **(values | more))


def finding(outcome: Outcome | str = Outcome.FAIL, **more: Any) -> Finding:
    values: dict[str, Any] = {
        "control": "tls-versions",
        "title": "A control",
        "severity": Severity.HIGH,
        "target": "site",
        "outcome": Outcome(outcome),
    }
    return Finding.model_validate(values | more)


def bare(**more: Any) -> Finding:
    """What judging says of a control without conditions."""
    reason = Reason(level="require", condition="", result=Result.UNPROVEN, detail="nothing is observed for it")
    values: dict[str, Any] = {
        "control": "rollback-tested",
        "target": "environment",
        "judgements": (Judgement(outcome=Outcome.UNPROVEN, reasons=(reason,)),),
    }
    return finding(more.pop("outcome", Outcome.UNPROVEN), **(values | more))


def looked(place: str, sha256: str | None = DIGEST, when: datetime = NOON) -> EvidenceSeen:
    """What a scan saw of a place; without a digest it could not read it."""
    cause = None if sha256 else Cause(kind=CauseKind.UNREACHABLE, detail="no such file")
    return EvidenceSeen(place=place, when=when, sha256=sha256, cause=cause)


def zones() -> st.SearchStrategy[timezone]:
    """Every offset from UTC that a clock on Earth can show, by quarters of an hour."""
    return st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


AWKWARD = (date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 12, 31), date(2026, 1, 31))
"""Days about which calendars are got wrong."""


def days() -> st.SearchStrategy[date]:
    return st.sampled_from(AWKWARD) | st.dates(date(2000, 1, 2), date(2100, 1, 1))


def around_midnight() -> st.SearchStrategy[timedelta]:
    """From the begin of a day of UTC: to its first, last and middle moments, and to the moments beside it."""
    edge = timedelta(microseconds=1)
    day = timedelta(days=1)
    return st.sampled_from([timedelta(), edge, day / 2, day - edge, day, day + edge, -edge])


def begin_of(day: date) -> datetime:
    """Midnight in UTC with which a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
