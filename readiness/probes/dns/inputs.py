"""What the probe may be asked about, and the names that follow from a target."""

from __future__ import annotations

from typing import Literal

from readiness.model.facts import Model, fact
from readiness.model.target import AnyTarget, Cutover, Domain, HostName

RecordType = Literal["A", "AAAA", "CAA", "CNAME", "DNAME", "HTTPS", "MX", "NS", "SOA", "SRV", "SVCB", "TLSA", "TXT"]


class DnsInputs(Model):
    """Inputs of the probe."""

    name: HostName | None = fact("name to ask about instead of the target's own", default=None)
    types: tuple[RecordType, ...] = fact(
        "record types of the name that DNSSEC validation looks at",
        default=("SOA", "NS", "A", "AAAA", "MX", "TXT", "CAA"),
    )
    tlsa: tuple[HostName, ...] = fact(
        "labels below the name that are asked for TLSA", default=("_443._tcp", "_25._tcp"), min_length=1
    )


def name_of(target: AnyTarget, inputs: DnsInputs) -> str:
    """The name to ask about."""
    if inputs.name is not None:
        return inputs.name
    if isinstance(target, Domain):
        return target.name
    if isinstance(target, Cutover):
        return target.names[0]
    host: str = getattr(target, "host", "")
    return host


def aliases_of(target: AnyTarget) -> tuple[str, ...]:
    """The declared aliases, as full names, sorted."""
    if not isinstance(target, Domain):
        return ()
    return tuple(sorted({f"{label.strip('.').lower()}.{target.name}" for label in target.aliases}))


def ancestors(name: str) -> tuple[str, ...]:
    """The name and the names above it, without the root."""
    labels = name.split(".")
    return tuple(".".join(labels[start:]) for start in range(len(labels)))
