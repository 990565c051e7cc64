"""Reads what a DMARC record asks receivers to do and where it wants their reports (RFC 7489, RFC 9989)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from readiness.protocols.tags import TagError, read_tags

Disposition = Literal["none", "quarantine", "reject"]
Alignment = Literal["r", "s"]
MAX_ADDRESSES = 20
_REPORT_URI = re.compile(r"mailto:([^\s!,;@]+@[^\s!,;@]+?)(?:!\d+[kmgt]?)?", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """What the owner of a domain asks for; tags that are absent have their specified defaults."""

    policy: Disposition
    subdomain_policy: Disposition
    percentage: int
    testing: bool
    adkim: Alignment
    aspf: Alignment
    aggregate_to: tuple[str, ...]
    failure_to: tuple[str, ...]


def read_request(record: str) -> Request:
    """What a record asks for; TagError when a receiver would have to ignore it, with the reason."""
    tags = {name.lower(): value for name, value in read_tags(record).items()}
    if next(iter(tags)) != "v" or tags["v"] != "DMARC1":
        raise TagError("v= must be the first tag and DMARC1")
    policy = _chosen(tags, "p", "none", ("none", "quarantine", "reject"))
    return Request(
        policy=cast(Disposition, policy),
        subdomain_policy=cast(Disposition, _chosen(tags, "sp", policy, ("none", "quarantine", "reject"))),
        percentage=_percentage(tags.get("pct", "100")),
        testing=_chosen(tags, "t", "n", ("y", "n")) == "y",
        adkim=cast(Alignment, _chosen(tags, "adkim", "r", ("r", "s"))),
        aspf=cast(Alignment, _chosen(tags, "aspf", "r", ("r", "s"))),
        aggregate_to=_addresses(tags.get("rua", "")),
        failure_to=_addresses(tags.get("ruf", "")),
    )


def _chosen(tags: dict[str, str], name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = tags.get(name, default).lower()
    if value not in allowed:
        raise TagError(f"{name}= must be one of {', '.join(allowed)}, not {value[:40]!r}")
    return value


def _percentage(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", value, re.ASCII) or int(value) > 100:
        raise TagError("pct= must be a number from 0 to 100")
    return int(value)


def _addresses(value: str) -> tuple[str, ...]:
    matches = (_REPORT_URI.fullmatch(uri.strip()) for uri in value.split(","))
    return tuple(sorted({match[1].lower() for match in matches if match}))[:MAX_ADDRESSES]
