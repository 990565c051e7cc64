"""Questions to the resolver. What it cannot answer is a cause, never a fact; pinned addresses are not used."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from ipaddress import ip_address

import dns.rcode
import dns.rdatatype
from dns.message import Message
from dns.name import Name
from dns.rdata import Rdata
from dns.rdataclass import IN

from readiness.probes.dns.inputs import ancestors
from readiness.protocols.names import read, written
from readiness.reach.reach import Reach
from readiness.reach.resolving import checked, follow

MAX_RECORDS = 100


@dataclass(frozen=True)
class Found:
    """Where a name leads: its addresses, IPv4 first, and the aliases on the way."""

    exists: bool
    ipv4: tuple[str, ...]
    ipv6: tuple[str, ...]
    ttl_s: int | None
    chain: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """All addresses."""
        return self.ipv4 + self.ipv6


async def ask(reach: Reach, name: str, rdtype: str) -> Message:
    """The resolver's answer; Unobservable if there is none or it is an error."""
    return checked(await reach.dns(name, rdtype))


def records(message: Message, name: Name, rdtype: str) -> tuple[Rdata, ...]:
    """What the answer has for exactly that name, aliases not followed, at most MAX_RECORDS."""
    rrset = message.get_rrset(message.answer, name, IN, dns.rdatatype.from_text(rdtype))
    return tuple(rrset or ())[:MAX_RECORDS]


def exists(message: Message) -> bool:
    """Whether the answer says that there is something by that name, an alias that leads nowhere included."""
    return message.rcode() == dns.rcode.NOERROR or bool(message.answer)


async def look_up(reach: Reach, name: str) -> Found:
    """Addresses of a name, aliases followed as the resolver does."""
    ipv4, ipv6 = await asyncio.gather(ask(reach, name, "A"), ask(reach, name, "AAAA"))
    ends = (follow(ipv4, "A"), follow(ipv6, "AAAA"))
    sets = [end.rrset for end in ends if end.rrset is not None]
    sets += [rrset for message in (ipv4, ipv6) for rrset in message.answer if rrset.rdtype == dns.rdatatype.CNAME]
    some = any(end.rrset is not None for end in ends)
    return Found(
        exists=exists(ipv4) or exists(ipv6),
        ipv4=ordered(item.address for item in ends[0].rrset or ()),
        ipv6=ordered(item.address for item in ends[1].rrset or ()),
        ttl_s=min((rrset.ttl for rrset in sets), default=None) if some else None,
        chain=tuple(written(target) for target in max((end.aliases for end in ends), key=len)),
    )


def ordered(addresses: object) -> tuple[str, ...]:
    """Addresses, each once, IPv4 first, by number; at most MAX_RECORDS."""
    found = sorted({ip_address(one) for one in addresses}, key=lambda one: (one.version, int(one)))  # type: ignore[attr-defined]
    return tuple(str(one) for one in found[:MAX_RECORDS])


async def zone_of(reach: Reach, name: str, *, below: bool = False) -> tuple[str, tuple[str, ...]]:
    """The zone that holds a name, and the names of its name servers, sorted.

    Climbs as long as there are no NS records, but not to a name of one label: what a registry's own servers say is not
    about this name. Where nothing is delegated the name itself comes back, with no name servers. ``below`` says that
    the name is known to be no zone itself.
    """
    for above in ancestors(name)[below:]:
        if "." not in above and above != name:
            break
        found = await nameservers(reach, above)
        if found:
            return above, found
    return name, ()


async def nameservers(reach: Reach, zone: str) -> tuple[str, ...]:
    """Names of a zone's name servers, sorted; () if the name is no zone."""
    message = await ask(reach, zone, "NS")
    return targets(records(message, read(zone), "NS"))


def targets(rdatas: tuple[Rdata, ...]) -> tuple[str, ...]:
    """The names that NS or CNAME records point to, sorted."""
    return tuple(sorted({written(item.target) for item in rdatas}))  # type: ignore[attr-defined]
