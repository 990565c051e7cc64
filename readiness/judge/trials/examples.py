"""The examples that controls carry: a policy's own tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from readiness.expressions import Engine
from readiness.judge.conditions import Conditions, prepare
from readiness.judge.deciding import decide_values
from readiness.judge.evidence.binding import NO_RELEASE
from readiness.judge.evidence.values import Values, guide_of
from readiness.load.lifecycle import load_lifecycle
from readiness.model.lifecycle import Lifecycle
from readiness.model.outcomes import Outcome
from readiness.model.policy import Control, Policy
from readiness.model.report import Judgement

NAMES = frozenset({"outcome", "target", "params", "endpoint", "release", "guide"})
"""What an example may give beside what the control observes."""

CLOCK = datetime(2026, 1, 1, tzinfo=UTC)
"""Examples are judged at this time, so that they stay true."""


@dataclass(frozen=True)
class Example:
    """What became of one example; ``problem`` is empty if it was as expected."""

    control: str
    name: str
    problem: str = ""


def run_examples(policy: Policy, lifecycle: Lifecycle | None = None) -> tuple[Example, ...]:
    """Judge every example; a control without a passing and a failing one is a problem of its own.

    So is each variant; a control that is decided by attesting alone needs none. ``lifecycle`` are the data as of which
    they are judged, those that come with readiness if it is None.
    """
    engine = Engine(CLOCK, lifecycle or _shipped())
    return tuple(example for control in policy.controls for example in _control(control, policy, engine))


@cache
def _shipped() -> Lifecycle:
    return load_lifecycle(None)


def _control(control: Control, policy: Policy, engine: Engine) -> Iterable[Example]:
    conditions = prepare(engine, control)
    expected: set[tuple[str | None, Any]] = set()
    for number, example in enumerate(control.examples, 1):
        variant, problem = _run(control, conditions, example, policy, engine)
        expected.add((variant, example.get("outcome")))
        yield Example(control.id, f"example {number}", problem)
    if not conditions.require_anything:
        return
    for variant in tuple(name for name, _ in conditions.variants) or (None,):
        of = f"examples of variant {variant}" if variant else "examples"
        for outcome in (Outcome.PASS, Outcome.FAIL):
            if (variant, outcome) not in expected:
                yield Example(control.id, of, f"has none that should {outcome}")


def _run(
    control: Control, conditions: Conditions, example: Mapping[str, Any], policy: Policy, engine: Engine
) -> tuple[str | None, str]:
    """The variant that fitted, and what is wrong."""
    unknown = set(example) - NAMES - set(control.observe)
    if unknown:
        return None, f"has unknown names: {', '.join(sorted(unknown))}"
    if example.get("outcome") not in list(Outcome):
        return None, f"expects {example.get('outcome')!r}, which is no outcome"
    judged = _judged(conditions, example, policy, engine)
    if judged.outcome == example["outcome"]:
        return judged.variant, ""
    reasons = "; ".join(f"{r.condition}: {r.result} {r.detail}" for r in judged.reasons if r.result != "held")
    return judged.variant, f"expected {example['outcome']}, judged {judged.outcome}: {reasons}"


def _judged(conditions: Conditions, example: Mapping[str, Any], policy: Policy, engine: Engine) -> Judgement:
    params = {name: spec.default for name, spec in policy.params.items()} | dict(example.get("params", {}))
    given = {name: value for name, value in example.items() if name != "outcome"}
    maps = {"target": {}, "guide": guide_of(policy.catalog), **given, "params": params}
    undeclared = {} if "release" in given else {("release", "*"): (NO_RELEASE,)}
    return decide_values(engine, conditions, Values(maps, undeclared), engine.bind(maps), None)
