"""What is worse than in an earlier report of the same environment."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.judge.comparison.flapping import level
from readiness.judge.verdict.score import is_waived
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.outcomes import Outcome, worst
from readiness.model.report import Baseline, Finding, Regression, Report, Selection


def compare(before: Report, environment: str, selection: Selection, findings: Iterable[Finding]) -> Baseline:
    """The baseline with everything that is worse now and not waived.

    A target that the baseline does not know is compared with the control's worst there, so that a new name does not
    hide anything; a control that it does not know is none worse. InputError for a report that is no basis: of another
    environment, of other controls, of a selection of them, or of a scan that was interrupted.
    """
    check_baseline(before, environment, selection)
    outcomes = {(finding.control, finding.target): finding.outcome for finding in before.findings}
    known: dict[str, list[Outcome]] = {}
    for finding in before.findings:
        known.setdefault(finding.control, []).append(finding.outcome)
    judged = tuple(findings)
    if judged and not any(finding.control in known for finding in judged):
        raise _wrong("the baseline knows none of the controls that are judged: nothing could be worse than in it")
    worse = []
    for finding in judged:
        if finding.control not in known or is_waived(finding):
            continue
        was = outcomes.get((finding.control, finding.target)) or worst(known[finding.control])
        if level(finding.outcome) < level(was):
            worse.append(Regression(control=finding.control, target=finding.target, before=was, after=finding.outcome))
    return Baseline(environment=before.environment, started=before.started, regressions=tuple(worse))


def check_baseline(before: Report, environment: str, selection: Selection) -> None:
    """InputError for a report that is no basis for judging this environment by this selection."""
    if before.environment != environment:
        raise _wrong(f"the baseline is of the environment {before.environment}, not of {environment}")
    if before.selection.partial and before.selection != selection:
        raise _wrong("the baseline is of a selection of controls: it says nothing about the others")
    if not before.complete:
        raise _wrong("the baseline is of a scan that was interrupted: it says too little to compare with")


def _wrong(message: str) -> InputError:
    hint = "name a complete report or record of the same environment, or --baseline none for the first"
    return InputError(Mistake(Position("command line"), message, hint))
