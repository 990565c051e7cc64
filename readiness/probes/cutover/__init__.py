"""Looks at the switch from an old stack to a new one: whether both answer alike, and who sees which of them."""

from __future__ import annotations

from readiness.model.target import Cutover as CutoverTarget
from readiness.probes.cutover import sending
from readiness.probes.cutover.facts import Answers, Resolvers
from readiness.probes.plugin import Ask, Probe, group


class Cutover(Probe):
    """Names that move from old addresses to new ones; TLS is not verified, as its own controls judge the new stack."""

    name = "cutover"
    kinds = frozenset({"cutover"})

    @group(sending.answers, timeout_s=60)
    async def answers(self, ask: Ask) -> Answers:
        """What the old and the new stack answer to the same requests, each at its own address."""
        from readiness.probes.cutover.comparing import answers

        return await answers(ask.reach, _target(ask))

    @group(sending.resolvers, timeout_s=30)
    async def resolvers(self, ask: Ask) -> Resolvers:
        """Where the names lead according to each of several public resolvers."""
        from readiness.probes.cutover.resolving import resolvers

        return await resolvers(ask.reach, _target(ask))


def _target(ask: Ask) -> CutoverTarget:
    if not isinstance(ask.target, CutoverTarget):
        raise TypeError("the cutover probe looks at a cutover")
    return ask.target
