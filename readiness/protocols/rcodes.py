"""Says what a DNS answer's response code means, with the extended error that may come along (RFC 8914)."""

from __future__ import annotations

import dns.rcode
from dns.message import Message

MAX_TEXT = 200


def said(message: Message) -> str:
    """The response code and the extended errors: ``SERVFAIL (9 DNSKEY Missing: no keys)``. Hostile text, bounded."""
    code = dns.rcode.to_text(message.rcode())
    extended = "; ".join(option.to_text().removeprefix("EDE ") for option in message.extended_errors()[:3])
    return f"{code} ({extended[:MAX_TEXT]})" if extended else code


def is_answer(message: Message) -> bool:
    """Whether the message says what is there or that it is not, rather than why it cannot say."""
    return message.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN)
