"""What mending would do: each control alone, or some that a reader names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from readiness.judge.verdict.gate import decide
from readiness.judge.verdict.grounds import Grounds
from readiness.judge.verdict.score import CAP, GREEN, cap_of, caps, percent
from readiness.model.outcomes import Outcome
from readiness.model.report import Finding, Verdict
from readiness.model.score import Contribution, Gain, Scorecard


def gains(card: Scorecard) -> tuple[Gain, ...]:
    """For each control that counts and is not green, what the score would be if it alone passed; most first."""
    sums = _Sums(card)
    found = [_gain(part, card, sums) for part in card.contributions if part.weight and part.outcome not in GREEN]
    return tuple(sorted(found, key=lambda gain: (-gain.gain, -gain.uncapped, gain.control)))


def what_if(grounds: Grounds, fixed: Iterable[str]) -> tuple[Scorecard, Verdict]:
    """The scorecard after waivers, and the verdict, as if these controls passed wherever they apply.

    What was accepted, attested or carried over for them is not needed then, and they are not worse than before.
    """
    names = set(fixed)
    baseline = grounds.baseline
    if baseline is not None:
        left = tuple(one for one in baseline.regressions if one.control not in names)
        baseline = baseline.model_copy(update={"regressions": left})
    mended = replace(
        grounds,
        findings=tuple(_passing(one) if one.control in names else one for one in grounds.findings),
        waivers=tuple(state for state in grounds.waivers if state.waiver.control not in names),
        attestations=tuple(state for state in grounds.attestations if state.attestation.control not in names),
        baseline=baseline,
    )
    return mended.after, decide(mended)


def _passing(finding: Finding) -> Finding:
    if finding.outcome is Outcome.NOT_APPLICABLE:
        return finding
    return finding.model_copy(update={"outcome": Outcome.PASS, "judgements": ()})


@dataclass(frozen=True, init=False)
class _Sums:
    """What a scorecard adds up, so that one control's change needs no adding up again."""

    weight: float
    credit: float
    capping: tuple[Contribution, ...]

    def __init__(self, card: Scorecard) -> None:
        object.__setattr__(self, "weight", sum(part.weight for part in card.contributions))
        object.__setattr__(self, "credit", sum(part.credit for part in card.contributions))
        object.__setattr__(self, "capping", tuple(part for part in card.contributions if caps(part)))


def _gain(part: Contribution, card: Scorecard, sums: _Sums) -> Gain:
    uncapped = percent(sums.credit + part.weight - part.credit, sums.weight)
    holding = next((one for one in sums.capping if one.control != part.control), None)
    capped = holding is not None and uncapped > CAP
    score = CAP if capped else uncapped
    return Gain(
        control=part.control,
        outcome=part.outcome,
        score=score,
        gain=round(score - card.score, 2),
        uncapped=round(uncapped - card.uncapped, 2),
        cap=f"stays: {cap_of(holding)}" if holding and capped else f"falls: {card.cap}" if card.cap else "",
    )
