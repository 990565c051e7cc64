"""Reads Cache-Control (RFC 9111, 5.2; RFC 8246 for immutable)."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.model.facts import Facts, fact
from readiness.protocols.header_fields import clip, directive, members, seconds


class CacheControl(Facts):
    """What caches are told. A directive that names fields, such as ``private="set-cookie"``, is about these alone."""

    max_age_s: int | None = fact("how long any cache may use it unasked; absent if not said", unit="s", default=None)
    shared_max_age_s: int | None = fact(
        "s-maxage: how long a shared cache may; absent if not said", unit="s", default=None
    )
    public: bool = fact("public: shared caches may store it")
    private: bool = fact("private: only the browser may store it")
    no_cache: bool = fact("no-cache: to be revalidated before each use")
    no_store: bool = fact("no-store: nobody may store it")
    immutable: bool = fact("immutable: not to be revalidated while fresh", source="RFC 8246")
    must_revalidate: bool = fact("must-revalidate: not to be used once stale")
    raw: str = fact("the header, its lines joined, at most 300 characters")


def parse(lines: Sequence[str]) -> CacheControl | None:
    """What an answer's Cache-Control lines say; None if there are none. Of a directive sent twice the first counts."""
    if not lines:
        return None
    found: dict[str, str | None] = {}
    for member in members(lines):
        pair = directive(member)
        if pair is not None:
            found.setdefault(*pair)
    return CacheControl(
        max_age_s=seconds(found.get("max-age")),
        shared_max_age_s=seconds(found.get("s-maxage")),
        public="public" in found,
        private=found.get("private", "absent") is None,
        no_cache=found.get("no-cache", "absent") is None,
        no_store="no-store" in found,
        immutable="immutable" in found,
        must_revalidate="must-revalidate" in found,
        raw=clip(", ".join(lines)),
    )
