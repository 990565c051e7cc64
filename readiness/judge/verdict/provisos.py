"""What a READY hangs on: waivers, attestations near their end, proofs that were carried over, a first baseline."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.judge.catalog import unclaimed
from readiness.judge.verdict.grounds import Grounds
from readiness.model.attestations import AttestationState
from readiness.model.waivers import WaiverState


def provisos(grounds: Grounds) -> tuple[str, ...]:
    """The conditions of a verdict that holds, one line each; none if it holds without any."""
    return tuple(_all(grounds))


def _all(grounds: Grounds) -> Iterator[str]:
    for waiver in grounds.waivers:
        if waiver.standing == "applied":
            yield _waived(waiver)
    for attestation in grounds.attestations:
        if attestation.standing == "valid" and attestation.expires_soon:
            yield _attested(attestation)
    yield from dict.fromkeys(_carried(grounds))
    selection = grounds.selection
    whole_phase = selection.phase and not (selection.only or selection.skip)
    if whole_phase and (rows := unclaimed(grounds.policy, selection.phase)):
        yield f"no control decides {'row' if len(rows) == 1 else 'rows'} {', '.join(rows)} of this phase"
    if grounds.first and not grounds.policy.gate.regressions:
        yield "there is no baseline yet: whether anything is worse than before was not looked at"


def _waived(state: WaiverState) -> str:
    waiver = state.waiver
    where = "" if waiver.targets == "*" else f" on {waiver.targets}"
    return (
        f"{waiver.control}{where} is waived until {waiver.expires} by {waiver.approver} ({waiver.ticket})"
        f"{_soon(state.days_left, soon=state.expires_soon)}"
    )


def _attested(state: AttestationState) -> str:
    said = state.attestation
    where = "" if said.targets == "*" else f" on {said.targets}"
    return f"{said.control}{where} was attested by {said.by} on {said.date}{_soon(state.days_left, soon=True)}"


def _soon(days: int, *, soon: bool) -> str:
    left = "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"
    return f", which ends {left}" if soon else ""


def _carried(grounds: Grounds) -> Iterator[str]:
    for finding in grounds.findings:
        for judgement in finding.judgements:
            for proof in judgement.carried:
                yield (
                    f"{finding.control}: {proof.observation} is carried over from a scan of {proof.environment}"
                    f" {proof.age_days:.1f} days ago"
                )
