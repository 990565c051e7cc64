"""What was observed, or why not: the envelope around facts that goes into a record."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from readiness.model.facts import Model, fact
from readiness.model.outcomes import CauseKind


class Cause(Model):
    """Why a fact group could not be observed. ``detail`` may quote the target and is hostile."""

    kind: CauseKind
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else str(self.kind)


class Unobservable(Exception):  # noqa: N818  # a state of the world, not a fault of the program
    """Raised by whatever tried to look and could not; becomes a cause in the record."""

    def __init__(self, kind: CauseKind, detail: str = "") -> None:
        self.cause = Cause(kind=kind, detail=detail[:500])
        super().__init__(str(self.cause))


class Endpoint(Model):
    """One name at one address: what a site expands to, and what a control is judged on."""

    name: str = fact("name that is asked for: SNI and Host")
    address: str = fact("IPv4 or IPv6 address that is connected to")
    port: int = fact("TCP port")

    def __str__(self) -> str:
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.name}@{address}:{self.port}"


class Sent(Model):
    """A request that left the scanner. ``to`` is host:port as planned, ``at`` the address.

    ``count`` is how many connections there were; in the journal, which is written before, how many there may be.
    """

    kind: str
    to: str
    what: str
    at: str = ""
    when: datetime
    count: int = 1


class State(StrEnum):
    """What became of asking for a fact group; a group that is in no line was not asked for."""

    OBSERVED = "observed"
    UNOBSERVABLE = "unobservable"
    WITHHELD = "withheld"


class Observation(Model):
    """One fact group of one probe on one target (and endpoint): either facts or the reason why there are none.

    ``facts`` are plain JSON; a fact that was observed absent is an explicit ``null``, a key that is missing was not
    known to the probe's version. ``inputs`` are those that the policy gave. ``sent`` is what was sent for it.
    """

    probe: str
    target: str
    inputs: dict[str, Any]
    endpoint: Endpoint | None = None
    vantage: str = "here"
    group: str
    state: State
    facts: dict[str, Any] | None = None
    cause: Cause | None = None
    withheld: str = ""
    started: datetime
    took_ms: int = 0
    sent: tuple[Sent, ...] = ()


class Expansion(Model):
    """The endpoints of a target as they were found when the scan began, or why they could not be."""

    target: str
    name: str
    endpoints: tuple[Endpoint, ...] = ()
    cause: Cause | None = None
    sent: tuple[Sent, ...] = ()
