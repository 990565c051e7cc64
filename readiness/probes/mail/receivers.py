"""Collects what the exchangers of a domain say when they are greeted."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from ipaddress import ip_address
from typing import Any, TypeVar

from readiness.model.observation import Endpoint, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.mail.exchangers import mail_exchangers
from readiness.probes.mail.facts import MailServer, Smtp
from readiness.probes.mail.plans import EXCHANGERS_ASKED
from readiness.reach.reach import Reach

GREETING_TIMEOUTS = 3
MAX_GREETING = 300
MAX_EXTENSIONS = 40
Answer = TypeVar("Answer")


async def servers(reach: Reach, domain: str, families: tuple[str, ...]) -> tuple[tuple[Endpoint, ...], int]:
    """Addresses to ask, at most one of each family for each of the first exchangers, and how many others there are."""
    hosts = list(dict.fromkeys(host for _, host in await mail_exchangers(reach, domain) if host))
    found = await asyncio.gather(*(_addresses(reach, host) for host in hosts[:EXCHANGERS_ASKED]))
    asked = [
        Endpoint(name=host, address=address, port=reach.route.smtp_port)
        for host, addresses in zip(hosts, found, strict=False)
        for address in _first_of_each(addresses, families)
    ]
    return tuple(asked), sum(map(len, found)) - len(asked)


async def _addresses(reach: Reach, host: str) -> tuple[str, ...]:
    try:
        return await reach.resolve(host)
    except Unobservable as error:
        if error.cause.kind is CauseKind.UNRESOLVABLE:
            return ()
        raise


def _first_of_each(addresses: Iterable[str], families: tuple[str, ...]) -> list[str]:
    first: dict[str, str] = {}
    for address in addresses:
        first.setdefault(f"ipv{ip_address(address).version}", address)
    return [address for family, address in sorted(first.items()) if family in families]


async def all_or_cause(asked: Iterable[Coroutine[Any, Any, Answer]]) -> tuple[Answer, ...]:
    """Every answer, or the first cause once all are through: one server that stays silent leaves the group unknown."""
    answers = await asyncio.gather(*asked, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return tuple(answer for answer in answers if not isinstance(answer, BaseException))


async def collect_smtp(reach: Reach, domain: str, families: tuple[str, ...]) -> Smtp:
    """Greet each address."""
    endpoints, unexamined = await servers(reach, domain, families)
    return Smtp(servers=await all_or_cause(_greet(reach, one) for one in endpoints), unexamined=unexamined)


async def _greet(reach: Reach, endpoint: Endpoint) -> MailServer:
    arguments = {
        "name": endpoint.name,
        "address": endpoint.address,
        "port": endpoint.port,
        "timeout_s": GREETING_TIMEOUTS * reach.route.timeout_s,
    }
    plan = ("smtp", f"mx:{endpoint.port}", "EHLO", 1)
    try:
        found = await reach.work("readiness.probes.mail.conversation:greet", arguments, endpoint=endpoint, plan=plan)
    except Unobservable as error:
        if error.cause.kind is not CauseKind.REFUSED:
            raise
        found = {"answers": False, "greeting": None, "extensions": []}
    return MailServer(
        host=endpoint.name[:255],
        address=endpoint.address,
        answers=found["answers"],
        greeting=found["greeting"] and found["greeting"][:MAX_GREETING],
        starttls="STARTTLS" in found["extensions"],
        extensions=tuple(word[:40] for word in found["extensions"][:MAX_EXTENSIONS]),
    )
