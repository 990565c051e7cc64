"""Compares gates: the strictest of several, and in what one asks for less than another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from readiness.model.outcomes import Severity
from readiness.model.policy import Gate, WaiverRules


def laid_over(gate: Gate, below: Gate | None) -> Gate:
    """A gate as written: what it does not say is as in the gate below it."""
    return gate if below is None else _laid_over(gate, below)


def _laid_over(model: Any, below: Any) -> Any:
    said = {name: getattr(model, name) for name in model.model_fields_set}
    for name, value in said.items():
        if isinstance(value, BaseModel):
            said[name] = _laid_over(value, getattr(below, name))
    return below.model_copy(update=said)


def strictest(one: Gate, other: Gate) -> Gate:
    """A gate that asks for everything that either asks for."""
    chapters = [*sorted({*one.chapters, *other.chapters})]
    return Gate(
        score=max(one.score, other.score),
        coverage=max(one.coverage, other.coverage),
        blocking=tuple(severity for severity in Severity if severity in {*one.blocking, *other.blocking}),
        chapters={name: max(one.chapters.get(name, 0.0), other.chapters.get(name, 0.0)) for name in chapters},
        waivers=WaiverRules(
            longest_days=min(one.waivers.longest_days, other.waivers.longest_days),
            most=_least(one.waivers.most, other.waivers.most),
            most_weight=_least(one.waivers.most_weight, other.waivers.most_weight),
            warn_days=max(one.waivers.warn_days, other.waivers.warn_days),
        ),
        evidence_days=_least(one.evidence_days, other.evidence_days),
        regressions=one.regressions and other.regressions,
    )


def _least(one: Any, other: Any) -> Any:
    return min((value for value in (one, other) if value is not None), default=None)


def weaker(gate: Gate, than: Gate) -> Iterator[tuple[str, str, str]]:
    """Each key in which a gate asks for less than another, with the values before and after as text."""
    for name in ("score", "coverage"):
        before, after = getattr(than, name), getattr(gate, name)
        if after < before:
            yield name, f"{before:g}", f"{after:g}"
    if set(than.blocking) - set(gate.blocking):
        yield "blocking", _listed(than.blocking), _listed(gate.blocking)
    for name, least in than.chapters.items():
        if gate.chapters.get(name, 0.0) < least:
            yield f"chapters.{name}", f"{least:g}", f"{gate.chapters[name]:g}" if name in gate.chapters else "none"
    for name in ("longest_days", "most", "most_weight"):
        if _exceeds(getattr(gate.waivers, name), getattr(than.waivers, name)):
            yield f"waivers.{name}", _number(getattr(than.waivers, name)), _number(getattr(gate.waivers, name))
    if _exceeds(gate.evidence_days, than.evidence_days):
        yield "evidence_days", _number(than.evidence_days), _number(gate.evidence_days)
    if gate.regressions and not than.regressions:
        yield "regressions", "false", "true"


def _exceeds(after: float | None, before: float | None) -> bool:
    return before is not None and (after is None or after > before)


def _number(value: float | None) -> str:
    return "no limit" if value is None else f"{value:g}"


def _listed(severities: tuple[Severity, ...]) -> str:
    return ", ".join(severity for severity in Severity if severity in severities) or "none"
