"""Which versions of HTTP a server offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.model.facts import Facts, fact
from readiness.model.observation import Unobservable
from readiness.probes.http.fetching import endpoint, place
from readiness.probes.plugin import Ask
from readiness.protocols.header_fields import clip, members

if TYPE_CHECKING:
    from readiness.reach.http import Answer


class Protocols(Facts):
    """Versions of HTTP, as negotiated by ALPN or announced."""

    http1: bool = fact("HTTP/1.1 is spoken to clients that offer nothing newer")
    http2: bool = fact("HTTP/2 is chosen when it is offered", source="RFC 9113, 3.2")
    http3_announced: bool = fact("Alt-Svc names h3; it is not tried", source="RFC 9114, 3.1.1")
    alt_svc: str | None = fact("the Alt-Svc header, at most 300 characters; absent if not sent", default=None)


async def examine_protocols(ask: Ask, browser: Answer) -> Protocols:
    """Compare what a browser gets with what a client without HTTP/2 gets."""
    lines = browser.all("alt-svc")
    return Protocols(
        http1=await _speaks_http1(ask),
        http2=browser.version == "HTTP/2",
        http3_announced=any(line.partition("=")[0].strip() == "h3" for line in members(lines)),
        alt_svc=clip(", ".join(lines)) if lines else None,
    )


async def _speaks_http1(ask: Ask) -> bool:
    try:
        answer = await ask.reach.http("GET", str(place(ask)), endpoint(ask).address, max_body=0)
    except Unobservable as error:
        if "no application protocol" in error.cause.detail.lower().replace("_", " "):  # as OpenSSL's releases have it
            return False  # the TLS alert that RFC 7301 has for a list without anything that is spoken
        raise
    return answer.version == "HTTP/1.1"
