"""Looking at evidence as a scan does, and what is kept of it."""

from __future__ import annotations

import asyncio
import hashlib

from signed import DIGEST, NOON, attestation

from readiness.reach.journal import Journal
from readiness.reach.reach import Route
from readiness.reach.worker import Workers
from readiness.scan.evidence import check

LOCAL = "127.0.0.1"


def naming(*places, **more):
    """An attestation with evidence at these places."""
    return attestation(evidence=[{key(place): place, "sha256": DIGEST} for place in places], **more)


def key(place):
    return "url" if place.startswith("http") else "file"


def seen(directory, *attestations, journal=None, timeout_s=5.0, addresses=None):
    """Everything that is kept of them, by place."""
    kept = []

    async def run():
        async with Workers() as workers:
            route = Route(workers=workers, timeout_s=timeout_s, addresses=addresses or {"example.com": (LOCAL,)})
            await check(attestations, directory, route, journal or Journal(), kept.append, NOON)

    asyncio.run(run())
    assert len({one.place for one in kept}) == len(kept)
    return {one.place: one for one in kept}


def cause(directory, place, **more):
    found = seen(directory, naming(place), **more)[place]
    assert (found.sha256, found.size) == (None, 0)
    return found.cause.kind


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
