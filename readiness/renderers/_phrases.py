"""What several formats tell alike: what is waived and by whom, what only informs, where a proof was carried from."""

from __future__ import annotations

from readiness.model.outcomes import Outcome
from readiness.model.report import Carried, Finding, Report
from readiness.model.text import plain
from readiness.model.waivers import Waiver

GREEN = (Outcome.PASS, Outcome.NOT_APPLICABLE)


def informs(finding: Finding) -> bool:
    """Whether the control weighs nothing: it is shown and decides nothing."""
    return finding.weight == 0


def is_waived(finding: Finding) -> bool:
    """Whether a waiver is laid over an outcome that is not green."""
    return finding.waived is not None and finding.outcome not in GREEN


def waiver_of(report: Report, finding: Finding) -> Waiver | None:
    """The waiver that is laid over a finding: of those with its ticket the one that was granted first."""
    covering = (
        state.waiver
        for state in report.waivers
        if state.standing == "applied"
        and state.waiver.ticket == finding.waived
        and state.waiver.covers(finding.control, finding.target)
    )
    return min(covering, key=lambda waiver: waiver.granted, default=None)


def waived(report: Report, finding: Finding) -> str:
    """The waiver in a phrase: ``waived until 2026-12-31 by cto@example.com, OPS-41``."""
    waiver = waiver_of(report, finding)
    until = f" until {waiver.expires} by {plain(waiver.approver)}" if waiver else ""
    return f"waived{until}, {plain(finding.waived or '')}"


def carried(proof: Carried) -> str:
    """A proof from another scan: what it is of, where it was made and how old it is."""
    run = f" (run {plain(proof.run)})" if proof.run else ""
    when = f"{proof.observed:%Y-%m-%d}, {proof.age_days:.1f} days old"
    return f"{plain(proof.observation)} from a scan of {plain(proof.environment)}{run} on {when}"
