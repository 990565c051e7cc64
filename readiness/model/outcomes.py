"""The closed vocabularies: outcomes, severities, safety classes and the causes of not knowing."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What became of a control on a target, worst first.

    *fail* is a judgement; *error* (tried, could not observe) and *unproven* (nobody looked) are the absence of one.
    """

    FAIL = "fail"
    ERROR = "error"
    UNPROVEN = "unproven"
    PARTIAL = "partial"
    PASS = "pass"  # noqa: S105  # an outcome, not a password
    NOT_APPLICABLE = "not-applicable"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return _RANKS[self]

    @property
    def decided(self) -> bool:
        """Whether somebody looked and judged."""
        return self in (Outcome.FAIL, Outcome.PARTIAL, Outcome.PASS)


_RANKS = {outcome: rank for rank, outcome in enumerate(Outcome)}


def worst(outcomes: list[Outcome]) -> Outcome:
    """The worst of some outcomes; *unproven* for none, because nothing was looked at."""
    return min(outcomes, key=lambda outcome: outcome.rank, default=Outcome.UNPROVEN)


class Severity(StrEnum):
    """How much a control matters."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Safety(StrEnum):
    """What observing may do to a target.

    passive: what any visitor or ordinary read-only client does. active: sends inputs it made up. disruptive: takes
    something away for a while.
    """

    PASSIVE = "passive"
    ACTIVE = "active"
    DISRUPTIVE = "disruptive"

    @property
    def rank(self) -> int:
        """0 is the mildest."""
        return list(Safety).index(self)


class CauseKind(StrEnum):
    """Why a fact group could not be observed."""

    TIMEOUT = "timeout"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNRESOLVABLE = "unresolvable"
    RESET = "reset"
    PROTOCOL = "protocol"
    TLS = "tls"
    TOO_LARGE = "too-large"
    SERVER = "server"
    BUDGET = "budget"
    NOT_ALLOWED = "not-allowed"
    INTERRUPTED = "interrupted"
    CRASH = "crash"
