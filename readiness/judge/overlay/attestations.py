"""Laying attestations over findings: what a person says decides what no machine can see, and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from readiness.judge.overlay.standing import Standing, effective, latest, standing
from readiness.model.attestations import Attestation, AttestationState, EvidenceSeen
from readiness.model.mistakes import nearest
from readiness.model.outcomes import Outcome, worst
from readiness.model.policy import Attest, Control, WaiverRules
from readiness.model.report import Finding, Judgement, Reason, Result
from readiness.model.score import Basis
from readiness.model.validity import Validity

CONDITION = "attested"
SHOWN = 3


def lay_attestations(
    findings: Sequence[Finding],
    controls: Iterable[Control],
    attestations: Sequence[Attestation],
    evidence: Iterable[EvidenceSeen],
    rules: WaiverRules,
    now: datetime,
) -> tuple[tuple[Finding, ...], tuple[AttestationState, ...]]:
    """The findings of controls that must be attested, decided; and what became of every attestation, in their order.

    A control without conditions passes by the best valid attestation alone; with conditions it gets the worse of both.
    What does not apply, or has no target, stays as it is. ValueError for a moment without a time zone.
    """
    wanted = {control.id: control for control in controls}
    seen = latest(evidence)
    claims = [_claim(attestation, wanted, seen, now) for attestation in attestations]
    relied: set[int] = set()
    laid = tuple(_laid(finding, wanted.get(finding.control), claims, relied) for finding in findings)
    states = tuple(_state(index, claim, findings, relied, rules, now) for index, claim in enumerate(claims))
    return laid, states


@dataclass(frozen=True)
class _Claim:
    """An attestation, when it counts, and what it is worth."""

    attestation: Attestation
    validity: Validity
    worth: Standing

    @property
    def valid(self) -> bool:
        return self.worth[0] == "valid"


def _claim(
    attestation: Attestation, controls: dict[str, Control], seen: dict[str, EvidenceSeen], now: datetime
) -> _Claim:
    control = controls.get(attestation.control)
    if control is None:
        hint = nearest(attestation.control, controls)
        problem = f"there is no such control among those judged{': ' if hint else ''}{hint}"
        return _Claim(attestation, attestation.validity, ("unused", problem))
    if control.attest is None:
        problem = "this control is observed; it cannot be attested (waive it instead)"
        return _Claim(attestation, attestation.validity, ("refused", problem))
    worth = standing(attestation, control.attest, seen, now)
    return _Claim(attestation, effective(attestation, control.attest), worth)


def _laid(finding: Finding, control: Control | None, claims: list[_Claim], relied: set[int]) -> Finding:
    """The finding with its judgement by attestation; the number of the attestation that it relies on is noted."""
    if control is None or control.attest is None or not _open(finding):
        return finding
    own = [n for n, claim in enumerate(claims) if claim.attestation.covers(finding.control, finding.target)]
    best = max((n for n in own if claims[n].valid), key=lambda n: _rank(claims[n]), default=None)
    if best is not None:
        relied.add(best)
    judged = _missing(control.attest, [claims[n] for n in own]) if best is None else _attested(claims[best])
    observed = tuple(one for one in finding.judgements if not _bare(control, one))
    judgements = (*observed, judged)
    outcomes = {one.outcome for one in judgements}
    return finding.model_copy(
        update={
            "outcome": worst(list(outcomes - {Outcome.NOT_APPLICABLE})),
            "judgements": judgements,
            "basis": finding.basis if best is None else Basis.ATTESTED,
        }
    )


def _open(finding: Finding) -> bool:
    """Whether there is anything to attest: a target, and a control that applies to it."""
    return finding.target is not None and finding.outcome is not Outcome.NOT_APPLICABLE


def _bare(control: Control, judgement: Judgement) -> bool:
    """Whether a judgement says only that there are no conditions to judge by: then the attestation decides alone.

    A ``when`` that could not be decided is no such judgement and stands.
    """
    conditions = control.require.strip() or control.variants
    undecided = any(reason.level == "when" and reason.result is not Result.HELD for reason in judgement.reasons)
    return not conditions and not undecided and judgement.outcome is Outcome.UNPROVEN


def _rank(claim: _Claim) -> tuple[object, ...]:
    """The one that counts longest, then the newest; the rest of it only makes the choice definite."""
    return (claim.validity.until, claim.attestation.date, claim.attestation.model_dump_json())


def _attested(claim: _Claim) -> Judgement:
    who = claim.attestation
    reason = Reason(
        level="require",
        condition=f"{CONDITION}: {who.by}, {who.role}, {who.date}",
        result=Result.HELD,
        detail=f"counts until {claim.validity.until}: {who.statement}",
    )
    return Judgement(outcome=Outcome.PASS, reasons=(reason,))


def _missing(wanted: Attest, claims: list[_Claim]) -> Judgement:
    """Unproven, with everything that keeps the attestations there are from counting; the newest first."""
    told = sorted(claims, key=lambda claim: (claim.attestation.date, claim.worth), reverse=True)
    problems = list(dict.fromkeys(f"the attestation of {c.attestation.date}: {c.worth[1]}" for c in told))
    if len(problems) > SHOWN:
        problems = [*problems[:SHOWN], f"and {len(problems) - SHOWN} more"]
    asked = f" by {' or '.join(wanted.roles)}" if wanted.roles else ""
    detail = "; ".join(problems) or f"nobody has attested it: it takes a dated statement{asked}"
    reason = Reason(level="require", condition=CONDITION, result=Result.UNPROVEN, detail=detail)
    return Judgement(outcome=Outcome.UNPROVEN, reasons=(reason,))


def _state(
    index: int, claim: _Claim, findings: Sequence[Finding], relied: set[int], rules: WaiverRules, now: datetime
) -> AttestationState:
    attestation, (word, problem) = claim.attestation, claim.worth
    own = [one for one in findings if attestation.covers(one.control, one.target)]
    about = [finding for finding in own if _open(finding)]
    if claim.valid and not about:
        word, problem = "unused", _idle(attestation, findings, own)
    left = claim.validity.days_left(now)
    return AttestationState(
        attestation=attestation,
        standing=word,
        problem=problem,
        findings=tuple(f"{finding.control} [{finding.target}]" for finding in about),
        days_left=left,
        expires_soon=index in relied and left <= rules.warn_days,
    )


def _idle(attestation: Attestation, findings: Sequence[Finding], own: list[Finding]) -> str:
    """Why a valid attestation is about nothing here."""
    if any(finding.target is not None for finding in own):
        return "the control does not apply"
    declared = any(one.control == attestation.control and one.target is not None for one in findings)
    return f"no target matches `{attestation.targets}`" if declared else "no target is declared for the control"
