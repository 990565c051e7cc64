"""Fetches pages and follows redirects, to declared hosts alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from readiness.model.observation import Endpoint, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.http.plans import MAX_HOPS, web
from readiness.probes.plugin import Ask
from readiness.protocols.web_address import WebAddress, resolve

if TYPE_CHECKING:
    from readiness.reach.http import Answer

Stop = Literal[
    "loop", "too-many", "undeclared-host", "other-port", "no-web-address", "no-location", "refused", "no-tls"
]
MAX_PAGE = 1_000_000
_REDIRECTS = (301, 302, 303, 307, 308)
_DEAD_ENDS: dict[CauseKind, Stop] = {CauseKind.REFUSED: "refused", CauseKind.TLS: "no-tls"}


@dataclass(frozen=True)
class Step:
    """One answer of a chain of redirects; ``leads_to`` is None unless it redirects to a web address."""

    address: WebAddress
    answer: Answer
    leads_to: WebAddress | None


@dataclass(frozen=True)
class Chain:
    """A chain of redirects: the answers, and why the last redirect was not followed if it was not."""

    steps: tuple[Step, ...]
    stopped: Stop | None

    @property
    def end(self) -> WebAddress:
        """Where the chain ends: the last answer's address, or the one that was not followed."""
        last = self.steps[-1]
        return last.leads_to if self.stopped and last.leads_to else last.address


def endpoint(ask: Ask) -> Endpoint:
    """The endpoint that is examined; the probe works per endpoint, so there is one."""
    if ask.endpoint is None:
        raise ValueError("the http probe is asked per endpoint")
    return ask.endpoint


def place(ask: Ask) -> WebAddress:
    """The page over HTTPS."""
    at = endpoint(ask)
    return WebAddress("https", at.name, at.port, ask.inputs.path)


async def front(ask: Ask) -> Answer:
    """The answer to a GET of the page over HTTPS."""
    return await get(ask, place(ask), endpoint(ask).address, max_body=MAX_PAGE)


async def get(ask: Ask, at: WebAddress, address: str, *, max_body: int) -> Answer:
    """One GET as a browser makes it: HTTP/2 where the server takes it."""
    return await ask.reach.http("GET", str(at), address, max_body=max_body, http2=at.scheme == "https")


async def follow(ask: Ask, start: WebAddress, first: Answer, *, max_body: int = MAX_PAGE) -> Chain:
    """Follow redirects from an answer on, without cookies; Unobservable when a declared host is silent."""
    steps = [_step(start, first)]
    while steps[-1].answer.status in _REDIRECTS:
        stop = _stop(ask, steps)
        to = steps[-1].leads_to
        if stop is not None or to is None:
            return Chain(tuple(steps), stop)
        address = await _address(ask, to.host)
        try:
            steps.append(_step(to, await get(ask, to, address, max_body=max_body)))
        except Unobservable as error:
            if error.cause.kind not in _DEAD_ENDS:
                raise
            return Chain(tuple(steps), _DEAD_ENDS[error.cause.kind])
    return Chain(tuple(steps), None)


def _step(address: WebAddress, answer: Answer) -> Step:
    location = answer.first("location") if answer.status in _REDIRECTS else None
    return Step(address, answer, resolve(location, address) if location is not None else None)


def _stop(ask: Ask, steps: list[Step]) -> Stop | None:
    last = steps[-1]
    target = web(ask.target)
    if last.answer.first("location") is None:
        return "no-location"
    if last.leads_to is None:
        return "no-web-address"
    if not ask.reach.allows(last.leads_to.host):
        return "undeclared-host"
    if last.leads_to.port not in (target.port, target.http_port, 80, 443):
        return "other-port"  # a hostile redirect must not make us knock at whatever else a declared host runs
    if last.leads_to in [step.address for step in steps]:
        return "loop"
    return "too-many" if len(steps) > MAX_HOPS else None


async def _address(ask: Ask, host: str) -> str:
    """The endpoint's own address wherever it belongs to the host, as one address is examined at a time."""
    own = endpoint(ask)
    if host == own.name:
        return own.address
    found = await ask.reach.resolve(host)
    return own.address if own.address in found else found[0]
