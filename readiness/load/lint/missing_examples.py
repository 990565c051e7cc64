"""Controls without an example of each thing that can become of them."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.load.lint._subject import Remark, Subject, conditions
from readiness.model.outcomes import Outcome
from readiness.model.policy import Control


def look(subject: Subject) -> Iterator[Remark]:
    """A remark for each control with conditions, and outcome that they can have, of which no example tells."""
    for control in subject.policy.controls:
        told = {example.get("outcome") for example in control.examples}
        for outcome in _possible(control):
            if outcome not in told:
                yield Remark("missing-examples", control.id, f"has no example that should be {outcome}")


def _possible(control: Control) -> Iterator[Outcome]:
    if any(conditions(control)):
        yield from (Outcome.PASS, Outcome.FAIL)
    if control.recommend or any(variant.recommend for variant in control.variants):
        yield Outcome.PARTIAL
    if control.when:
        yield Outcome.NOT_APPLICABLE
