"""Where plain HTTP leads: the chain of redirects from port 80."""

from __future__ import annotations

from readiness.model.facts import Facts, fact
from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.http.fetching import Chain, Step, Stop, endpoint, follow, get
from readiness.probes.http.plans import web
from readiness.probes.plugin import Ask
from readiness.protocols.header_fields import clip
from readiness.protocols.web_address import WebAddress


class Hop(Facts):
    """One redirect."""

    url: str = fact("URL that was asked")
    status: int = fact("status of the answer", unit="HTTP status")
    location: str | None = fact("where it leads, absolute; absent if that is no web address", default=None)
    to_https: bool = fact("it leads to HTTPS")
    same_host: bool = fact("it leads to the same host name")


class Redirects(Facts):
    """What becomes of a visitor who comes over plain HTTP."""

    offered: bool = fact("plain HTTP answers; False if its port refuses connections")
    hops: tuple[Hop, ...] = fact("redirects, from first to last", may_be_empty=True)
    first_hop_same_host_https: bool = fact(
        "the first answer redirects to HTTPS on the same host, so that its HSTS is seen",
        source="https://hstspreload.org/#submission-requirements",
    )
    serves_content: bool = fact("some answer over plain HTTP has a status of 2xx")
    final_url: str | None = fact("where the chain ends; absent if plain HTTP is not offered", default=None)
    final_status: int | None = fact("status there; absent if it was not asked", unit="HTTP status", default=None)
    final_https: bool = fact("where the chain ends is HTTPS")
    followed_all: bool = fact("the chain was followed to an answer that does not redirect")
    stopped_because: Stop | None = fact("why the last redirect was not followed; absent if it was", default=None)
    hsts_over_http: bool = fact("plain HTTP sends Strict-Transport-Security", source="RFC 6797, 7.2: it must not")


async def examine_redirects(ask: Ask) -> Redirects:
    """Follow plain HTTP from the endpoint's address; Unobservable when it neither answers nor refuses."""
    own = endpoint(ask)
    start = WebAddress("http", own.name, web(ask.target).http_port, ask.inputs.path)
    try:
        first = await get(ask, start, own.address, max_body=0)
    except Unobservable as error:
        if error.cause.kind != CauseKind.REFUSED:
            raise
        return _not_offered()
    return _facts(await follow(ask, start, first, max_body=0))


def _not_offered() -> Redirects:
    return Redirects(
        offered=False,
        hops=(),
        first_hop_same_host_https=False,
        serves_content=False,
        final_https=False,
        followed_all=False,
        hsts_over_http=False,
    )


def _facts(chain: Chain) -> Redirects:
    hops = tuple(map(_hop, chain.steps if chain.stopped else chain.steps[:-1]))
    plain = [step.answer for step in chain.steps if step.address.scheme == "http"]
    return Redirects(
        offered=True,
        hops=hops,
        first_hop_same_host_https=bool(hops) and hops[0].to_https and hops[0].same_host,
        serves_content=any(200 <= answer.status < 300 for answer in plain),
        final_url=clip(str(chain.end)),
        final_status=None if chain.stopped else chain.steps[-1].answer.status,
        final_https=chain.end.scheme == "https",
        followed_all=chain.stopped is None,
        stopped_because=chain.stopped,
        hsts_over_http=any(answer.first("strict-transport-security") is not None for answer in plain),
    )


def _hop(step: Step) -> Hop:
    to = step.leads_to
    return Hop(
        url=clip(str(step.address)),
        status=step.answer.status,
        location=clip(str(to)) if to is not None else None,
        to_https=to is not None and to.scheme == "https",
        same_host=to is not None and to.host == step.address.host,
    )
