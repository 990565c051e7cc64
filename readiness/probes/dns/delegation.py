"""Collects how a zone is delegated: what the resolver, each name server and the parent zone say."""

from __future__ import annotations

from ipaddress import ip_network

import dns.rdatatype
from dns.message import Message
from dns.name import Name
from dns.rdataclass import IN

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.dns.facts import Delegation, Glue, NameServer, Parent
from readiness.probes.dns.resolver import nameservers, ordered, records, targets, zone_of
from readiness.probes.dns.sending import MAX_NAMESERVERS, MAX_PARENTS
from readiness.probes.dns.servers import Reply, ask_all, locate, spread
from readiness.protocols.names import read, upwards, written
from readiness.reach.reach import Reach


async def delegation(reach: Reach, name: str) -> Delegation:
    """Facts of the group ``delegation``."""
    zone, names = await zone_of(reach, name)
    addresses = await locate(reach, names)
    replies, unexamined = await ask_all(reach, spread(addresses), [(zone, "SOA"), (zone, "NS")])
    good = [reply for reply in replies if _serial(reply, zone) is not None]
    serials = sorted({serial for reply in good if (serial := _serial(reply, zone)) is not None})
    every = ordered(address for found in addresses.values() for address in found)
    return Delegation(
        zone=zone,
        delegated=bool(names),
        names=names[:100],
        count=len(names),
        nameservers=tuple(
            _nameserver(one, found, [reply for reply in replies if reply.server.name == one], zone)
            for one, found in addresses.items()
            if not found or not set(found) <= set(unexamined)
        ),
        addresses=every,
        networks=tuple(sorted({_network(address) for address in every})),
        names_agree=bool(good) and all(_own_names(reply.messages[1], zone) == names for reply in good),
        serials=tuple(serials),
        serials_agree=len(serials) == 1,
        unexamined=unexamined,
    )


def _nameserver(name: str, addresses: tuple[str, ...], replies: list[Reply], zone: str) -> NameServer:
    serials = [_serial(reply, zone) for reply in replies]
    problems = [f"{reply.server.address}: {why}" for reply in replies if (why := _problem(reply, zone)) is not None]
    if not addresses:
        problems = ["its name has no address"]
    return NameServer(
        name=name,
        addresses=addresses,
        answers=bool(replies) and all(reply.cause is None for reply in replies),
        authoritative=bool(replies) and not problems,
        serial=next((serial for serial in serials if serial is not None), None),
        cause="; ".join(problems)[:500] or None,
    )


def _problem(reply: Reply, zone: str) -> str | None:
    if reply.problem is not None or _serial(reply, zone) is not None:
        return reply.problem
    return "it has no SOA record of the zone"


def _serial(reply: Reply, zone: str) -> int | None:
    if reply.problem is not None:
        return None
    found = records(reply.messages[0], read(zone), "SOA")
    return int(found[0].serial) if found else None  # type: ignore[attr-defined]


def _own_names(message: Message, zone: str) -> tuple[str, ...]:
    return targets(records(message, read(zone), "NS"))


def _network(address: str) -> str:
    return str(ip_network(f"{address}/{48 if ':' in address else 24}", strict=False))


async def parent(reach: Reach, name: str) -> Parent:
    """Facts of the group ``parent``."""
    zone, names = await zone_of(reach, name)
    above, servers = await _zone_above(reach, zone)
    addresses = await locate(reach, servers[:MAX_PARENTS])
    first = {server: found[:1] for server, found in addresses.items() if found}
    replies, _ = await ask_all(reach, spread(first), [(zone, "NS")])
    reply = next((one for one in replies if _tells(one, read(zone))), None)
    if reply is None:
        why = "; ".join(f"{one.server}: {one.problem}" for one in replies) or "none has an address"
        raise Unobservable(CauseKind.SERVER, f"no name server of {above} tells about {zone}: {why}")
    message = reply.messages[0]
    found = _referred(message, read(zone))
    glue = _glue(message, found)
    return Parent(
        zone=above,
        asked=str(reply.server),
        delegated=bool(found),
        names=found,
        glue=glue,
        names_agree=found == names,
        glue_agrees=await _glue_agrees(reach, glue) if glue else None,
    )


async def _zone_above(reach: Reach, zone: str) -> tuple[str, tuple[str, ...]]:
    for above in upwards(read(zone))[1:]:
        found = await nameservers(reach, written(above))
        if found:
            return written(above), found
    raise Unobservable(CauseKind.UNRESOLVABLE, f"the resolver knows no zone above {zone}")


def _tells(reply: Reply, zone: Name) -> bool:
    """Whether a parent's server answers about the delegation: with a referral, or with authority that there is none."""
    return reply.problem is None or (reply.cause is None and bool(_referred(reply.messages[0], zone)))


def _referred(message: Message, zone: Name) -> tuple[str, ...]:
    for section in (message.authority, message.answer):
        rrset = message.get_rrset(section, zone, IN, dns.rdatatype.NS)
        if rrset is not None:
            return targets(tuple(rrset)[:100])
    return ()


def _glue(message: Message, names: tuple[str, ...]) -> tuple[Glue, ...]:
    found: dict[str, list[str]] = {}
    for rrset in message.additional:
        if rrset.rdtype in (dns.rdatatype.A, dns.rdatatype.AAAA) and written(rrset.name) in names[:MAX_NAMESERVERS]:
            found.setdefault(written(rrset.name), []).extend(item.address for item in rrset)
    return tuple(Glue(name=name, addresses=ordered(addresses)) for name, addresses in sorted(found.items()))


async def _glue_agrees(reach: Reach, glue: tuple[Glue, ...]) -> bool:
    known = await locate(reach, [one.name for one in glue])
    return all(set(one.addresses) <= set(known[one.name]) for one in glue)
