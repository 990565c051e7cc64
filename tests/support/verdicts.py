"""Findings, policies and grounds made by hand, for scoring and deciding."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from readiness.judge.verdict.gate import decide
from readiness.judge.verdict.grounds import Grounds
from readiness.model.attestations import Attestation, AttestationState
from readiness.model.outcomes import Outcome, Severity
from readiness.model.policy import Catalog, Chapter, Control, Gate, Phase, Policy, Row
from readiness.model.report import Finding, Selection, Verdict
from readiness.model.score import Basis
from readiness.model.waivers import Waiver, WaiverState

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CATALOG = Catalog(
    catalog="guide",
    title="A guide",
    chapters=(
        Chapter(id="first", number=1, title="First"),
        Chapter(id="second", number=2, title="Second"),
        Chapter(id="steps", number=3, title="Steps"),
    ),
    phases=(Phase(id="build", title="Build", row="3.1"), Phase(id="open", title="Open", row="3.2")),
    rows=(
        Row(id="1.1", chapter="first", phase="build", asks="one"),
        Row(id="1.2", chapter="first", phase="build", asks="two"),
        Row(id="2.1", chapter="second", phase="open", asks="three"),
        Row(id="3.1", chapter="steps", phase="build", asks="build"),
        Row(id="3.2", chapter="steps", phase="open", asks="open"),
    ),
)


def finding(
    control: str, outcome: Outcome, severity: Severity = Severity.MEDIUM, target: str | None = "site", **more: Any
) -> Finding:
    return Finding(control=control, title=control, severity=severity, target=target, outcome=outcome, **more)


def waived(control: str, outcome: Outcome = Outcome.FAIL, severity: Severity = Severity.HIGH, **more: Any) -> Finding:
    return finding(control, outcome, severity, waived="OPS-1", **more)


def control_of(finding: Finding) -> Control:
    return Control(
        id=finding.control,
        title=finding.control,
        rows=finding.rows,
        severity=finding.severity,
        weight=finding.weight,
        target="site",
        require="true",
        rationale="because",
        remedy={"any": "mend it"},
        references=("none",),
    )


def policy(*findings: Finding, gate: Gate | None = None, catalog: Catalog | None = CATALOG) -> Policy:
    controls = {one.control: control_of(one) for one in findings} or {"none": control_of(finding("none", Outcome.PASS))}
    return Policy(name="test", version="1", gate=gate or Gate(), catalog=catalog, controls=tuple(controls.values()))


def grounds(*findings: Finding, gate: Gate | None = None, selection: Selection | None = None, **more: Any) -> Grounds:
    of = more.pop("policy", None) or policy(*findings, gate=gate)
    return Grounds(policy=of, findings=findings, selection=selection or Selection(), **more)


def verdict(*findings: Finding, **more: Any) -> Verdict:
    return decide(grounds(*findings, **more))


def waiver(control: str, standing: str = "applied", *, ticket: str = "OPS-1", days_left: int = 90, soon: bool = False):
    written = Waiver(
        control=control,
        reason="a reason that is long enough",
        risk="some",
        owner="Ann",
        approver="Bob",
        ticket=ticket,
        granted=date(2026, 11, 1),
        expires=date(2027, 2, 20),
    )
    return WaiverState(waiver=written, standing=standing, days_left=days_left, expires_soon=soon)


def attestation(control: str, standing: str = "valid", *, days_left: int = 90, soon: bool = False) -> AttestationState:
    written = Attestation(
        control=control,
        statement="it was done as it should be",
        by="Cleo",
        role="operator",
        date=date(2026, 11, 1),
        valid_for_days=100,
    )
    return AttestationState(attestation=written, standing=standing, days_left=days_left, expires_soon=soon)


NAMES = ("a", "b", "c", "d")
_SEVERITIES = dict(zip(NAMES, Severity, strict=True))
_WEIGHTS = dict(zip(NAMES, (None, 3.0, 0.0, None), strict=True))
_ROWS = dict(zip(NAMES, (("1.1",), ("1.1", "1.2"), ("2.1",), ()), strict=True))


def made(control: str, outcome: Outcome, target: str, ticket: str | None, basis: Basis) -> Finding:
    """A finding of a control that is the same wherever it is judged."""
    waived = None if outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE) else ticket
    return finding(
        control,
        outcome,
        _SEVERITIES[control],
        target,
        weight=_WEIGHTS[control],
        rows=_ROWS[control],
        waived=waived,
        basis=basis,
    )


findings = st.lists(
    st.builds(
        made,
        st.sampled_from(NAMES),
        st.sampled_from(list(Outcome)),
        st.sampled_from(["one", "two", "three"]),
        st.sampled_from([None, "OPS-1"]),
        st.sampled_from(list(Basis)),
    ),
    max_size=8,
    unique_by=lambda one: (one.control, one.target),
)
"""Findings of four controls of every severity, of which one informs only, waived or not."""
