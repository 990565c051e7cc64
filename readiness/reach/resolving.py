"""Reading addresses and aliases out of a DNS answer."""

from __future__ import annotations

from dataclasses import dataclass

import dns.rdatatype
from dns.message import Message
from dns.name import Name
from dns.rdataclass import IN
from dns.rrset import RRset

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.protocols.names import written
from readiness.protocols.rcodes import is_answer, said

MAX_ALIASES = 16


@dataclass(frozen=True)
class Resolved:
    """Where the aliases of an answer lead, and the records there, None if there are none."""

    aliases: tuple[Name, ...]
    rrset: RRset | None


def checked(answer: Message) -> Message:
    """The answer itself; Unobservable on SERVFAIL and the like, which say nothing about what was asked for."""
    if not is_answer(answer):
        raise Unobservable(CauseKind.SERVER, f"the resolver answered {said(answer)}{_asked(answer)}")
    return answer


def follow(answer: Message, rdtype: str) -> Resolved:
    """Follow the aliases in an answer, at most MAX_ALIASES of them; Unobservable on SERVFAIL and the like."""
    checked(answer)
    name = answer.question[0].name
    aliases: list[Name] = []
    while len(aliases) < MAX_ALIASES:
        found = answer.get_rrset(answer.answer, name, IN, dns.rdatatype.from_text(rdtype))
        if found is not None:
            return Resolved(tuple(aliases), found)
        alias = answer.get_rrset(answer.answer, name, IN, dns.rdatatype.CNAME)
        if alias is None:
            break
        name = alias[0].target
        aliases.append(name)
    return Resolved(tuple(aliases), None)


def addresses(answer: Message, rdtype: str) -> tuple[str, ...]:
    """Addresses at the end of the answer's alias chain, () without any; Unobservable on SERVFAIL and the like."""
    found = follow(answer, rdtype).rrset
    return () if found is None else tuple(sorted(item.address for item in found))


def _asked(answer: Message) -> str:
    return "".join(f" to {dns.rdatatype.to_text(one.rdtype)} {written(one.name)}" for one in answer.question[:1])
