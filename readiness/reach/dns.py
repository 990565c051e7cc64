"""One DNS question to one server, by UDP with TCP when truncated, bounded in time."""

from __future__ import annotations

import asyncio

import dns.asyncquery
import dns.exception
import dns.flags
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

    ``dnssec`` sets DO and CD: the signatures come along and the resolver does not hide what it finds bogus.
    """
    flags = dns.flags.RD if recurse else dns.flags.Flag(0)
    if dnssec:
        flags |= dns.flags.CD
    try:
        message = dns.message.make_query(name, rdtype, want_dnssec=dnssec, flags=flags, payload=1232)
    except dns.exception.DNSException as error:
        raise Unobservable(CauseKind.UNRESOLVABLE, f"{name} is not a DNS name: {error}") from error
    what = f"{rdtype} {name} from {server[0]}:{server[1]}"
    for attempt in (1, 2):
        try:
            async with asyncio.timeout(timeout_s):
                answer, _ = await dns.asyncquery.udp_with_fallback(
                    message, server[0], port=server[1], timeout=timeout_s / 2, ignore_errors=True
                )
            return answer
        except (dns.exception.Timeout, TimeoutError) as error:
            if attempt == 2:
                raise Unobservable(CauseKind.TIMEOUT, f"no answer to {what}") from error
        except (dns.exception.DNSException, OSError, EOFError, ValueError) as error:
            raise unobservable(error, what) from error
    raise AssertionError("unreachable")
