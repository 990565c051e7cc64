"""Reads Strict-Transport-Security as browsers do: the first line counts, and only if its grammar holds (RFC 6797)."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.model.facts import Facts, fact
from readiness.protocols.header_fields import clip, directive, members, seconds, split

_VALUELESS = ("includesubdomains", "preload")


class Hsts(Facts):
    """What a browser takes from the header; from an invalid one it takes nothing."""

    times_sent: int = fact(
        "how often it was sent; lines that a proxy joined with commas count each", source="RFC 6797, 7.1"
    )
    valid: bool = fact(
        "the first line follows the grammar; browsers ignore it otherwise", source="RFC 6797, 6.1 and 8.1"
    )
    max_age_s: int | None = fact("max-age; absent if the line is invalid", unit="s, cut at 2^31", default=None)
    include_subdomains: bool = fact("includeSubDomains is there")
    preload: bool = fact("preload is there", source="https://hstspreload.org")
    raw: str = fact("the first line, at most 300 characters")


def parse(lines: Sequence[str]) -> Hsts | None:
    """The policy of an answer's Strict-Transport-Security lines; None if there are none."""
    if not lines:
        return None
    found = _directives(lines[0])
    age = seconds(found.get("max-age")) if found is not None else None
    valid = found is not None and age is not None
    return Hsts(
        times_sent=sum(max(1, len(members([line]))) for line in lines),
        valid=valid,
        max_age_s=age,
        include_subdomains=valid and found is not None and "includesubdomains" in found,
        preload=valid and found is not None and "preload" in found,
        raw=clip(lines[0]),
    )


def _directives(line: str) -> dict[str, str | None] | None:
    found: dict[str, str | None] = {}
    for part in split(line, ";"):
        pair = directive(part)
        if pair is None or pair[0] in found or (pair[0] in _VALUELESS and pair[1] is not None):
            return None
        found[pair[0]] = pair[1]
    return found
