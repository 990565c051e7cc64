"""dnspython resolvers for a library that insists on one: its questions pass the scanner's gate, or are not asked."""

from __future__ import annotations

from typing import Any, Protocol

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.resolver
from dns.rdataclass import IN

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind

_PLACEHOLDERS = {"A": "192.0.2.1", "AAAA": "2001:db8::1", "MX": "10 mx.invalid.", "TXT": '"v=spf1 -all"'}


class Channel(Protocol):
    """The worker's line to the scanner."""

    def dns(self, name: str, rdtype: str) -> bytes:
        """The answer in wire format; Unobservable when there was none."""


class Undecided(BaseException):
    """A question went unanswered, so nothing can be said.

    Not an ``Exception``, because checkdmarc turns every one of these into "invalid" or a warning.
    """

    def __init__(self, cause: Unobservable) -> None:
        super().__init__(str(cause))
        self.cause = cause


class ChannelResolver(dns.resolver.Resolver):
    """Asks for TXT records through the scanner and answers as dnspython's resolver would.

    Any other question is answered with "no such record" without being asked, and so is who receives reports: what a
    library wants to know merely to warn about it must not decide whether the observation succeeds.
    """

    def __init__(self, channel: Channel) -> None:
        super().__init__(configure=False)
        self._channel = channel

    def resolve(self, qname: Any, rdtype: Any = "A", *_: Any, **__: Any) -> dns.resolver.Answer:
        """Ask one question; raises NXDOMAIN and NoAnswer as dnspython does, Undecided when there was no answer."""
        name = dns.name.from_text(str(qname))
        if rdtype != "TXT" or b"_report" in name.labels:
            raise dns.resolver.NoAnswer
        message = self._ask(name)
        if message.rcode() == dns.rcode.NXDOMAIN:
            raise dns.resolver.NXDOMAIN(qnames=[name], responses={name: message})  # type: ignore[no-untyped-call]
        try:
            answer = dns.resolver.Answer(name, dns.rdatatype.TXT, IN, message)
        except dns.exception.DNSException as error:
            raise Undecided(Unobservable(CauseKind.PROTOCOL, f"TXT {name}: {error}")) from error
        if answer.rrset is None:
            raise dns.resolver.NoAnswer(response=message)  # type: ignore[no-untyped-call]
        return answer

    def _ask(self, name: dns.name.Name) -> dns.message.QueryMessage:
        text = name.to_text(omit_final_dot=True)
        try:
            message = dns.message.from_wire(self._channel.dns(text, "TXT"))
        except Unobservable as error:
            raise Undecided(error) from error
        except dns.exception.DNSException as error:
            raise Undecided(Unobservable(CauseKind.PROTOCOL, f"TXT {text}: {error}")) from error
        if message.rcode() not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
            detail = f"the resolver answered {dns.rcode.to_text(message.rcode())} for TXT {text}"
            raise Undecided(Unobservable(CauseKind.SERVER, detail))
        if not isinstance(message, dns.message.QueryMessage):
            raise Undecided(Unobservable(CauseKind.PROTOCOL, f"TXT {text}: the answer is no query's"))
        return message


class PlaceholderResolver(dns.resolver.Resolver):
    """Answers every question alike and asks none, for a parser that looks up what it parses."""

    def __init__(self) -> None:
        super().__init__(configure=False)

    def resolve(self, qname: Any, rdtype: Any = "A", *_: Any, **__: Any) -> dns.resolver.Answer:
        """A harmless record of the type; NoAnswer for types that SPF does not use."""
        name = dns.name.from_text(str(qname))
        if rdtype not in _PLACEHOLDERS:
            raise dns.resolver.NoAnswer
        kind = dns.rdatatype.from_text(rdtype)
        response = dns.message.make_response(dns.message.make_query(name, kind))
        found = response.find_rrset(response.answer, name, IN, kind, create=True)
        found.add(dns.rdata.from_text(IN, kind, _PLACEHOLDERS[rdtype]), 60)
        assert isinstance(response, dns.message.QueryMessage)
        return dns.resolver.Answer(name, kind, IN, response)
