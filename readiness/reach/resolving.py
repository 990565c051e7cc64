"""Reading addresses and aliases out of a DNS answer."""

from __future__ import annotations

import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
from dns.rdataclass import IN

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind

MAX_ALIASES = 16


def addresses(answer: dns.message.Message, rdtype: str) -> tuple[str, ...]:
    """Addresses at the end of the answer's alias chain; Unobservable on SERVFAIL and the like, () when there are none."""
    code = answer.rcode()
    if code not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        raise Unobservable(CauseKind.SERVER, f"the resolver answered {dns.rcode.to_text(code)}")
    name = answer.question[0].name
    wanted = dns.rdatatype.from_text(rdtype)
    for _ in range(MAX_ALIASES):
        found = answer.get_rrset(answer.answer, name, IN, wanted)
        if found is not None:
            return tuple(sorted(item.address for item in found))
        alias = answer.get_rrset(answer.answer, name, IN, dns.rdatatype.CNAME)
        if alias is None:
            return ()
        name = alias[0].target
    return ()
