"""Collects what a name declares: mail exchangers, certification authorities, texts, TLSA, start of authority."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.dns.facts import Caa, CaaRecord, MailExchanger, MailExchangers, Soa, Texts, Tlsa, TlsaRecord
from readiness.probes.dns.inputs import ancestors
from readiness.probes.dns.resolver import ask, look_up, records
from readiness.probes.dns.sending import MAX_EXCHANGERS
from readiness.protocols.names import read, written
from readiness.reach.reach import Reach
from readiness.reach.resolving import follow

MAX_TEXTS = 50
MAX_VALUE = 1000


async def mail_exchangers(reach: Reach, name: str) -> MailExchangers:
    """Facts of the group ``mail_exchangers``."""
    found = follow(await ask(reach, name, "MX"), "MX").rrset or ()
    given = sorted({(int(item.preference), written(item.exchange)) for item in found})
    hosts = [one for one in given if one[1] != "."]
    entries = await asyncio.gather(*(_exchanger(reach, *one) for one in hosts[:MAX_EXCHANGERS]))
    return MailExchangers(exists=bool(given), null_mx=bool(given) and not hosts, hosts=tuple(entries), count=len(hosts))


async def _exchanger(reach: Reach, preference: int, host: str) -> MailExchanger:
    found, alias = await asyncio.gather(look_up(reach, host), ask(reach, host, "CNAME"))
    return MailExchanger(
        host=host,
        preference=preference,
        is_alias=bool(records(alias, read(host), "CNAME")),
        addresses=found.all,
        resolves=bool(found.all),
    )


async def caa(reach: Reach, name: str) -> Caa:
    """Facts of the group ``caa``: the closest CAA records at or above the name (RFC 8659 section 3)."""
    found_at, given = await _closest_caa(reach, name)
    issue = _issuers(given, "issue")
    return Caa(
        found_at=found_at,
        records=tuple(CaaRecord(critical=critical, tag=tag, value=value) for tag, value, critical in given),
        issuers=issue,
        wildcard_issuers=_issuers(given, "issuewild") if any(tag == "issuewild" for tag, _, _ in given) else issue,
        reports_to=tuple(value for tag, value, _ in given if tag == "iodef"),
    )


async def _closest_caa(reach: Reach, name: str) -> tuple[str | None, list[tuple[str, str, bool]]]:
    for above in ancestors(name):
        found = tuple(follow(await ask(reach, above, "CAA"), "CAA").rrset or ())[:MAX_TEXTS]
        if found:
            return above, sorted({(_text(one.tag).lower(), _text(one.value), bool(one.flags & 0x80)) for one in found})
    return None, []


def _issuers(given: Sequence[tuple[str, str, bool]], wanted: str) -> tuple[str, ...]:
    """Domains of authorities, parameters left out; none for ``;``, which lets nobody issue."""
    found = {value.partition(";")[0].strip().lower() for tag, value, _ in given if tag == wanted}
    return tuple(sorted(found - {""}))


async def soa(reach: Reach, name: str) -> Soa:
    """Facts of the group ``soa``."""
    for above in ancestors(name):
        found = records(await ask(reach, above, "SOA"), read(above), "SOA")
        if found:
            break
    else:
        raise Unobservable(CauseKind.UNRESOLVABLE, f"the resolver knows no zone that holds {name}")
    item = found[0]
    return Soa(
        zone=above,
        primary=written(item.mname),  # type: ignore[attr-defined]
        responsible=written(item.rname),  # type: ignore[attr-defined]
        serial=item.serial,  # type: ignore[attr-defined]
        refresh_s=item.refresh,  # type: ignore[attr-defined]
        retry_s=item.retry,  # type: ignore[attr-defined]
        expire_s=item.expire,  # type: ignore[attr-defined]
        negative_ttl_s=item.minimum,  # type: ignore[attr-defined]
    )


async def texts(reach: Reach, name: str) -> Texts:
    """Facts of the group ``texts``."""
    found = follow(await ask(reach, name, "TXT"), "TXT").rrset or ()
    values = sorted(_text(b"".join(item.strings)) for item in found)
    return Texts(name=name, values=tuple(values[:MAX_TEXTS]), count=len(values))


async def tlsa(reach: Reach, names: Sequence[str]) -> Tlsa:
    """Facts of the group ``tlsa``."""
    answers = await asyncio.gather(*(ask(reach, name, "TLSA") for name in names))
    found = {
        (name, int(item.usage), int(item.selector), int(item.mtype), item.cert.hex()[:MAX_VALUE])
        for name, answer in zip(names, answers, strict=True)
        for item in tuple(follow(answer, "TLSA").rrset or ())[:MAX_TEXTS]
    }
    keys = ("name", "usage", "selector", "matching_type", "data")
    return Tlsa(records=tuple(TlsaRecord(**dict(zip(keys, one, strict=True))) for one in sorted(found)))


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")[:MAX_VALUE]
