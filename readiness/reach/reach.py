"""A probe's only way to the world: every request passes the gate, goes to a known address and is noted."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from readiness.model.observation import Endpoint, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.reach.gate import Gate

if TYPE_CHECKING:
    from dns.message import Message

    from readiness.reach.http import Answer
    from readiness.reach.worker import Workers

Server = tuple[str, int]
MAX_ADDRESSES = 16


@dataclass(frozen=True)
class Route:
    """How names are found and reached in this environment; the same for every probe of a scan.

    ``addresses`` pins names as curl's ``--resolve`` does. ``trust`` and ``anchor`` are PEM and DS/DNSKEY text or None.
    """

    workers: Workers
    addresses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    resolvers: tuple[Server, ...] = ()
    nameserver_port: int = 53
    smtp_port: int = 25
    trust: str | None = None
    anchor: str | None = None
    timeout_s: float = 5.0
    answers: dict[Any, asyncio.Future[Any]] = field(default_factory=dict)


class Reach:
    """One fact group's way to the world."""

    def __init__(self, route: Route, gate: Gate, authorization: Mapping[str, str] | None = None) -> None:
        self.route = route
        self._gate = gate
        self._authorization = authorization or {}

    def allows(self, host: str) -> bool:
        """Whether a host is declared in the environment and may be examined (a redirect's target, say)."""
        return self._gate.allows(host)

    async def http(
        self,
        method: str,
        url: str,
        address: str,
        headers: Mapping[str, str] | None = None,
        *,
        max_body: int = 1_000_000,
        http2: bool = False,
    ) -> Answer:
        """One request to ``url`` at ``address``. Planned as ``http``, to ``host:port``, what ``METHOD /path?query``.

        Only declared hosts; Unobservable with its cause otherwise, and when no answer came.
        """
        from urllib.parse import urlsplit

        from readiness.reach.http import request

        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
        if not self.allows(host):
            raise Unobservable(CauseKind.NOT_ALLOWED, f"{host} is not declared in the environment")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._gate.admit("http", f"{host}:{port}", f"{method} {path}", address)
        sent, trust = dict(headers or {}), None
        if parts.scheme == "https" and f"{host}:{port}" in self._authorization:
            sent["Authorization"] = self._authorization[f"{host}:{port}"]
            trust = self.route.trust or ""  # a secret goes to nobody who cannot prove to be the host
        return await request(method, url, address, sent, self.route.timeout_s, max_body, http2, trust)

    async def dns(
        self, name: str, rdtype: str, server: Server | None = None, *, dnssec: bool = False, recurse: bool = False
    ) -> Message:
        """Ask the resolver, or a name server by its address. Any rcode is an answer; Unobservable when none came.

        Planned as kind ``dns``, to ``resolver`` or ``nameservers``, what ``TYPE name``. With ``recurse`` the server is
        a resolver other than the environment's own, and planned by its address and port. The same question to the same
        server is sent once a scan: whoever asks later gets the same answer.
        """
        name = name.rstrip(".").lower() or "."
        key = (name, rdtype, server, dnssec, recurse)
        if key not in self.route.answers:
            to = "resolver" if server is None else _text(server) if recurse else "nameservers"
            self._gate.admit("dns", to, f"{rdtype} {name}", _text(server))
            self.route.answers[key] = asyncio.ensure_future(self._ask(name, rdtype, server, dnssec, recurse))
        return await asyncio.shield(self.route.answers[key])

    async def _ask(self, name: str, rdtype: str, server: Server | None, dnssec: bool, recurse: bool) -> Message:
        from readiness.reach.dns import query, system_resolvers

        servers = (server,) if server else self.route.resolvers or system_resolvers()
        last: Unobservable | None = None
        for one in servers[:3]:
            try:
                asked = server is None or recurse
                return await query(name, rdtype, one, dnssec=dnssec, recurse=asked, timeout_s=self.route.timeout_s)
            except Unobservable as error:
                last = error
        raise last or Unobservable(CauseKind.UNRESOLVABLE, "no resolver")

    async def resolve(self, name: str, types: tuple[str, ...] = ("A", "AAAA")) -> tuple[str, ...]:
        """Addresses of a name: pinned ones, or the resolver's, aliases followed, sorted.

        Unobservable without any, or with too many to look at each.
        """
        pinned = self.route.addresses.get(name.lower())
        if pinned:
            return pinned
        from readiness.reach.resolving import addresses

        answers = await asyncio.gather(*(self.dns(name, rdtype) for rdtype in types))
        found = sorted({a for answer, rdtype in zip(answers, types, strict=True) for a in addresses(answer, rdtype)})
        if not found:
            raise Unobservable(CauseKind.UNRESOLVABLE, f"{name} has no address")
        if len(found) > MAX_ADDRESSES:  # a part of them says nothing about the others
            raise Unobservable(CauseKind.TOO_LARGE, f"{name} has {len(found)} addresses, over {MAX_ADDRESSES}")
        return tuple(found)

    async def work(
        self,
        job: str,
        arguments: Mapping[str, Any],
        *,
        endpoint: Endpoint | None = None,
        plan: tuple[str, str, str, int],
    ) -> Any:
        """Run ``module:function`` in a worker process that can be killed; JSON in, JSON out.

        ``plan`` is (kind, to, what, connections): so many connections are admitted and no more can be opened, to the
        endpoint's address and port alone; a job without any is no request. Unobservable if it fails, hangs or dies.
        """
        kind, to, what, connections = plan
        at = endpoint.address if endpoint else ""
        sent = self._gate.admit(kind, to, what, at, connections) if connections else None
        peer = (endpoint.address, endpoint.port) if endpoint else None
        done = await self.route.workers.run(job, arguments, peer, connections, self.dns)
        if sent is not None:
            self._gate.settle(sent, done.used)
        if done.cause is not None:
            raise Unobservable(done.cause.kind, done.cause.detail)
        return done.result


def _text(server: Server | None) -> str:
    return "" if server is None else f"{server[0]}:{server[1]}"
