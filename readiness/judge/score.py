"""From findings to score, coverage and verdict. Pure; version 1 of the algorithm."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.model.outcomes import Outcome, Severity, worst
from readiness.model.policy import WEIGHTS, Gate
from readiness.model.report import Finding, Selection, Verdict, Word
from readiness.model.score import Contribution, Scorecard

CREDIT = {Outcome.PASS: 1.0, Outcome.PARTIAL: 0.8}
CAP = 59.0
_WORDS = {
    False: {1: Word.NOT_READY, 3: Word.UNDECIDED, 0: Word.READY},
    True: {1: Word.DOES_NOT_HOLD, 3: Word.SELECTION_UNDECIDED, 0: Word.HOLDS},
}


def contributions(findings: Iterable[Finding]) -> tuple[Contribution, ...]:
    """One contribution for each control: judged on several targets, it counts once, by its worst."""
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding.control, []).append(finding)
    return tuple(_contribution(control, found) for control, found in grouped.items())


def _contribution(control: str, findings: list[Finding]) -> Contribution:
    outcomes = [finding.outcome for finding in findings]
    outcome = worst([o for o in outcomes if o is not Outcome.NOT_APPLICABLE] or outcomes)
    weight = 0.0 if outcome is Outcome.NOT_APPLICABLE else WEIGHTS[findings[0].severity]
    return Contribution(
        control=control,
        severity=findings[0].severity,
        outcome=outcome,
        weight=weight,
        credit=weight * CREDIT.get(outcome, 0.0),
    )


def score(parts: tuple[Contribution, ...]) -> Scorecard:
    """Score = 100 × credit / weight; a critical control that fails or is undecided caps it at 59."""
    weight = sum(part.weight for part in parts)
    everything = sum(WEIGHTS[part.severity] for part in parts)
    credit = sum(part.credit for part in parts)
    undecided = sum(part.weight for part in parts if not part.outcome.decided)
    capping = [p for p in parts if p.severity is Severity.CRITICAL and p.weight and _lacks(p)]
    failing = any(part.outcome is Outcome.FAIL for part in capping)
    uncapped, best = _percent(credit, weight), _percent(credit + undecided, weight)
    capped = bool(capping) and uncapped > CAP
    return Scorecard(
        score=CAP if capped else uncapped,
        uncapped=uncapped,
        best=min(best, CAP) if failing else best,
        cap=f"{CAP:g}: critical control {capping[0].control} is {capping[0].outcome}" if capped else "",
        coverage=_percent(weight - undecided, weight),
        applicable=_percent(weight, everything),
        contributions=parts,
    )


def _lacks(part: Contribution) -> bool:
    return part.outcome is Outcome.FAIL or not part.outcome.decided


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def decide(
    card: Scorecard, gate: Gate, selection: Selection, *, complete: bool, phases: tuple[str, ...] = ()
) -> Verdict:
    """The first situation of the verdict table that holds. Nothing vacuous is green.

    ``phases`` are all of the policy's, in order: a verdict on one phase alone says which of how many it is.
    """
    failing = _failing(card, gate)
    if failing:
        return _verdict(selection, phases, 1, failing)
    undecided = _undecided(card, gate, complete)
    return _verdict(selection, phases, 3 if undecided else 0, undecided)


def _verdict(selection: Selection, phases: tuple[str, ...], exit_code: int, because: list[str]) -> Verdict:
    word: Word | str = _WORDS[selection.partial][exit_code]
    if selection.phase in phases and not (selection.only or selection.skip):
        number = phases.index(selection.phase) + 1
        word = f"PHASE {selection.phase} {word.removeprefix('SELECTION ')} ({number} of {len(phases)})"
    return Verdict(word=word, exit_code=exit_code, because=tuple(because))


def _by_severity(card: Scorecard) -> list[Contribution]:
    severities = list(Severity)
    return sorted(card.contributions, key=lambda part: severities.index(part.severity))


def _failing(card: Scorecard, gate: Gate) -> list[str]:
    found = [
        f"{part.severity} control {part.control} fails"
        for part in _by_severity(card)
        if part.outcome is Outcome.FAIL and part.severity in gate.blocking
    ]
    if card.best < gate.score and any(part.weight for part in card.contributions):
        found.append(f"the score can reach {card.best:g} at best, the gate asks for {gate.score:g}")
    return found


def _undecided(card: Scorecard, gate: Gate, complete: bool) -> list[str]:
    found = [
        f"{part.severity} control {part.control} is {part.outcome}"
        for part in _by_severity(card)
        if part.severity in gate.blocking and part.weight and not part.outcome.decided
    ]
    if not any(part.weight for part in card.contributions):
        found.append("no control applies: nothing was judged")
    if card.coverage < gate.coverage:
        found.append(f"{card.coverage:g}% of the policy's weight is decided, the gate asks for {gate.coverage:g}%")
    if card.score < gate.score:
        found.append(
            f"the score is {card.score:g}, the gate asks for {gate.score:g}; what is undecided would settle it"
        )
    if not complete:
        found.append("the scan was interrupted")
    return found
