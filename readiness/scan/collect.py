"""Collecting: the stages of a scan; each question is asked once, and every failure is a cause."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from readiness.model.facts import Facts, Model
from readiness.model.observation import Endpoint, Expansion, Observation, Sent, State, Unobservable
from readiness.model.outcomes import CauseKind, Safety
from readiness.model.plan import Asking, Plan
from readiness.model.target import AnyTarget
from readiness.probes import find
from readiness.probes.plugin import Ask, Probe
from readiness.reach.gate import Gate
from readiness.reach.journal import Journal
from readiness.reach.queueing import Queue
from readiness.reach.reach import Reach, Route
from readiness.record.lines import Key, key
from readiness.record.resume import Seen
from readiness.scan.patience import within

AT_ONCE = 24
_Rooms = defaultdict[str, asyncio.Semaphore]
"""Each probe has room of its own: questions that wait for a worker process hold up no others."""


@dataclass(frozen=True)
class Scene:
    """What collecting works with. ``keep`` gets every expansion and observation as it is made.

    ``vantage`` is where it is looked from; what was ``seen`` before an interruption is not looked at again.
    ``meanwhile`` goes on while the passive questions are asked.
    """

    plan: Plan
    targets: Mapping[str, AnyTarget]
    route: Route
    journal: Journal
    authorization: Mapping[str, str]
    keep: Callable[[Model], None]
    now: datetime
    vantage: str = "here"
    seen: Seen = field(default_factory=Seen)
    meanwhile: Callable[[], Awaitable[None]] | None = None


@dataclass(frozen=True)
class _Job:
    asking: Asking
    endpoint: Endpoint | None
    probe: Probe
    queue: Queue


async def collect(scene: Scene) -> None:
    """Ask everything that the plan holds, passive questions at once, the others one by one.

    Whatever happens to one question, the rest is asked; only cancelling (Ctrl-C) ends the collection early.
    """
    rooms: _Rooms = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
    async with asyncio.TaskGroup() as tasks:
        looking = [
            tasks.create_task(_look(scene, target, name, askings, rooms))
            for (target, name), askings in _by_name(scene.plan).items()
        ]
        if scene.meanwhile is not None:
            tasks.create_task(_await(scene.meanwhile))
    later = [job for found in looking for job in found.result()]
    await _one_by_one(scene, [job for job in later if job.asking.safety is not Safety.DISRUPTIVE])
    for job in later:
        if job.asking.safety is Safety.DISRUPTIVE:
            scene.keep(await _observe(scene, job))


async def _await(meanwhile: Callable[[], Awaitable[None]]) -> None:
    await meanwhile()


def _by_name(plan: Plan) -> dict[tuple[str, str], list[Asking]]:
    """What is asked by target and name: each name is examined as soon as its own addresses are known."""
    found: dict[tuple[str, str], list[Asking]] = {(t, name): [] for t, names in plan.names.items() for name in names}
    for asking in plan.askings:
        found.setdefault((asking.target, asking.name), []).append(asking)
    return found


async def _look(scene: Scene, target: str, name: str, askings: list[Asking], rooms: _Rooms) -> list[_Job]:
    """Ask the passive questions of one name, or of a target as a whole; the jobs that must wait for all of these."""
    places: tuple[Endpoint | None, ...] = (None,)
    if name:
        expansion = scene.seen.expansions.get((target, name))
        if expansion is None:
            expansion = await _expand(scene, target, name)
            scene.keep(expansion)
        places = expansion.endpoints
    jobs = [job for job in _jobs(askings, places) if _key(job, scene) not in scene.seen.answers]
    for job in jobs:
        if job.asking.withheld:
            scene.keep(_withheld(job, scene))
    asked = [job for job in jobs if not job.asking.withheld]
    await _together(scene, [job for job in asked if _at_once(job.asking)], rooms)
    return [job for job in asked if not _at_once(job.asking)]


def _key(job: _Job, scene: Scene) -> Key:
    asking = job.asking
    return key(asking.probe, asking.target, asking.inputs, job.endpoint, asking.group, scene.vantage)


def _at_once(asking: Asking) -> bool:
    return asking.safety is Safety.PASSIVE and not asking.isolated


async def _expand(scene: Scene, target: str, name: str) -> Expansion:
    gate = Gate(scene.plan.resolving, frozenset(), scene.journal)
    port: int = scene.targets[target].port  # type: ignore[union-attr]  # kinds with endpoints have a port
    try:
        addresses = await Reach(scene.route, gate).resolve(name)
    except Unobservable as error:
        return Expansion(target=target, name=name, cause=error.cause, sent=tuple(gate.sent))
    endpoints = tuple(Endpoint(name=name, address=address, port=port) for address in addresses)
    return Expansion(target=target, name=name, endpoints=endpoints, sent=tuple(gate.sent))


def _jobs(askings: Iterable[Asking], places: Iterable[Endpoint | None]) -> Iterator[_Job]:
    """Groups of the same probe with the same inputs at the same place share an instance of it."""
    probes: dict[Any, tuple[Probe, Queue]] = {}
    for asking in askings:
        for place in places:
            key = (*asking.observation, str(place))
            probe, queue = probes.setdefault(key, (find(asking.probe)(), Queue()))
            yield _Job(asking, place, probe, queue)


async def _together(scene: Scene, jobs: list[_Job], rooms: _Rooms) -> None:
    async def one(job: _Job) -> None:
        async with rooms[job.asking.probe]:
            scene.keep(await _observe(scene, job))

    async with asyncio.TaskGroup() as tasks:
        for job in jobs:
            tasks.create_task(one(job))


async def _one_by_one(scene: Scene, jobs: list[_Job]) -> None:
    """Exclusive per target, isolated groups (limiters, lockouts) last; different targets do not wait for each other."""

    async def each(own: list[_Job]) -> None:
        for job in sorted(own, key=lambda job: job.asking.isolated):
            scene.keep(await _observe(scene, job))

    def target(job: _Job) -> str:
        return job.asking.target

    async with asyncio.TaskGroup() as tasks:
        for _, own in groupby(sorted(jobs, key=target), target):
            tasks.create_task(each(list(own)))


async def _observe(scene: Scene, job: _Job) -> Observation:
    asking = job.asking
    gate = Gate(asking.templates, _declared(scene), scene.journal)
    started = datetime.now(UTC)
    try:
        facts = await within(asking.timeout_s, _ask(scene, job, gate), job.queue)
    except Unobservable as error:
        return _observation(scene, job, started, gate.sent, state=State.UNOBSERVABLE, cause=error.cause)
    except TimeoutError:
        late = Unobservable(CauseKind.TIMEOUT, f"took over {asking.timeout_s:g} s")
        return _observation(scene, job, started, gate.sent, state=State.UNOBSERVABLE, cause=late.cause)
    except Exception as error:
        crash = Unobservable(CauseKind.CRASH, f"{type(error).__name__}: {error}")
        return _observation(scene, job, started, gate.sent, state=State.UNOBSERVABLE, cause=crash.cause)
    return _observation(scene, job, started, gate.sent, state=State.OBSERVED, facts=facts)


async def _ask(scene: Scene, job: _Job, gate: Gate) -> dict[str, Any]:
    """What the probe says, as plain JSON; TypeError where that is not the facts which it promised."""
    inputs = job.probe.inputs.model_validate(job.asking.inputs)
    reach = Reach(scene.route, gate, scene.authorization)
    ask = Ask(scene.targets[job.asking.target], job.endpoint, inputs, scene.now, reach)
    facts: Facts = await getattr(job.probe, job.asking.group)(ask)
    promised = job.probe.groups()[job.asking.group].model
    if type(facts) is not promised:
        raise TypeError(f"the probe promised {promised.__name__} and gave {type(facts).__name__}")
    return facts.model_dump(mode="json", warnings="error")


def _declared(scene: Scene) -> frozenset[str]:
    """Hosts that may be examined: every declared name; pinned names count as declared."""
    names = {name for target in scene.targets.values() if hasattr(target, "all_names") for name in target.all_names()}
    return frozenset(names | set(scene.route.addresses))


def _observation(scene: Scene, job: _Job, started: datetime, sent: list[Sent], **result: Any) -> Observation:
    return Observation(
        probe=job.asking.probe,
        target=job.asking.target,
        inputs=job.asking.inputs,
        endpoint=job.endpoint,
        vantage=scene.vantage,
        group=job.asking.group,
        started=started,
        took_ms=round((datetime.now(UTC) - started).total_seconds() * 1000)
        if result["state"] is not State.WITHHELD
        else 0,
        sent=tuple(sent),
        **result,
    )


def _withheld(job: _Job, scene: Scene) -> Observation:
    return _observation(scene, job, scene.now, [], state=State.WITHHELD, withheld=job.asking.withheld)
