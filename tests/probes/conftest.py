"""Running one fact group of a probe against a server of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from readiness.model.facts import Facts
from readiness.model.observation import Endpoint, Sent
from readiness.model.target import AnyTarget
from readiness.probes.plugin import Ask, Planned, Probe
from readiness.reach.gate import Gate
from readiness.reach.journal import Journal
from readiness.reach.reach import Reach, Route
from readiness.reach.worker import Workers


def collect(
    probe: type[Probe],
    group: str,
    target: AnyTarget,
    *,
    endpoint: Endpoint | None = None,
    inputs: dict[str, Any] | None = None,
    hosts: tuple[str, ...] = (),
    sent: list[Sent] | None = None,
    deadline_s: float = 30.0,
    **route: Any,
) -> Facts:
    """Facts of one group, or the Unobservable that it raised; ``sent`` is filled with what left the scanner.

    ``route`` takes the fields of ``Route``: resolvers, addresses, trust, anchor, nameserver_port, smtp_port, timeout_s.
    """

    async def run() -> Facts:
        async with Workers(deadline_s=deadline_s) as workers:
            wanted = probe.groups()[group]
            values = probe.inputs.model_validate(inputs or {})
            way = Route(workers=workers, **route)
            ports = {"nameserver": way.nameserver_port, "smtp": way.smtp_port}
            name = endpoint.name if endpoint else ""
            templates = wanted.sends(Planned(target=target, name=name, inputs=values, reach_ports=ports))
            declared = set(hosts) | set(getattr(target, "all_names", tuple)())
            gate = Gate(templates, frozenset(declared), Journal(sent.append if sent is not None else None))
            ask = Ask(target, endpoint, values, datetime.now(UTC), Reach(way, gate))
            async with asyncio.timeout(wanted.timeout_s + 5):
                facts: Facts = await getattr(probe(), group)(ask)
            assert type(facts) is wanted.model
            return facts

    return asyncio.run(run())


@pytest.fixture
def observe() -> Callable[..., Facts]:
    """``observe(Probe, "group", target, endpoint=…)``: see ``collect``."""
    return collect
