"""Collects what a domain announces beside SPF and DMARC: MTA-STS, TLS reporting, BIMI."""

from __future__ import annotations

from readiness.probes.mail.facts import Bimi, Reporting, TransportPolicy
from readiness.probes.mail.questions import MAX_LISTED, MAX_RECORD, count_error, judge_grammar, texts
from readiness.protocols.tags import TagError, read_tags
from readiness.reach.reach import Reach


async def _only_record(reach: Reach, name: str, version: str, what: str) -> tuple[str | None, str | None]:
    """The one record of a version at a name, and the error if there is not exactly one."""
    found = tuple(text for text in await texts(reach, name) if text.partition(";")[0].replace(" ", "") == version)
    return (found[0], None) if len(found) == 1 else (None, count_error(found, what))


async def collect_transport_policy(reach: Reach, domain: str) -> TransportPolicy:
    """The MTA-STS record."""
    name = f"_mta-sts.{domain}"
    record, error = await _only_record(reach, name, "v=STSv1", "MTA-STS records")
    if record is None:
        return TransportPolicy(valid=False, error=error)
    found = await judge_grammar(reach, "parse_transport_policy", {"record": record}, name)
    identity = found.get("id")
    error = found["error"] or (None if identity else "the tag id is missing")
    return TransportPolicy(record=record[:MAX_RECORD], valid=error is None, error=error, id=identity)


async def collect_reporting(reach: Reach, domain: str) -> Reporting:
    """The TLS reporting record."""
    name = f"_smtp._tls.{domain}"
    record, error = await _only_record(reach, name, "v=TLSRPTv1", "TLS reporting records")
    if record is None:
        return Reporting(valid=False, error=error, destinations=())
    found = await judge_grammar(reach, "parse_reporting", {"record": record}, name)
    rua = tuple(sorted(uri[:300] for uri in found.get("rua", ())))[:MAX_LISTED]
    return Reporting(record=record[:MAX_RECORD], valid=found["valid"], error=found["error"], destinations=rua)


async def collect_bimi(reach: Reach, domain: str) -> Bimi:
    """The BIMI record."""
    name = f"default._bimi.{domain}"
    record, error = await _only_record(reach, name, "v=BIMI1", "BIMI records")
    if record is None:
        return Bimi(valid=False, error=error)
    found = await judge_grammar(reach, "parse_bimi", {"record": record}, name)
    error, tags = found["error"], {}
    try:
        tags = read_tags(record)
    except TagError as refusal:
        error = error or str(refusal)
    if "l" not in tags:
        error = error or "the tag l is missing"
    logo, mark = (tags.get(tag, "")[:300] for tag in ("l", "a"))
    if any(url and not url.lower().startswith("https://") for url in (logo, mark)):
        error = error or "an address in it is not https"
    return Bimi(
        record=record[:MAX_RECORD], valid=error is None, error=error, indicator=logo or None, evidence=mark or None
    )
