"""Until when something is valid: the one place that compares a date with the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal

from readiness.model.facts import Model


class Validity(Model):
    """A first and a last day, both inclusive; days are those of UTC, whatever the clock's own time zone."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days it spans, 1 for a single day; not above 0 if it ends before it begins."""
        return (self.until - self.since).days + 1

    def state(self, now: datetime) -> Literal["ahead", "valid", "expired"]:
        """Whether ``now``, which must have a time zone, lies before, within or after it; ValueError without one."""
        today = utc_day(now)
        return "ahead" if today < self.since else "expired" if today > self.until else "valid"

    def days_left(self, now: datetime) -> int:
        """Days after today on which it still holds: 0 on its last day, negative afterwards."""
        return (self.until - utc_day(now)).days


def lasting(since: date, days: int) -> Validity:
    """Valid on ``since`` and ``days`` days after it; as far as dates go where that is beyond the calendar."""
    try:
        until = since + timedelta(days=days)
    except OverflowError:
        until = date.max
    return Validity(since=since, until=until)


def utc_day(now: datetime) -> date:
    """The day of a moment in UTC; ValueError for a moment without a time zone, which could be either of two days."""
    if now.tzinfo is None:
        raise ValueError("a moment without a time zone is on no particular day")
    return now.astimezone(UTC).date()
