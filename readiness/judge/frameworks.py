"""What the controls say about the requirements of named frameworks that they map to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.model.outcomes import Outcome, worst
from readiness.model.policy import Control
from readiness.model.report import Finding, FrameworkState


def frameworks(controls: Iterable[Control], findings: Iterable[Finding]) -> tuple[FrameworkState, ...]:
    """Each requirement that a control maps to with the worst outcome, by framework, A.8.9 before A.8.24."""
    outcomes: dict[str, list[Outcome]] = {}
    for finding in findings:
        outcomes.setdefault(finding.control, []).append(finding.outcome)
    mapped: dict[tuple[str, str], list[str]] = {}
    for control in controls:
        for framework, requirements in control.maps.items():
            for requirement in dict.fromkeys(requirements):
                mapped.setdefault((framework, requirement), []).append(control.id)
    return tuple(
        FrameworkState(
            framework=framework,
            requirement=requirement,
            controls=tuple(own),
            outcome=worst([outcome for control in own for outcome in outcomes.get(control, [])]),
        )
        for (framework, requirement), own in sorted(mapped.items(), key=lambda item: (item[0][0], _natural(item[0][1])))
    )


def _natural(text: str) -> tuple[tuple[bool, int, str], ...]:
    """A key by which numbers in a text are ordered as numbers."""
    parts = re.findall(r"([0-9]{1,9})|([^0-9]+)", text)
    return tuple((not digits, int(digits or 0), other) for digits, other in parts)
