"""Looks at the evidence that attestations name: what is there now, by digest, or why it could not be read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from readiness.model.attestations import Attestation, EvidenceRef, EvidenceSeen
from readiness.model.facts import Model
from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.policy import Control
from readiness.model.request import Template
from readiness.reach.gate import Gate
from readiness.reach.journal import Journal
from readiness.reach.reach import Reach, Route
from readiness.scan.digest import Digest, digest_of_bytes, digest_of_file

MAX_URL_BYTES = 100_000_000
URL_TIMEOUT_S = 30.0
FILE_TIMEOUT_S = 120.0
AT_ONCE = 2  # what is fetched is held in memory until its digest is known
_PORTS = {"http": 80, "https": 443}


def relevant(attestations: Iterable[Attestation], controls: Iterable[Control]) -> tuple[Attestation, ...]:
    """Those that can count for one of these controls: nobody looks at the evidence of any other."""
    attested = {control.id for control in controls if control.attest is not None}
    return tuple(one for one in attestations if one.control in attested)


def templates(attestations: Iterable[Attestation]) -> tuple[Template, ...]:
    """What may be sent for the evidence of these attestations: each URL once, and its name's addresses; sorted."""
    found = {template for one in _places(attestations) if one.url for template in _sends(one.url)}
    return tuple(sorted(found, key=lambda template: (template.kind, template.to, template.what)))


async def check(
    attestations: Iterable[Attestation],
    directory: Path,
    route: Route,
    journal: Journal,
    keep: Callable[[Model], None],
    now: datetime,
) -> None:
    """Keep one EvidenceSeen for each place, files in ``directory`` and URLs alike; every failure is a cause.

    A certificate is not verified: whoever answers, only content with the attested digest counts. For the same reason
    nothing is ever sent along (no Authorization), and no redirect is followed, as it was in no plan.
    """
    room = asyncio.Semaphore(AT_ONCE)

    async def one(ref: EvidenceRef) -> None:
        async with room:
            keep(await look(ref, directory, route, journal, now))

    async with asyncio.TaskGroup() as tasks:
        for ref in _places(attestations):
            tasks.create_task(one(ref))


async def look(ref: EvidenceRef, directory: Path, route: Route, journal: Journal, now: datetime) -> EvidenceSeen:
    """What is at one place; the digest in ``ref`` is not looked at."""
    hosts = (_name(urlsplit(ref.url)),) if ref.url else ()
    gate = Gate(_sends(ref.url) if ref.url else (), frozenset(hosts), journal)

    async def read() -> Digest:
        if ref.url:
            return digest_of_bytes(await _fetched(ref.url, route, gate))
        return await digest_of_file(directory, ref.file or "")

    found = await _or_cause(read(), URL_TIMEOUT_S if ref.url else FILE_TIMEOUT_S)
    if isinstance(found, Unobservable):
        return EvidenceSeen(place=ref.place, when=now, cause=found.cause, sent=tuple(gate.sent))
    return EvidenceSeen(place=ref.place, when=now, sha256=found.sha256, size=found.size, sent=tuple(gate.sent))


async def _or_cause(reading: Awaitable[Digest], timeout_s: float) -> Digest | Unobservable:
    try:
        async with asyncio.timeout(timeout_s):
            return await reading
    except Unobservable as error:
        return error
    except TimeoutError:
        return Unobservable(CauseKind.TIMEOUT, f"took over {timeout_s:g} s")
    except Exception as error:
        return Unobservable(CauseKind.CRASH, f"{type(error).__name__}: {error}")


async def _fetched(url: str, route: Route, gate: Gate) -> bytes:
    """The body of the one answer, in patience for a large one; Unobservable for every answer but a whole 200."""
    parts = urlsplit(url)
    address = await _address(_name(parts), Reach(route, gate))
    patient = Reach(replace(route, timeout_s=max(route.timeout_s, URL_TIMEOUT_S)), gate)
    answer = await patient.http("GET", url, address, max_body=MAX_URL_BYTES)
    if answer.status != 200:
        raise Unobservable(CauseKind.SERVER, f"{url} answers with status {answer.status}")
    if answer.cut is not None:
        raise Unobservable(answer.cut, f"{url} is not whole after {len(answer.body)} bytes")
    return answer.body


async def _address(host: str, reach: Reach) -> str:
    """One address, as there is but one request: of IPv4 if there is any, which more places can reach."""
    if _literal(host):
        return host
    return min(await reach.resolve(host), key=lambda address: (":" in address, address))


def _places(attestations: Iterable[Attestation]) -> tuple[EvidenceRef, ...]:
    """Every place once, in the order in which they are named."""
    found: dict[str, EvidenceRef] = {}
    for attestation in attestations:
        for ref in attestation.evidence:
            found.setdefault(ref.place, ref)
    return tuple(found.values())


def _sends(url: str) -> tuple[Template, ...]:
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    pattern = path.replace("[", "[[]").replace("*", "[*]")
    get = Template(kind="http", to=f"{host}:{parts.port or _PORTS[parts.scheme]}", what=f"GET {pattern}", at_most=1)
    name = _name(parts)
    if _literal(name):
        return (get,)
    names = (Template(kind="dns", to="resolver", what=f"{rdtype} {name}", at_most=1) for rdtype in ("A", "AAAA"))
    return (get, *names)


def _name(parts: SplitResult) -> str:
    return (parts.hostname or "").lower().rstrip(".")


def _literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
