"""Laying waivers over findings: what is covered and by whom, and why a waiver covers nothing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from readiness.model.mistakes import nearest
from readiness.model.outcomes import Outcome
from readiness.model.people import folded, same_person
from readiness.model.policy import WaiverRules
from readiness.model.report import Finding
from readiness.model.waivers import Waiver, WaiverStanding, WaiverState

GREEN = (Outcome.PASS, Outcome.NOT_APPLICABLE)


def lay_waivers(
    findings: Sequence[Finding], waivers: Sequence[Waiver], rules: WaiverRules, now: datetime
) -> tuple[tuple[Finding, ...], tuple[WaiverState, ...]]:
    """The findings, with the ticket of the waiver that covers each, and what became of every waiver, in their order.

    No outcome changes. Where several active waivers cover a finding, the first by day granted and ticket is applied.
    ValueError for a moment without a time zone.
    """
    active = [index for index, waiver in enumerate(waivers) if not _inactive(waiver, rules, now)[0]]
    active.sort(key=lambda index: (waivers[index].granted, waivers[index].ticket, waivers[index].model_dump_json()))
    covering = [_covering(finding, waivers, active) for finding in findings]
    laid = tuple(
        finding.model_copy(update={"waived": waivers[numbers[0]].ticket if numbers else None})
        for finding, numbers in zip(findings, covering, strict=True)
    )
    scene = _Scene(findings, waivers, covering)
    return laid, tuple(_state(scene, index, rules, now) for index in range(len(waivers)))


@dataclass(frozen=True)
class _Scene:
    """What was laid out; ``covering`` are for each finding the waivers that cover it, the applied one first."""

    findings: Sequence[Finding]
    waivers: Sequence[Waiver]
    covering: list[list[int]]


def _covering(finding: Finding, waivers: Sequence[Waiver], active: list[int]) -> list[int]:
    if finding.outcome in GREEN:
        return []
    return [index for index in active if waivers[index].covers(finding.control, finding.target)]


def _inactive(waiver: Waiver, rules: WaiverRules, now: datetime) -> tuple[WaiverStanding | None, str]:
    """Why a waiver covers nothing whatever was found; rules are held again here, as a record can have been edited."""
    validity = waiver.validity
    if broken := _broken(waiver, rules):
        return "refused", broken
    state = validity.state(now)
    if state == "ahead":
        return "ahead", f"it holds from {validity.since} on"
    if state == "expired":
        return "expired", f"it ended with {validity.until}"
    return None, ""


def _broken(waiver: Waiver, rules: WaiverRules) -> str:
    if waiver.expires < waiver.granted:
        return "it ends before it begins"
    if waiver.validity.days > rules.longest_days:
        return f"it lasts {waiver.validity.days} days, the policy allows {rules.longest_days}"
    if not folded(waiver.owner) or not folded(waiver.approver):
        return "it names no owner or no approver"
    if same_person(waiver.owner, waiver.approver):
        return "its approver is its owner"
    return ""


def _state(scene: _Scene, index: int, rules: WaiverRules, now: datetime) -> WaiverState:
    waiver = scene.waivers[index]
    standing, problem = _inactive(waiver, rules, now)
    active = standing is None
    laid = [(f, numbers) for f, numbers in zip(scene.findings, scene.covering, strict=True) if index in numbers]
    if standing is None:
        problem = _unused(scene, index, laid)
        standing = "unused" if problem else "applied"
    others = {number for _, numbers in laid for number in numbers if number != index}
    left = waiver.validity.days_left(now)
    return WaiverState(
        waiver=waiver,
        standing=standing,
        problem=problem,
        findings=tuple(_named(finding) for finding, _ in laid),
        days_left=left,
        expires_soon=active and left <= rules.warn_days,
        overlaps=tuple(sorted({scene.waivers[number].ticket for number in others})),
    )


def _unused(scene: _Scene, index: int, laid: list[tuple[Finding, list[int]]]) -> str:
    """Why an active waiver is applied to nothing; empty if it is."""
    waiver = scene.waivers[index]
    if any(numbers[0] == index for _, numbers in laid):
        return ""
    if laid:
        first = sorted({scene.waivers[numbers[0]].ticket for _, numbers in laid})
        return f"what it covers is waived already by {', '.join(first)}"
    own = [finding for finding in scene.findings if finding.control == waiver.control]
    if not own:
        hint = nearest(waiver.control, (finding.control for finding in scene.findings))
        return f"there is no such control among those judged{': ' if hint else ''}{hint}"
    fitting = [finding for finding in own if waiver.covers(finding.control, finding.target)]
    if not fitting:
        return f"no target matches `{waiver.targets}`"
    passes = any(finding.outcome is Outcome.PASS for finding in fitting)
    return "the control passes" if passes else "the control does not apply"


def _named(finding: Finding) -> str:
    return finding.control if finding.target is None else f"{finding.control} [{finding.target}]"
