"""Start the demo environment, all its servers on loopback addresses and free ports, and stop it cleanly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from readiness.demo import records, servers, zones
from readiness.demo.accesslog import AccessLog, Entry
from readiness.demo.faults import Faults
from readiness.demo.pages import Application
from readiness.demo.placement import RESOLVERS, Addresses, Endpoint, Place, placed


@dataclass(frozen=True)
class Stage:
    """A running demo: everything that an environment file has to say about it.

    Endpoints are as DNS publishes them. ``routes`` says where to connect instead, and is empty unless the machine has
    but one loopback address. ``anchor`` is a file with the root's DS record, ``authority`` one with the CA to trust.
    """

    domain: str
    names: tuple[str, ...]
    aliases: tuple[str, ...]
    site_url: str
    api_url: str
    origin: str
    https_port: int
    http_port: int
    web_addresses: tuple[str, ...]
    root: Endpoint
    name_servers: Mapping[str, Endpoint]
    resolver: Endpoint
    resolvers: tuple[Endpoint, ...]
    retired: str
    anchor: Path
    authority: Path
    mail_host: str
    smtp: Endpoint
    dkim_selector: str
    ca_name: str
    faults: Faults
    routes: Mapping[Endpoint, Endpoint]
    _log: AccessLog = field(repr=False, compare=False)

    def log(self) -> tuple[Entry, ...]:
        """Everything that was asked of any server so far."""
        return self._log.entries()

    def connect_to(self, published: Endpoint) -> Endpoint:
        """Where a published endpoint really listens on this machine."""
        return self.routes.get(published, published)


@asynccontextmanager
async def stage(faults: Faults, directory: Path, addresses: Addresses | None = None) -> AsyncIterator[Stage]:
    """Run the demo for as long as the block lasts; ``directory`` (private to its owner) receives keys and certificates.

    OSError if this machine has no free loopback ports. The running loop must be a selector loop, as asyncio's is by
    default everywhere but on Windows.
    """
    where = addresses or Addresses()
    log = AccessLog()
    with placed(where) as places:
        spaces, certificates = await asyncio.gather(
            asyncio.to_thread(zones.build, where, faults), asyncio.to_thread(servers.issue, faults, directory)
        )
        anchor = directory / "root-anchor.ds"
        anchor.write_text(spaces.anchor, encoding="ascii")
        ready = _describe(places, where, faults, anchor, certificates["authority"], log)
        casting = servers.Cast(places, faults, log)
        tasks = [
            asyncio.create_task(serving)
            for serving in (*casting.name_servers(spaces), *casting.web(certificates), casting.mail(certificates))
        ]
        try:
            yield ready
        finally:
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ended:
            if isinstance(end, Exception):
                raise end


@contextmanager
def running(faults: Faults, directory: Path, addresses: Addresses | None = None) -> Iterator[Stage]:
    """The same for a caller without an event loop: the demo runs in a thread of its own."""
    started: Future[Stage] = Future()
    finish: Future[None] = Future()

    async def play() -> None:
        async with stage(faults, directory, addresses) as ready:
            started.set_result(ready)
            await asyncio.wrap_future(finish)

    with ThreadPoolExecutor(1, "demo") as thread:
        played = thread.submit(_run, play)
        try:
            pending: list[Future[Any]] = [started, played]
            wait(pending, return_when=FIRST_COMPLETED)
            if played.done():
                played.result()  # it never started: raises why
            yield started.result()
        finally:
            finish.set_result(None)
        played.result()


def _run(play: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(play())


def _describe(
    places: Mapping[str, Place], where: Addresses, faults: Faults, anchor: Path, authority: Path, log: AccessLog
) -> Stage:
    site = Application(places["https-1"].published.port, places["http-1"].published.port)
    name_servers = {f"{name}.{records.DOMAIN}": places[name].published for name in ("ns1", "ns2")}
    routes = {place.published: place.actual for place in places.values() if place.published != place.actual}
    return Stage(
        domain=records.DOMAIN,
        names=(records.DOMAIN, f"www.{records.DOMAIN}", f"api.{records.DOMAIN}"),
        aliases=records.ALIASES,
        site_url=f"{site.origin}/",
        api_url=f"{site.api_origin}/",
        origin=site.origin,
        https_port=site.https_port,
        http_port=site.http_port,
        web_addresses=(where.web1, where.web2),
        root=places["root"].published,
        name_servers=MappingProxyType(name_servers),
        resolver=places["resolver"].published,
        resolvers=tuple(places[name].published for name in RESOLVERS),
        retired=where.retired,
        anchor=anchor,
        authority=authority,
        mail_host=records.MAIL_HOST,
        smtp=places["smtp"].published,
        dkim_selector=records.DKIM_SELECTOR,
        ca_name=records.CA_NAME,
        faults=faults,
        routes=MappingProxyType(routes),
        _log=log,
    )
