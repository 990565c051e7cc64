"""Collects the hosts that receive a domain's mail from its MX records."""

from __future__ import annotations

import asyncio

from readiness.probes.mail.facts import Exchanger, Exchangers
from readiness.probes.mail.plans import EXCHANGERS_LISTED
from readiness.probes.mail.questions import addresses, is_alias, is_name, records
from readiness.reach.reach import Reach

MAX_ADDRESSES = 16


async def mail_exchangers(reach: Reach, domain: str) -> tuple[tuple[int, str], ...]:
    """(preference, host) of each MX record, lowest preference first; the host of a null MX is ""."""
    found = {
        (int(record.preference), record.exchange.to_text(omit_final_dot=True).lower().rstrip("."))
        for record in await records(reach, domain, "MX")
    }
    return tuple(sorted(found))


async def collect_exchangers(reach: Reach, domain: str) -> Exchangers:
    """The hosts as DNS has them; addresses that the environment pins are left aside."""
    found = await mail_exchangers(reach, domain)
    named = [(preference, host) for preference, host in found if host]
    hosts = await asyncio.gather(*(_exchanger(reach, *one) for one in named[:EXCHANGERS_LISTED]))
    return Exchangers(hosts=tuple(hosts), count=len(named), null_mx=any(not host for _, host in found))


async def _exchanger(reach: Reach, preference: int, host: str) -> Exchanger:
    known = is_name(host)
    found = await addresses(reach, host) if known else ()
    return Exchanger(
        host=host[:255],
        preference=preference,
        resolves=bool(found),
        is_alias=await is_alias(reach, host) if known else False,
        addresses=found[:MAX_ADDRESSES],
    )
