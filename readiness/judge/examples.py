"""The examples that controls carry: a policy's own tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from readiness.expressions import Engine
from readiness.judge.conditions import prepare
from readiness.judge.judge import decide_values
from readiness.judge.values import Values
from readiness.model.outcomes import Outcome
from readiness.model.policy import Control, Policy

CLOCK = datetime(2026, 1, 1, tzinfo=UTC)
"""Examples are judged at this time, so that they stay true."""


@dataclass(frozen=True)
class Example:
    """What became of one example; ``problem`` is empty if it was as expected."""

    control: str
    name: str
    problem: str = ""


def run_examples(policy: Policy) -> tuple[Example, ...]:
    """Judge every example; a control without a passing and a failing one is a problem of its own."""
    engine = Engine(CLOCK)
    return tuple(example for control in policy.controls for example in _control(control, policy, engine))


def _control(control: Control, policy: Policy, engine: Engine) -> Iterable[Example]:
    expected = set()
    for number, example in enumerate(control.examples, 1):
        expected.add(example.get("outcome"))
        yield Example(control.id, f"example {number}", _problem(control, example, policy, engine))
    for outcome in (Outcome.PASS, Outcome.FAIL):
        if outcome not in expected:
            yield Example(control.id, "examples", f"has none that should {outcome}")


def _problem(control: Control, example: Mapping[str, Any], policy: Policy, engine: Engine) -> str:
    unknown = set(example) - {"outcome", "target", "params", "endpoint", *control.observe}
    if unknown:
        return f"has unknown names: {', '.join(sorted(unknown))}"
    if example.get("outcome") not in list(Outcome):
        return f"expects {example.get('outcome')!r}, which is no outcome"
    params = {name: spec.default for name, spec in policy.params.items()} | dict(example.get("params", {}))
    maps = {"target": {}, **{k: v for k, v in example.items() if k != "outcome"}, "params": params}
    judged = decide_values(engine, prepare(engine, control), Values(maps), engine.bind(maps), None)
    if judged.outcome == example["outcome"]:
        return ""
    reasons = "; ".join(f"{r.condition}: {r.result} {r.detail}" for r in judged.reasons if r.result != "held")
    return f"expected {example['outcome']}, judged {judged.outcome}: {reasons}"
