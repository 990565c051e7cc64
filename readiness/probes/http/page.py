"""What an HTML page loads and where its forms post."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readiness.model.facts import Facts, fact
from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.http.fetching import Chain, Stop
from readiness.probes.plugin import Ask
from readiness.protocols import html_page
from readiness.protocols.fingerprint import is_fingerprinted
from readiness.protocols.header_fields import clip
from readiness.protocols.html_page import Reference
from readiness.protocols.media_type import decode, is_html, media_type
from readiness.protocols.web_address import WebAddress

if TYPE_CHECKING:
    from readiness.reach.http import Answer

MAX_LISTED = 200
_CAUSES: dict[Stop, CauseKind] = {
    "undeclared-host": CauseKind.NOT_ALLOWED,
    "other-port": CauseKind.NOT_ALLOWED,
    "refused": CauseKind.REFUSED,
    "no-tls": CauseKind.TLS,
}


class Asset(Facts):
    """One thing that the page makes a browser fetch."""

    url: str = fact("its URL, at most 300 characters")
    kind: html_page.Kind = fact("what it is fetched as")
    fingerprinted: bool = fact("its URL carries something like a digest, or lies under /_next/static/")
    same_origin: bool = fact("scheme, host and port are the page's own")
    declared: bool = fact("its host is declared in the environment")
    integrity: bool = fact("the page gives its digest", source="W3C, Subresource Integrity")


class Html(Facts):
    """What the page's HTML says; what scripts add later and what style sheets import is not seen."""

    title: str | None = fact("its title, at most 300 characters; absent if it has none", default=None)
    assets: tuple[Asset, ...] = fact("things that it makes a browser fetch, at most 200", may_be_empty=True)
    assets_found: int = fact("how many of them there are", unit="assets")
    mixed_content: tuple[str, ...] = fact("those whose URL is http://", source="W3C, Mixed Content", may_be_empty=True)
    mixed_active: tuple[str, ...] = fact(
        "those of them that browsers block: all but images, audio and video", may_be_empty=True
    )
    forms_to_http: tuple[str, ...] = fact("http:// URLs that its forms post to", may_be_empty=True)
    scripts_without_integrity: tuple[str, ...] = fact(
        "scripts from hosts that the environment does not declare, without a digest", may_be_empty=True
    )


class Page(Facts):
    """The page that a visitor of the path ends at."""

    url: str = fact("its URL, after redirects")
    status: int = fact("status of the answer", unit="HTTP status")
    content_type: str | None = fact("media type without parameters, lower case; absent if not sent", default=None)
    html: Html | None = fact("what it says; absent unless the status is 2xx and the type HTML", default=None)


@dataclass(frozen=True)
class Content:
    """The answer that the page came with, and the page; None unless it is one."""

    address: WebAddress
    answer: Answer
    page: html_page.Page | None


async def page_content(chain: Chain) -> Content:
    """Read the page at the end of a chain; Unobservable if there is none, the server fails, or it is not whole."""
    last = chain.steps[-1]
    answer = last.answer
    if chain.stopped is not None:
        cause = _CAUSES.get(chain.stopped, CauseKind.PROTOCOL)
        raise Unobservable(cause, f"the page redirects to {clip(str(chain.end))}: {chain.stopped}")
    if answer.status >= 500 or answer.status == 429:
        raise Unobservable(CauseKind.SERVER, f"{clip(answer.url)} answered {answer.status}")
    if not 200 <= answer.status < 300 or not is_html(answer.first("content-type"), answer.body):
        return Content(last.address, answer, None)
    if answer.cut is not None:
        raise Unobservable(answer.cut, f"the page at {clip(answer.url)} is not whole")
    page = await read(answer, last.address)
    if not page.whole:
        raise Unobservable(CauseKind.TOO_LARGE, f"the page at {clip(answer.url)} names more than a browser would load")
    return Content(last.address, answer, page)


async def read(answer: Answer, address: WebAddress) -> html_page.Page:
    """Parse in a thread: a megabyte takes about a second, and other probes have deadlines."""
    document = decode(answer.body, answer.first("content-type"))
    return await asyncio.to_thread(html_page.read, document, address)


def page_facts(ask: Ask, content: Content) -> Page:
    """Facts about the page."""
    return Page(
        url=clip(str(content.address)),
        status=content.answer.status,
        content_type=media_type(content.answer.first("content-type")),
        html=_html(ask, content.page, content.address.origin) if content.page is not None else None,
    )


def _html(ask: Ask, page: html_page.Page, origin: str) -> Html:
    plain = [reference for reference in page.references if reference.address.scheme == "http"]
    strange = [
        reference.address
        for reference in page.references
        if reference.kind == "script" and not reference.integrity and not ask.reach.allows(reference.address.host)
    ]
    return Html(
        title=clip(page.title) if page.title is not None else None,
        assets=tuple(_asset(ask, reference, origin) for reference in page.references[:MAX_LISTED]),
        assets_found=len(page.references),
        mixed_content=_urls([reference.address for reference in plain]),
        mixed_active=_urls([reference.address for reference in plain if reference.kind not in html_page.PASSIVE]),
        forms_to_http=_urls([address for address in page.forms if address.scheme == "http"]),
        scripts_without_integrity=_urls(strange),
    )


def _asset(ask: Ask, reference: Reference, origin: str) -> Asset:
    return Asset(
        url=clip(str(reference.address)),
        kind=reference.kind,
        fingerprinted=is_fingerprinted(reference.address.path),
        same_origin=reference.address.origin == origin,
        declared=ask.reach.allows(reference.address.host),
        integrity=reference.integrity,
    )


def _urls(addresses: list[WebAddress]) -> tuple[str, ...]:
    return tuple(sorted({clip(str(address)) for address in addresses})[:MAX_LISTED])
