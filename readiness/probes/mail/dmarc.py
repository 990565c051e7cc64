"""Collects DMARC: checkdmarc finds the record and judges its syntax, what it asks for is read here."""

from __future__ import annotations

import asyncio
from typing import Any

from readiness.probes.mail.facts import Dmarc, ReportReceiver
from readiness.probes.mail.plans import RECEIVERS_ASKED
from readiness.probes.mail.questions import MAX_RECORD, is_name, judge_grammar, texts
from readiness.protocols.dmarc import Request, read_request
from readiness.protocols.tags import TagError
from readiness.reach.reach import Reach


async def find_dmarc(reach: Reach, domain: str) -> tuple[dict[str, Any], Request | None]:
    """checkdmarc's verdict on the record that applies, and what the record asks for if it is valid."""
    found: dict[str, Any] = await judge_grammar(reach, "check_dmarc", {"domain": domain}, f"_dmarc.{domain}")
    if not found["valid"]:
        return found, None
    try:
        return found, read_request(found["record"])
    except TagError as error:
        return {**found, "valid": False, "error": str(error)}, None


def dmarc_facts(domain: str, found: dict[str, Any], request: Request | None) -> Dmarc:
    """A record found above the domain applies to it with its subdomain policy."""
    record = found["record"]
    seen = {"record": record and record[:MAX_RECORD], "location": found["location"]}
    if request is None:
        return Dmarc(**seen, valid=False, error=found["error"], aggregate_reports=(), failure_reports=())
    inherited = found["location"] != domain
    return Dmarc(
        **seen,
        valid=True,
        policy=request.subdomain_policy if inherited else request.policy,
        subdomain_policy=request.subdomain_policy,
        percentage=request.percentage,
        testing=request.testing,
        adkim=request.adkim,
        aspf=request.aspf,
        aggregate_reports=request.aggregate_to,
        failure_reports=request.failure_to,
    )


async def ask_receivers(reach: Reach, location: str, request: Request) -> tuple[ReportReceiver, ...]:
    """Foreign domains that are to receive reports about ``location``, and whether they publish that they want them."""
    hosts = sorted({address.rpartition("@")[2] for address in (*request.aggregate_to, *request.failure_to)})
    names = {"names": [location, *hosts]}
    owners = await judge_grammar(reach, "organizations", names, f"_dmarc.{location}")
    foreign = [host for host in hosts if owners[host] != owners[location]][:RECEIVERS_ASKED]
    consents = await asyncio.gather(*(_consents(reach, location, host) for host in foreign))
    return tuple(ReportReceiver(domain=host[:255], consents=yes) for host, yes in zip(foreign, consents, strict=True))


async def _consents(reach: Reach, location: str, host: str) -> bool:
    name = f"{location}._report._dmarc.{host}"
    found = await texts(reach, name) if is_name(name) else ()
    return any(text.partition(";")[0].replace(" ", "") == "v=DMARC1" for text in found)
