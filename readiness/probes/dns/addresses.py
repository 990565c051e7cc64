"""Collects addresses and aliases: according to the resolver, and according to every authoritative server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

import dns.rdatatype
from dns.message import Message
from dns.rrset import RRset

from readiness.probes.dns.facts import Addresses, Alias, Aliases, Authority, NameViews, View
from readiness.probes.dns.resolver import Found, ask, exists, look_up, records, targets, zone_of
from readiness.probes.dns.sending import MAX_CHAIN
from readiness.probes.dns.servers import Reply, ask_all, locate, spread
from readiness.protocols.names import read, written
from readiness.reach.reach import Reach

_COMPARED = (dns.rdatatype.A, dns.rdatatype.AAAA, dns.rdatatype.CNAME)


async def addresses(reach: Reach, name: str) -> Addresses:
    """Facts of the group ``addresses``."""
    found = await look_up(reach, name)
    return Addresses(
        name=name,
        exists=found.exists,
        ipv4=found.ipv4,
        ipv6=found.ipv6,
        all=found.all,
        ttl_s=found.ttl_s,
        is_alias=bool(found.chain),
        chain=found.chain,
    )


async def authority(reach: Reach, names: Sequence[str]) -> Authority:
    """Facts of the group ``authority``."""
    examined = await asyncio.gather(*(_examine(reach, name) for name in names))
    views = tuple(view for view, _, _ in examined)
    return Authority(
        names=views,
        agree=all(view.agree for view in views),
        resolver_agrees=all(view.resolver_agrees for view in views),
        silent=tuple(sorted({one for _, silent, _ in examined for one in silent})),
        unexamined=tuple(sorted({one for _, _, unexamined in examined for one in unexamined})),
    )


async def _examine(reach: Reach, name: str) -> tuple[NameViews, list[str], tuple[str, ...]]:
    resolved = await _resolver_says(reach, name)
    is_alias = any(record.startswith("CNAME ") for record in resolved)
    _, servers = await zone_of(reach, name, below=is_alias)
    located = await locate(reach, servers)
    replies, unexamined = await ask_all(reach, spread(located), [(name, "A"), (name, "AAAA")])
    good = [reply for reply in replies if reply.problem is None]
    seen = [_said(reply.messages) for reply in good]
    own = [frozenset(record for record in said if record.split(" ")[1] == name) for said in seen]
    silent = [f"{reply.server}: {reply.problem}" for reply in replies if reply.problem is not None]
    silent += [f"{server}: its name has no address" for server, found in located.items() if not found]
    views = NameViews(
        name=name,
        views=tuple(_view(reply, records) for reply, records in zip(good, seen, strict=True)),
        agree=bool(seen) and all(records == seen[0] for records in seen),
        resolver_agrees=bool(own) and all(records == resolved for records in own),
        ttl_s=max((ttl for reply in good for ttl in _lives(reply.messages, name)), default=None),
    )
    return views, silent, unexamined


async def _resolver_says(reach: Reach, name: str) -> frozenset[str]:
    """The name's own records; what an alias leads to is not asked, because that may be broken elsewhere."""
    alias = _said([await ask(reach, name, "CNAME")])
    if alias:
        return frozenset(record for record in alias if record.split(" ")[1] == name)
    return _said(await asyncio.gather(ask(reach, name, "A"), ask(reach, name, "AAAA")))


def _view(reply: Reply, said: frozenset[str]) -> View:
    return View(server=reply.server.name, address=reply.server.address, records=tuple(sorted(said))[:100])


def _compared(messages: Iterable[Message]) -> Iterable[RRset]:
    return (rrset for message in messages for rrset in message.answer if rrset.rdtype in _COMPARED)


def _said(messages: Iterable[Message]) -> frozenset[str]:
    """Records of the answers as ``TYPE owner value``."""
    return frozenset(
        f"{dns.rdatatype.to_text(rrset.rdtype)} {written(rrset.name)} {_value(item)}"
        for rrset in _compared(messages)
        for item in rrset
    )


def _value(item: object) -> str:
    target = getattr(item, "target", None)
    return written(target) if target is not None else str(getattr(item, "address", ""))


def _lives(messages: Iterable[Message], name: str) -> list[int]:
    return [rrset.ttl for rrset in _compared(messages) if written(rrset.name) == name]


async def aliases(reach: Reach, names: Sequence[str], domain: str) -> Aliases:
    """Facts of the group ``aliases``."""
    return Aliases(entries=tuple(await asyncio.gather(*(_alias(reach, name, domain) for name in names))))


async def _alias(reach: Reach, name: str, domain: str) -> Alias:
    there, chain, loop = await _walk(reach, name)
    end = chain[-1] if chain else name
    found = await look_up(reach, end) if not loop else Found(True, (), (), None, ())
    return Alias(
        name=name,
        exists=there or found.exists,
        is_alias=bool(chain),
        chain=chain,
        addresses=found.all,
        resolves=bool(found.all),
        dangling=bool(chain) and not loop and not found.all,
        loop=loop,
        inside=not loop and (end == domain or end.endswith(f".{domain}")),
    )


async def _walk(reach: Reach, name: str) -> tuple[bool, tuple[str, ...], bool]:
    """Whether the name exists, where its aliases lead, and whether they never end.

    Asked step by step, because resolvers answer a loop with an error that says nothing about it.
    """
    chain: list[str] = []
    message = await ask(reach, name, "CNAME")
    there = exists(message)
    current = name
    while following := targets(records(message, read(current), "CNAME")):
        chain.append(following[0])
        if following[0] in (name, *chain[:-1]) or len(chain) >= MAX_CHAIN:
            return there, tuple(chain), True
        current = following[0]
        message = await ask(reach, current, "CNAME")
    return there, tuple(chain), False
