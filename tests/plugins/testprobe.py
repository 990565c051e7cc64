"""Probes of a third party that try every way in which a fact group can end."""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import suppress

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

    @group(sends=nothing, timeout_s=0.2)
    async def stubborn(self, ask: Ask) -> Number:
        """Takes being cancelled for a failure of something else, once."""
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()
        return Number(number=0)

    @group(sends=nothing, timeout_s=0.2)
    async def deaf(self, ask: Ask) -> Number:
        """Does not hear of being cancelled at all."""
        while True:
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()

    @group(sends=nothing, timeout_s=600)
    async def lasting(self, ask: Ask) -> Number:
        """Takes longer than anybody waits."""
        ORDER.append("lasting")
        await asyncio.sleep(600)
        return Number(number=0)

    @group(sends=nothing, timeout_s=600)
    async def guessing(self, ask: Ask) -> Number:
        """Takes being cancelled for an answer."""
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            raise Unobservable(CauseKind.TIMEOUT, "nobody answers") from None
        return Number(number=0)

    @group(sends=nothing, timeout_s=600)
    async def blocking(self, ask: Ask) -> Number:
        """Holds on to the event loop."""
        time.sleep(600)  # noqa: ASYNC251  # that is what it is for
        return Number(number=0)

    @group(sends=nothing, timeout_s=600)
    async def threaded(self, ask: Ask) -> Number:
        """Leaves a thread behind that will not end."""
        await asyncio.to_thread(time.sleep, 600)
        return Number(number=0)

    @group(sends=nothing)
    async def quitting(self, ask: Ask) -> Number:
        """Ends the program, or tries to."""
        sys.exit(0)

    @group(sends=nothing)
    async def cancelling(self, ask: Ask) -> Number:
        """Cancels itself."""
        raise asyncio.CancelledError

    @group(sends=nothing, timeout_s=1.5)
    async def queueing(self, ask: Ask) -> Number:
        """Works for half a second, once it is its turn."""
        found = await ask.reach.work("testjobs:pause", {"seconds": 0.5}, plan=("tls", "", "", 0))
        return Number(number=found)

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
