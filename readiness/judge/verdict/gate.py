"""The verdict: which situation of the gate's table holds first. Nothing vacuous is green."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.judge.catalog import controls_of_chapter, phases_of
from readiness.judge.verdict.grounds import Grounds
from readiness.judge.verdict.provisos import provisos
from readiness.judge.verdict.score import is_waived, percent, score, worth
from readiness.model.outcomes import Outcome, Severity
from readiness.model.policy import Gate, Policy, WaiverRules
from readiness.model.report import Regression, Verdict, Word
from readiness.model.score import Contribution, Scorecard

_WORDS = {
    False: {1: Word.NOT_READY, 3: Word.UNDECIDED, 0: Word.READY},
    True: {1: Word.DOES_NOT_HOLD, 3: Word.SELECTION_UNDECIDED, 0: Word.HOLDS},
}
_WITH_CONDITIONS = {False: Word.READY_WITH_CONDITIONS, True: Word.HOLDS_WITH_CONDITIONS}
_NO_BASELINE = (
    "the gate allows no regression and nothing was given to compare with: name one with --baseline,"
    " or --baseline none for the first"
)


def decide(grounds: Grounds) -> Verdict:
    """The first situation of the verdict table that holds, judged by the scorecard after waivers.

    A selection is held to what the gate asks of its controls, and to the minimum of each chapter that is wholly in it;
    what the gate asks of the whole (how much may be waived, that there is a baseline) is left out.
    """
    gate = gate_in_effect(grounds)
    if failing := list(_failing(grounds, gate)):
        return _verdict(grounds, 1, tuple(failing))
    if undecided := list(_undecided(grounds, gate)):
        return _verdict(grounds, 3, tuple(undecided))
    return _verdict(grounds, 0, (), provisos(grounds))


def gate_in_effect(grounds: Grounds) -> Gate:
    """The policy's gate, for a selection without what it asks of the whole policy."""
    gate, selection = grounds.policy.gate, grounds.selection
    if not selection.partial:
        return gate
    judged = {finding.control for finding in grounds.findings}
    whole = [name for name in gate.chapters if controls_of_chapter(grounds.policy, name) <= judged]
    chapters = {} if selection.phase else {name: gate.chapters[name] for name in whole}
    return gate.model_copy(update={"chapters": chapters, "waivers": unlimited(gate.waivers)})


def unlimited(rules: WaiverRules) -> WaiverRules:
    """The rules without their budgets, which are about the whole policy."""
    return rules.model_copy(update={"most": None, "most_weight": None})


def gate_mistakes(policy: Policy) -> list[str]:
    """Why the gate of a policy cannot be evaluated: what it asks of chapters and severities that are not there.

    A gate that blocks on what every gate does unless it says otherwise may do so in a policy without such controls.
    """
    chapters = {chapter.id for chapter in policy.catalog.chapters} if policy.catalog else set()
    wrong = []
    for name, wanted in policy.gate.chapters.items():
        if not 0 <= wanted <= 100:
            wrong.append(f"the gate asks for a score of {wanted:g} of chapter `{name}`, which is not from 0 to 100")
        elif name not in chapters:
            wrong.append(f"the gate asks for a score of chapter `{name}`, which the catalog does not have")
        elif not controls_of_chapter(policy, name):
            wrong.append(f"the gate asks for a score of chapter `{name}`, of which no control decides a row")
    blocking = () if policy.gate.blocking == Gate().blocking else policy.gate.blocking
    counted = {control.severity for control in policy.controls if control.worth}
    wrong += [
        f"the gate blocks on `{one}`, but no control of that severity counts" for one in blocking if one not in counted
    ]
    return wrong


def _verdict(grounds: Grounds, exit_code: int, because: tuple[str, ...], conditions: tuple[str, ...] = ()) -> Verdict:
    selection, phases = grounds.selection, phases_of(grounds.policy)
    words = _WORDS[selection.partial]
    word: Word | str = _WITH_CONDITIONS[selection.partial] if conditions else words[exit_code]
    if selection.phase in phases and not (selection.only or selection.skip):
        number = phases.index(selection.phase) + 1
        word = f"PHASE {selection.phase} {word.removeprefix('SELECTION ')} ({number} of {len(phases)})"
    return Verdict(word=word, exit_code=exit_code, because=because, conditions=conditions)


def _failing(grounds: Grounds, gate: Gate) -> Iterator[str]:
    card = grounds.after
    for part in _blocking(card, gate):
        if part.outcome is Outcome.FAIL:
            yield f"{part.severity} control {part.control} fails"
    if _counts(card) and card.best < gate.score:
        yield f"the score can reach {card.best:g} at best, the gate asks for {gate.score:g}"
    for name, wanted, own in _chapters(grounds, gate):
        if _counts(own) and own.best < wanted:
            yield f"the score of chapter {name} can reach {own.best:g} at best, the gate asks for {wanted:g}"
    for one in _regressions(grounds, gate):
        if one.after.decided:
            yield f"{_named(one)} is {one.after} and was {one.before} in the baseline"
    yield from _over_budget(grounds, gate.waivers)


def _undecided(grounds: Grounds, gate: Gate) -> Iterator[str]:
    card = grounds.after
    for part in _blocking(card, gate):
        if not part.outcome.decided:
            yield f"{part.severity} control {part.control} is {part.outcome}"
    yield from _too_little(card, gate.score, "the score")
    if not _counts(card):
        yield _nothing(card)
    if card.coverage < gate.coverage:
        yield f"{card.coverage:g}% of the policy's weight is decided, the gate asks for {gate.coverage:g}%"
    for name, wanted, own in _chapters(grounds, gate):
        yield from _too_little(own, wanted, f"the score of chapter {name}")
        if not _counts(own):
            yield f"nothing of chapter {name} is left to judge, and the gate asks for a score of {wanted:g}"
    for one in _regressions(grounds, gate):
        if not one.after.decided:
            yield f"{_named(one)} is {one.after} and was {one.before} in the baseline"
    if not gate.regressions and not (grounds.baseline or grounds.first or grounds.selection.partial):
        yield _NO_BASELINE
    if grounds.aged:
        yield grounds.aged
    if grounds.incomplete:
        yield grounds.incomplete


def _nothing(card: Scorecard) -> str:
    if any(part.waived for part in card.contributions):
        return "all that applies is waived: nothing is left to judge"
    if any(part.outcome is not Outcome.NOT_APPLICABLE for part in card.contributions):
        return "every control that applies only informs: nothing that counts was judged"
    return "no control applies: nothing was judged"


def _too_little(card: Scorecard, wanted: float, what: str) -> Iterator[str]:
    if _counts(card) and card.score < wanted:
        yield f"{what} is {card.score:g}, the gate asks for {wanted:g}; what is undecided would settle it"


def _blocking(card: Scorecard, gate: Gate) -> list[Contribution]:
    severities = list(Severity)
    found = [part for part in card.contributions if part.severity in gate.blocking and part.weight]
    return sorted(found, key=lambda part: severities.index(part.severity))


def _counts(card: Scorecard) -> bool:
    return any(part.weight for part in card.contributions)


def _chapters(grounds: Grounds, gate: Gate) -> Iterator[tuple[str, float, Scorecard]]:
    for name, wanted in gate.chapters.items():
        own = controls_of_chapter(grounds.policy, name)
        yield name, wanted, score(tuple(part for part in grounds.after.contributions if part.control in own))


def _regressions(grounds: Grounds, gate: Gate) -> tuple[Regression, ...]:
    return () if gate.regressions or grounds.baseline is None else grounds.baseline.regressions


def _named(one: Regression) -> str:
    return f"{one.control} on {one.target}" if one.target else one.control


def _over_budget(grounds: Grounds, rules: WaiverRules) -> Iterator[str]:
    applied = sum(state.standing == "applied" for state in grounds.waivers)
    if rules.most is not None and applied > rules.most:
        yield f"{applied} waivers are applied, the gate allows {rules.most}"
    weight = sum(part.weight for part in grounds.before.contributions)
    covered = {finding.control: worth(finding) for finding in grounds.findings if is_waived(finding)}
    share = percent(sum(covered.values()), weight)
    if rules.most_weight is not None and share > rules.most_weight:
        yield f"waivers cover {share:g}% of the weight, the gate allows {rules.most_weight:g}%"
