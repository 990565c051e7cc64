"""Questions to name servers at their own addresses, where silence and refusal are facts about the server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

import dns.flags
from dns.message import Message

from readiness.model.observation import Cause, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.dns.resolver import look_up
from readiness.probes.dns.sending import MAX_NAMESERVERS, MAX_SERVER_ADDRESSES
from readiness.protocols.rcodes import is_answer, said
from readiness.reach.reach import Reach

_OF_THE_SERVER = {
    CauseKind.TIMEOUT,
    CauseKind.REFUSED,
    CauseKind.RESET,
    CauseKind.PROTOCOL,
    CauseKind.UNREACHABLE,
}


@dataclass(frozen=True, order=True)
class Server:
    """A name server at one of its addresses."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} {self.address}"


@dataclass(frozen=True)
class Reply:
    """What a server said to some questions, or why it said nothing."""

    server: Server
    messages: tuple[Message, ...] = ()
    cause: Cause | None = None

    @property
    def problem(self) -> str | None:
        """Why there is no authoritative answer, None if there is one."""
        if self.cause is not None:
            return str(self.cause)
        for message in self.messages:
            if not is_answer(message):
                return f"it answers {said(message)}"
            if not message.flags & dns.flags.AA:
                return "it answers without authority"
        return None


async def locate(reach: Reach, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Addresses of name servers by name, in the resolver's words; at most MAX_NAMESERVERS of them."""
    wanted = tuple(names)[:MAX_NAMESERVERS]
    found = await asyncio.gather(*(look_up(reach, name) for name in wanted))
    return {name: one.all for name, one in zip(wanted, found, strict=True)}


def spread(addresses: dict[str, tuple[str, ...]]) -> tuple[Server, ...]:
    """The servers at each address, at most MAX_SERVER_ADDRESSES: every server's first address before any second one."""
    depth = max((len(found) for found in addresses.values()), default=0)
    ranked = [
        Server(name, found[rank]) for rank in range(depth) for name, found in addresses.items() if rank < len(found)
    ]
    return tuple(sorted(ranked[:MAX_SERVER_ADDRESSES]))


async def ask_all(
    reach: Reach, servers: Iterable[Server], questions: Sequence[tuple[str, str]]
) -> tuple[tuple[Reply, ...], tuple[str, ...]]:
    """Every server's answers to (name, type) questions, and the addresses of an IP version that has no way from here.

    Unobservable when no server answers at all: then the silence may as well be ours.
    """
    replies = await asyncio.gather(*(_ask_one(reach, server, questions) for server in servers))
    blocked = {version for version in (4, 6) if _no_way(replies, version)}
    examined = tuple(reply for reply in replies if _version(reply.server) not in blocked)
    if replies and all(reply.cause is not None for reply in replies):
        first = next(iter(examined or replies)).cause
        assert first is not None
        raise Unobservable(first.kind, f"no name server answers: {first.detail}")
    return examined, tuple(sorted({r.server.address for r in replies if _version(r.server) in blocked}))


async def _ask_one(reach: Reach, server: Server, questions: Sequence[tuple[str, str]]) -> Reply:
    address = (server.address, reach.route.nameserver_port)
    try:
        return Reply(server, tuple(await asyncio.gather(*(reach.dns(*question, address) for question in questions))))
    except Unobservable as error:
        if error.cause.kind not in _OF_THE_SERVER:
            raise
        return Reply(server, cause=error.cause)


def _no_way(replies: Iterable[Reply], version: int) -> bool:
    causes = [reply.cause for reply in replies if _version(reply.server) == version]
    return bool(causes) and all(cause is not None and cause.kind is CauseKind.UNREACHABLE for cause in causes)


def _version(server: Server) -> int:
    return ip_address(server.address).version
