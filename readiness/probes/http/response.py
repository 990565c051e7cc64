"""What the headers of an answer over HTTPS say."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from readiness.model.facts import Facts, fact
from readiness.probes.http.page import read
from readiness.protocols import cache_control, cookies, csp, hsts, html_page, referrer
from readiness.protocols.cache_control import CacheControl
from readiness.protocols.cookies import Cookie
from readiness.protocols.csp import Csp
from readiness.protocols.header_fields import clip, members, token_item
from readiness.protocols.hsts import Hsts
from readiness.protocols.media_type import is_html, media_type
from readiness.protocols.web_address import WebAddress

if TYPE_CHECKING:
    from readiness.reach.http import Answer


class Response(Facts):
    """The answer to a GET of the path, redirects not followed."""

    answered: bool = fact("there is a whole HTTP answer; the group has a cause otherwise")
    status: int = fact("its status", unit="HTTP status")
    http_version: str = fact("HTTP/2 where the server takes it, else HTTP/1.1 or HTTP/1.0")
    location: str | None = fact("Location as sent; absent if not sent", default=None)
    content_type: str | None = fact("media type without parameters, lower case; absent if not sent", default=None)
    hsts: Hsts | None = fact("Strict-Transport-Security; absent if not sent", source="RFC 6797", default=None)
    content_type_options: str | None = fact(
        "first value of X-Content-Type-Options, lower case: nosniff is the only one", source="Fetch, 3.6", default=None
    )
    frame_options: str | None = fact(
        "X-Frame-Options, upper case, different values joined by commas", source="HTML, 7.6", default=None
    )
    referrer_policy: str | None = fact(
        "the policy that browsers apply: the last known one, the page's own included; absent if there is no known one",
        source="W3C, Referrer Policy",
        default=None,
    )
    referrer_policy_sent: str | None = fact("Referrer-Policy as sent; absent if not sent", default=None)
    csp: Csp | None = fact("content security policies of headers and page; absent if there are none", default=None)
    cookies: tuple[Cookie, ...] = fact("cookies that it sets, without their values", may_be_empty=True)
    cache_control: CacheControl | None = fact("what caches are told; absent if nothing", default=None)
    vary: tuple[str, ...] = fact("request headers that Vary names, lower case, sorted", may_be_empty=True)
    opener_policy: str | None = fact(
        "Cross-Origin-Opener-Policy: its token, or `invalid`; absent if not sent", source="HTML, 7.1.3", default=None
    )
    embedder_policy: str | None = fact(
        "Cross-Origin-Embedder-Policy: its token, or `invalid`; absent if not sent", source="HTML, 7.1.4", default=None
    )
    resource_policy: str | None = fact(
        "Cross-Origin-Resource-Policy: its token, or `invalid`; absent if not sent", source="Fetch, 3.7", default=None
    )
    permissions_policy: str | None = fact("Permissions-Policy as sent; absent if not sent", default=None)
    server: str | None = fact("Server as sent; absent if not sent", default=None)
    powered_by: str | None = fact("X-Powered-By as sent; absent if not sent", default=None)


async def response_facts(answer: Answer, address: WebAddress, now: datetime) -> Response:
    """Facts about one answer."""
    page = await read(answer, address) if is_html(answer.first("content-type"), answer.body) else None
    location = answer.first("location")
    return Response(
        answered=True,
        status=answer.status,
        http_version=answer.version,
        location=clip(location) if location is not None else None,
        content_type=media_type(answer.first("content-type")),
        hsts=hsts.parse(answer.all("strict-transport-security")),
        content_type_options=next(iter(_lower(answer, "x-content-type-options")), None),
        frame_options=", ".join(dict.fromkeys(_lower(answer, "x-frame-options"))).upper() or None,
        referrer_policy=referrer.effective(answer.all("referrer-policy"), page.referrers if page else ()),
        referrer_policy_sent=_joined(answer, "referrer-policy"),
        csp=_csp(answer, page),
        cookies=cookies.parse(answer.all("set-cookie"), now),
        cache_control=cache_control.parse(answer.all("cache-control")),
        vary=tuple(sorted(set(_lower(answer, "vary")))),
        opener_policy=token_item(answer.all("cross-origin-opener-policy")),
        embedder_policy=token_item(answer.all("cross-origin-embedder-policy")),
        resource_policy=token_item(answer.all("cross-origin-resource-policy")),
        permissions_policy=_joined(answer, "permissions-policy"),
        server=_joined(answer, "server"),
        powered_by=_joined(answer, "x-powered-by"),
    )


def _csp(answer: Answer, page: html_page.Page | None) -> Csp | None:
    report_only = answer.all("content-security-policy-report-only")
    return csp.parse(answer.all("content-security-policy"), report_only, page.policies if page is not None else ())


def _lower(answer: Answer, name: str) -> list[str]:
    return [clip(member.lower(), 100) for member in members(answer.all(name))]


def _joined(answer: Answer, name: str) -> str | None:
    lines = answer.all(name)
    return clip(", ".join(lines)) if lines else None
