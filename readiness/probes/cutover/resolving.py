"""Asks several resolvers where the names lead."""

from __future__ import annotations

import asyncio

from readiness.model.server import split_server
from readiness.model.target import Cutover
from readiness.probes.cutover.facts import Answer, Resolvers
from readiness.probes.cutover.sending import RECORDS
from readiness.reach.reach import Reach
from readiness.reach.resolving import addresses, checked


async def resolvers(reach: Reach, target: Cutover) -> Resolvers:
    """Facts of the group ``resolvers``; Unobservable when one of them is silent: its users may see anything."""
    places = [(resolver, name) for resolver in target.resolvers for name in target.names]
    return Resolvers(answers=tuple(await asyncio.gather(*(_answer(reach, target, *place) for place in places))))


async def _answer(reach: Reach, target: Cutover, resolver: str, name: str) -> Answer:
    server = split_server(resolver)
    said = [checked(m) for m in await asyncio.gather(*(reach.dns(name, r, server, recurse=True) for r in RECORDS))]
    found = sorted({one for message, rdtype in zip(said, RECORDS, strict=True) for one in addresses(message, rdtype)})
    seen = set(found)
    return Answer(
        resolver=resolver,
        name=name,
        addresses=tuple(found),
        ttl_s=min((rrset.ttl for message in said for rrset in message.answer), default=None) if found else None,
        only_old=bool(seen) and seen <= set(target.old),
        only_new=bool(seen) and seen <= set(target.new),
    )
