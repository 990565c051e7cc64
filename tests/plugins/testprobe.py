"""Probes of a third party that try every way in which a fact group can end."""

from __future__ import annotations

import asyncio

from readiness.model.facts import Facts, Model, fact
from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind, Safety
from readiness.model.request import Template
from readiness.probes.plugin import Ask, Planned, Probe, group

ORDER: list[str] = []


class Number(Facts):
    number: int = fact("a number")


class Text(Facts):
    text: str = fact("a text")


class Inputs(Model):
    start: int = fact("first number", default=1)


def nothing(planned: Planned) -> tuple[Template, ...]:
    return ()


def page(planned: Planned) -> tuple[Template, ...]:
    return (Template(kind="http", to=f"{planned.name}:{planned.target.port}", what="GET /", at_most=1),)


class Tried(Probe):
    """Every way in which a fact group can end."""

    name = "tried"
    kinds = frozenset({"site"})
    inputs = Inputs
    per_endpoint = True

    @group(sends=nothing)
    async def well(self, ask: Ask) -> Number:
        """Facts."""
        ORDER.append("well")
        return Number(number=ask.inputs.start)

    @group(sends=nothing, timeout_s=0.2)
    async def late(self, ask: Ask) -> Number:
        """Never ends."""
        await asyncio.Event().wait()
        return Number(number=0)

    @group(sends=nothing)
    async def crashing(self, ask: Ask) -> Number:
        """Raises what no probe should."""
        raise ZeroDivisionError("a bug in the probe")

    @group(sends=nothing)
    async def blind(self, ask: Ask) -> Number:
        """Could not look."""
        raise Unobservable(CauseKind.REFUSED, "nobody there")

    @group(sends=page)
    async def greedy(self, ask: Ask) -> Number:
        """Asks for more than it planned."""
        await ask.reach.http("GET", f"https://{ask.endpoint.name}:{ask.endpoint.port}/admin", ask.endpoint.address)
        return Number(number=0)

    @group(sends=page)
    async def stray(self, ask: Ask) -> Number:
        """Asks somebody whom the environment does not declare."""
        await ask.reach.http("GET", "https://elsewhere.example/", "203.0.113.1")
        return Number(number=0)

    @group(sends=nothing, safety=Safety.ACTIVE)
    async def active(self, ask: Ask) -> Number:
        """Needs consent."""
        ORDER.append("active")
        return Number(number=1)

    @group(sends=nothing, safety=Safety.ACTIVE, isolated=True)
    async def limiter(self, ask: Ask) -> Number:
        """Comes last among the active ones."""
        ORDER.append("limiter")
        return Number(number=1)

    @group(sends=nothing, safety=Safety.DISRUPTIVE)
    async def drill(self, ask: Ask) -> Number:
        """Comes after everything."""
        ORDER.append("drill")
        return Number(number=1)


class Once(Probe):
    """A probe that looks at the target as a whole."""

    name = "once"
    kinds = frozenset({"site", "domain"})

    @group(sends=nothing)
    async def counted(self, ask: Ask) -> Number:
        """How often it was asked."""
        ORDER.append("counted")
        return Number(number=ORDER.count("counted"))

    @group(sends=nothing)
    async def echo(self, ask: Ask) -> Text:
        """Gives a secret back, as a careless server would."""
        values = sorted(ask.reach._authorization.values())
        return Text(text=f"you sent {values[0] if values else 'nothing'}")
