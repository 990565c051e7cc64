"""Everything in which a merged policy asks for less than what it extends."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from readiness.load.params import is_weaker, spoken
from readiness.load.policy.gates import strictest, weaker
from readiness.load.policy.layers import Change, Layer
from readiness.load.policy.merging import SEVERITIES
from readiness.model.policy import Gate
from readiness.model.tailoring import Loosening


def loosenings(layer: Layer) -> tuple[Loosening, ...]:
    """What was left out, lowered or weakened: as first written against as it stands now, whoever did it in between."""
    return (*_dropped(layer), *_lowered(layer), *_parameters(layer), *_gate(layer))


def _dropped(layer: Layer) -> Iterator[Loosening]:
    for left in layer.left:
        control, change = left.held.first, left.change
        yield Loosening(
            kind="dropped",
            what=control.id,
            before=str(control.severity),
            after="left out",
            by=change.by,
            reason=change.reason,
        )


def _lowered(layer: Layer) -> Iterator[Loosening]:
    for held in layer.controls.values():
        first, now = held.first, held.control
        severity = SEVERITIES.index(now.severity) < SEVERITIES.index(first.severity)
        if severity:
            by = held.lowered.get("severity", Change(layer.name))
            yield Loosening(
                kind="severity",
                what=now.id,
                before=str(first.severity),
                after=str(now.severity),
                by=by.by,
                reason=by.reason,
            )
        # A weight that follows from the severity is no second loosening.
        if now.worth < first.worth and not (severity and now.weight is None):
            by = held.lowered.get("weight", Change(layer.name))
            before, after = f"{first.worth:g}", f"{now.worth:g}"
            yield Loosening(kind="weight", what=now.id, before=before, after=after, by=by.by, reason=by.reason)


def _parameters(layer: Layer) -> Iterator[Loosening]:
    for name, param in layer.params.items():
        spec = param.spec
        if is_weaker(spec, spec.default, param.first):
            before, after = spoken(spec, param.first), spoken(spec, spec.default)
            change = param.change
            yield Loosening(kind="parameter", what=name, before=before, after=after, by=change.by, reason=change.reason)


def _gate(layer: Layer) -> Iterator[Loosening]:
    if not layer.gates:
        return
    demanded = reduce(strictest, (gate for _, gate in layer.gates))
    for key, before, after in weaker(layer.gate or Gate(), demanded):
        yield Loosening(kind="gate", what=key, before=before, after=after, by=layer.gate_by or layer.name)
