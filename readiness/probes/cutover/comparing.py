"""Asks the old and the new stack the same and compares what they answer."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterable

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Cutover
from readiness.probes.cutover.facts import Answers, Pair, Side
from readiness.protocols.html_page import read
from readiness.protocols.media_type import decode, is_html, media_type
from readiness.protocols.web_address import WebAddress
from readiness.reach.http import Answer
from readiness.reach.reach import Reach

MAX_BODY = 1_000_000
_LONGEST = 300
_LOST = (CauseKind.TIMEOUT, CauseKind.RESET)


async def answers(reach: Reach, target: Cutover) -> Answers:
    """Facts of the group ``answers``; Unobservable when any address of either stack gives no whole answer."""
    places = [(name, path) for name in target.names for path in target.paths]
    return Answers(pairs=tuple(await asyncio.gather(*(_pair(reach, target, *place) for place in places))))


async def _pair(reach: Reach, target: Cutover, name: str, path: str) -> Pair:
    at = WebAddress("https", name, target.port, path)

    async def sides(addresses: Iterable[str]) -> tuple[Side, ...]:
        return tuple(await asyncio.gather(*(_side(reach, at, address) for address in addresses)))

    old, new = await asyncio.gather(sides(target.old), sides(target.new))
    every = (*old, *new)
    return Pair(
        name=name,
        path=path,
        old=old,
        new=new,
        same_status=_same(every, lambda side: side.status),
        same_location=_same(every, lambda side: side.location),
        same_content_type=_same(every, lambda side: side.content_type),
        same_title=_same(every, lambda side: side.title),
        same_body=_same(every, lambda side: side.body_sha256),
    )


def _same(sides: Iterable[Side], of: Callable[[Side], object]) -> bool:
    return len({of(side) for side in sides}) == 1


async def _side(reach: Reach, at: WebAddress, address: str) -> Side:
    answer = await reach.http("GET", str(at), address, max_body=MAX_BODY, http2=True)
    if answer.cut in _LOST:
        raise Unobservable(answer.cut, f"GET {at} at {address}: the answer broke off")
    kind = answer.first("content-type")
    return Side(
        address=address,
        status=answer.status,
        location=_bounded(answer.first("location")),
        content_type=media_type(kind),
        title=_title(answer, at, kind),
        body_sha256=hashlib.sha256(answer.body).hexdigest(),
        body_size=len(answer.body),
    )


def _title(answer: Answer, at: WebAddress, kind: str | None) -> str | None:
    return _bounded(read(decode(answer.body, kind), at).title) if is_html(kind, answer.body) else None


def _bounded(text: str | None) -> str | None:
    return None if text is None else text[:_LONGEST]
