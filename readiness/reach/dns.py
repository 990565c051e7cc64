"""One DNS question to one server, by UDP with TCP when truncated, bounded in time."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address
from typing import Any

import dns.asyncbackend
import dns.asyncquery
import dns.exception
import dns.flags
import dns.inet
import dns.message
import dns.name
import dns.rdatatype
import dns.resolver

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.reach.errors import unobservable

Server = tuple[str, int]


def system_resolvers() -> tuple[Server, ...]:
    """Resolvers of this machine, as its configuration has them; Unobservable when there are none."""
    try:
        found = dns.resolver.Resolver().nameservers
    except dns.exception.DNSException as error:
        raise Unobservable(CauseKind.UNRESOLVABLE, f"this machine has no resolver: {error}") from error
    return tuple((str(address), 53) for address in found)


async def query(
    name: str, rdtype: str, server: Server, *, dnssec: bool, recurse: bool, timeout_s: float
) -> dns.message.Message:
    """Ask once, and once more after silence. Any rcode is an answer; Unobservable when none came or it was garbage.

    ``dnssec`` sets DO: the signatures come along. A resolver is always asked with CD, so that it does not hide what it
    finds bogus: whether the chain holds is a question of its own, and must not leave every other one without an answer.
    """
    flags = dns.flags.RD | dns.flags.CD if recurse else dns.flags.Flag(0)
    try:
        message = dns.message.make_query(name, rdtype, want_dnssec=dnssec, flags=flags, payload=1232)
    except dns.exception.DNSException as error:
        raise Unobservable(CauseKind.UNRESOLVABLE, f"{name} is not a DNS name: {error}") from error
    what = f"{rdtype} {name} from {server[0]}:{server[1]}"
    for attempt in (1, 2):
        try:
            async with asyncio.timeout(timeout_s):
                # Strays and forgeries must not end the first attempt; if nothing else comes, they are the answer.
                return await _exchange(message, server, timeout_s / 2, ignore_errors=attempt == 1)
        except (dns.exception.Timeout, TimeoutError) as error:
            if attempt == 2:
                raise Unobservable(CauseKind.TIMEOUT, f"no answer to {what}") from error
        except (dns.exception.DNSException, OSError, EOFError, ValueError) as error:
            raise unobservable(error, what) from error
    raise AssertionError("unreachable")


async def _exchange(
    message: dns.message.Message, server: Server, timeout_s: float, *, ignore_errors: bool
) -> dns.message.Message:
    backend: Any = dns.asyncbackend.get_default_backend()
    address = str(ip_address(server[0]))  # as the socket will have it, or it takes its own peer for a stranger
    family = dns.inet.af_for_address(address)
    # A connected socket is told when nobody listens there, and hears nobody else.
    async with await backend.make_socket(family, socket.SOCK_DGRAM, 0, None, (address, server[1])) as sock:
        answer, _ = await dns.asyncquery.udp_with_fallback(
            message, address, timeout_s, server[1], udp_sock=sock, ignore_errors=ignore_errors
        )
    return answer
