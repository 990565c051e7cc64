"""How far the launch has come: the phase that is reached, and what is worse than in the baseline."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.model.phases import PhaseState
from readiness.model.report import Baseline, Report
from readiness.model.text import plain
from readiness.renderers.terminal.layout import Layout, counted, first, when

_MOST_REGRESSIONS = 5


def progress(layout: Layout, report: Report, verbose: bool) -> list[str]:
    """The phase reached and what keeps it from the next, every phase with ``verbose``; regressions.

    Of a selection no phase is told without ``verbose``: hardly any is judged whole.
    """
    lines: list[str] = []
    if report.phases and (verbose or not report.selection.partial):
        lines += layout.line("reached", _reached(report))
    if verbose:
        lines += layout.lines("phases", map(_phase, report.phases))
    if report.baseline is not None:
        most = len(report.baseline.regressions) if verbose else _MOST_REGRESSIONS
        lines += layout.lines("baseline", _baseline(report.baseline, most))
    return lines


def _reached(report: Report) -> str:
    names = [phase.id for phase in report.phases]
    number = names.index(report.reached) + 1 if report.reached in names else 0
    told = f"{report.reached} ({number} of {len(names)})" if number else "no phase yet"
    if number == len(names):
        return told
    following = report.phases[number]
    said = {"holds": "holds", "does not hold": "does not hold", "undecided": "is undecided"}[following.standing]
    return f"{told}: {following.id} {said}{_because(following, 1)}"


def _phase(phase: PhaseState) -> str:
    rows = f"{phase.rows_decided} of {counted(phase.rows, 'line')}"
    judged = f"score {phase.score:g}, {counted(phase.controls, 'control')} for {rows}"
    return f"{phase.id} {phase.standing}{_because(phase, len(phase.because))} ({judged})"


def _because(phase: PhaseState, most: int) -> str:
    told = first(map(plain, phase.because), most, "reason")
    return f": {'; '.join(told)}" if told else ""


def _baseline(baseline: Baseline, most: int) -> Iterator[str]:
    worse = baseline.regressions
    count = f"{counted(len(worse), 'control')} worse" if worse else "nothing is worse"
    yield f"{count} than in the scan of {plain(baseline.environment)} at {when(baseline.started)}"
    told = (
        f"{one.control}{f' on {plain(one.target)}' if one.target else ''} is {one.after}, was {one.before}"
        for one in worse
    )
    yield from first(told, most, "regression")
