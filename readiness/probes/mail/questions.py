"""Asks for records and for checkdmarc's verdict: an answer that is an error is a cause, an absent record is none."""

from __future__ import annotations

from typing import Any

import dns.exception
import dns.name

from readiness.reach.reach import Reach
from readiness.reach.resolving import follow

GRAMMAR = "readiness.probes.mail.grammar"
MAX_RECORD = 1000
MAX_LISTED = 50


def is_name(text: str) -> bool:
    """Whether a text can be asked for at all."""
    try:
        return len(dns.name.from_text(text)) > 1  # the root is a label of its own
    except dns.exception.DNSException:
        return False


async def records(reach: Reach, name: str, rdtype: str) -> tuple[Any, ...]:
    """Records of a type at a name as dnspython has them, aliases followed."""
    return tuple(follow(await reach.dns(name, rdtype), rdtype).rrset or ())


async def texts(reach: Reach, name: str) -> tuple[str, ...]:
    """TXT records, the strings of each joined, sorted."""
    return tuple(sorted(b"".join(r.strings).decode(errors="replace") for r in await records(reach, name, "TXT")))


async def addresses(reach: Reach, name: str) -> tuple[str, ...]:
    """IPv4 and IPv6 addresses by DNS alone, sorted."""
    found = {str(r.address) for kind in ("A", "AAAA") for r in await records(reach, name, kind)}
    return tuple(sorted(found))


async def is_alias(reach: Reach, name: str) -> bool:
    """Whether a name is an alias."""
    return bool(follow(await reach.dns(name, "A"), "A").aliases)


async def judge_grammar(reach: Reach, job: str, arguments: dict[str, Any], name: str) -> Any:
    """Run a job of the grammar module; it is planned as the TXT question for ``name`` that leads to it."""
    return await reach.work(f"{GRAMMAR}:{job}", arguments, plan=("dns", "resolver", f"TXT {name}", 0))


def count_error(found: tuple[str, ...], what: str) -> str | None:
    """What to say when there is not exactly one record."""
    return None if len(found) == 1 else f"there are {len(found) or 'no'} {what}"
