"""From findings to score and coverage, before and after waivers. Pure; version 1 of the algorithm."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.model.outcomes import Outcome, Severity, worst
from readiness.model.policy import WEIGHTS
from readiness.model.report import Finding
from readiness.model.score import Basis, Contribution, Scorecard, Shares

CREDIT = {Outcome.PASS: 1.0, Outcome.PARTIAL: 0.8}
CAP = 59.0
GREEN = (Outcome.PASS, Outcome.NOT_APPLICABLE)
_WEAKEST_FIRST = (Basis.ATTESTED, Basis.CARRIED, Basis.OBSERVED)


def worth(finding: Finding) -> float:
    """What the finding's control weighs where it applies; 0 for one that only informs."""
    return WEIGHTS[finding.severity] if finding.weight is None else finding.weight


def by_control(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings of each control, in their order."""
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding.control, []).append(finding)
    return grouped


def contributions(findings: Iterable[Finding], *, after_waivers: bool = False) -> tuple[Contribution, ...]:
    """One contribution for each control: judged on several targets, it counts once, by its worst.

    ``after_waivers`` it counts by the worst of what is not waived, and is left out, marked as waived, where nothing
    else of it applies. One that weighs nothing is among them with weight 0: it informs.
    """
    return tuple(_contribution(found, after_waivers) for found in by_control(findings).values())


def scorecard(findings: Iterable[Finding], *, after_waivers: bool = False) -> Scorecard:
    """The scorecard of these findings."""
    grouped = by_control(findings)
    parts = tuple(_contribution(found, after_waivers) for found in grouped.values())
    return score(parts, sum(worth(grouped[part.control][0]) for part in parts if _inapplicable(part)))


def _contribution(findings: list[Finding], after_waivers: bool) -> Contribution:
    applicable = [finding for finding in findings if finding.outcome is not Outcome.NOT_APPLICABLE]
    counted = [finding for finding in applicable if not (after_waivers and is_waived(finding))]
    left_out = bool(applicable) and not counted
    shown = counted or applicable or findings
    outcome = worst([finding.outcome for finding in shown])
    weight = worth(findings[0]) if counted else 0.0
    return Contribution(
        control=findings[0].control,
        severity=findings[0].severity,
        outcome=outcome,
        weight=weight,
        credit=weight * CREDIT.get(outcome, 0.0),
        basis=min((finding.basis for finding in shown), key=_WEAKEST_FIRST.index),
        waived=left_out,
    )


def is_waived(finding: Finding) -> bool:
    """Whether a waiver is laid over it; one that is green needs none."""
    return finding.waived is not None and finding.outcome not in GREEN


def score(parts: tuple[Contribution, ...], inapplicable: float | None = None) -> Scorecard:
    """Score = 100 × credit / weight; a critical control that fails or is undecided caps it at 59.

    ``inapplicable`` is the weight of the controls that do not apply; that of their severities where it is not given.
    """
    weight = sum(part.weight for part in parts)
    if inapplicable is None:
        inapplicable = sum(WEIGHTS[part.severity] for part in parts if _inapplicable(part))
    credit = sum(part.credit for part in parts)
    undecided = sum(part.weight for part in parts if not part.outcome.decided)
    capping = [part for part in parts if caps(part)]
    failing = any(part.outcome is Outcome.FAIL for part in capping)
    uncapped, best = percent(credit, weight), percent(credit + undecided, weight)
    capped = bool(capping) and uncapped > CAP
    return Scorecard(
        score=CAP if capped else uncapped,
        uncapped=uncapped,
        best=min(best, CAP) if failing else best,
        cap=cap_of(capping[0]) if capped else "",
        coverage=percent(weight - undecided, weight),
        applicable=percent(weight, weight + inapplicable),
        shares=_shares(parts, credit),
        contributions=parts,
    )


def caps(part: Contribution) -> bool:
    """Whether a control holds the score down: a critical one that counts and fails or is undecided."""
    lacks = part.outcome is Outcome.FAIL or not part.outcome.decided
    return part.severity is Severity.CRITICAL and part.weight > 0 and lacks


def cap_of(part: Contribution) -> str:
    """The cap in words."""
    return f"{CAP:g}: critical control {part.control} is {part.outcome}"


def percent(part: float, whole: float) -> float:
    """A share of a whole, in percent with two digits; 0 of nothing. 100 is all of it, and 0 nothing."""
    if not whole or part in (0, whole):
        return 100.0 if whole and part else 0.0
    return min(max(round(100 * part / whole, 2), 0.01), 99.99) if 0 < part < whole else round(100 * part / whole, 2)


def _inapplicable(part: Contribution) -> bool:
    return part.outcome is Outcome.NOT_APPLICABLE


def _shares(parts: tuple[Contribution, ...], credit: float) -> Shares:
    """The largest share takes what rounding leaves, so that they add up to 100."""
    if not credit:
        return Shares()
    shares = {basis: percent(sum(p.credit for p in parts if p.basis is basis), credit) for basis in Basis}
    largest = max(shares, key=lambda basis: shares[basis])
    shares[largest] = round(100 - sum(share for basis, share in shares.items() if basis is not largest), 2)
    return Shares(**{basis.value: share for basis, share in shares.items()})
