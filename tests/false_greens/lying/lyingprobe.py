"""A probe of a third party whose answers are not what it says that they are."""

from __future__ import annotations

from typing import Any

from readiness.model.facts import Facts, fact
from readiness.model.request import Template
from readiness.probes.plugin import Ask, Planned, Probe, group


class Number(Facts):
    number: int = fact("a number")


class Share(Facts):
    share: float = fact("a share")


class Other(Facts):
    number: str = fact("something else of the same name")


def nothing(planned: Planned) -> tuple[Template, ...]:
    return ()


class Lying(Probe):
    """Everything that is not the promised facts."""

    name = "lying"
    kinds = frozenset({"site"})
    per_endpoint = True

    @group(sends=nothing)
    async def honest(self, ask: Ask) -> Number:
        """What it says."""
        return Number(number=1)

    @group(sends=nothing)
    async def other(self, ask: Ask) -> Number:
        """Facts of another model."""
        found: Any = Other(number="1")
        return found

    @group(sends=nothing)
    async def none(self, ask: Ask) -> Number:
        """No facts at all."""
        found: Any = None
        return found

    @group(sends=nothing)
    async def plain(self, ask: Ask) -> Number:
        """A plain map."""
        found: Any = {"number": 1}
        return found

    @group(sends=nothing)
    async def unchecked(self, ask: Ask) -> Number:
        """The right model, with something in it that nobody checked."""
        found: Any = "1"
        return Number.model_construct(number=found)

    @group(sends=nothing)
    async def endless(self, ask: Ask) -> Share:
        """A number that no JSON has."""
        return Share(share=float("nan"))
