"""The end of the report, for those who see it only: the verdict again, counts, what to fix first, how to learn more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from readiness.model.outcomes import Outcome
from readiness.model.report import FrameworkState, Report
from readiness.model.score import Gain
from readiness.model.text import plain, shown
from readiness.renderers._phrases import informs, is_waived
from readiness.renderers.terminal.layout import Layout, counted, when
from readiness.renderers.terminal.troubles import Told, Troubles

_MOST_FIXES = 3


def foot(layout: Layout, report: Report, troubles: Troubles, verbose: bool) -> list[str]:
    """The verdict in the same colour as above, then the counts; parameters and frameworks with ``verbose``."""
    lines = layout.verdict(f"{report.verdict.word}: {_outcomes(report)}", report.verdict.exit_code)
    if report.rows:
        decided = sum(row.outcome is not None and row.outcome.decided for row in report.rows)
        lines += layout.line("guide", f"{decided} of {counted(len(report.rows), 'line')} decided")
    lines += layout.line("scanned", _scanned(report))
    if verbose:
        lines += layout.lines("framework", _frameworks(report.frameworks))
        lines += layout.lines("params", _parameters(report))
    gains = [gain for gain in report.gains if gain.outcome.decided][:_MOST_FIXES]
    fixes = [_fix(report, gain, verbose) for gain in gains]
    lines += layout.lines("fix first", fixes or _looks(troubles.told))
    explain = f"readiness explain {gains[0].control} tells why it matters" if gains else ""
    hint = "" if verbose else "-v shows every finding and everything that was seen"
    lines += layout.line("more", "; ".join(part for part in (explain, hint) if part)) if explain or hint else []
    return lines


def _outcomes(report: Report) -> str:
    """Counts of the controls that weigh anything by their worst, waived or not; then of the others."""
    informing = {finding.control for finding in report.findings if informs(finding)}
    parts = [part for part in report.scorecard.contributions if part.control not in informing]
    counts = ((sum(part.outcome is outcome for part in parts), outcome) for outcome in Outcome)
    told = ", ".join([counted(len(parts), "control"), *(f"{count} {outcome}" for count, outcome in counts if count)])
    waived = len({finding.control for finding in report.findings if is_waived(finding)} - informing)
    told += f"; {waived} of them waived" if waived else ""
    return told + (f"; {len(informing)} more only inform{'s' * (len(informing) == 1)}" if informing else "")


def _scanned(report: Report) -> str:
    took = f" in {(report.finished - report.started).total_seconds():.1f} s" if report.finished else ""
    told = f"{when(report.started)}{took}, {counted(report.requests, 'request')}"
    told += "" if report.complete else "; interrupted before the end"
    return told + (f"; judged as of {when(report.judged_at)}" if report.judged_at != report.started else "")


def _frameworks(states: Iterable[FrameworkState]) -> Iterator[str]:
    grouped: dict[str, list[FrameworkState]] = {}
    for state in states:
        grouped.setdefault(state.framework, []).append(state)
    for name, own in grouped.items():
        asked = [state for state in own if state.outcome is not Outcome.NOT_APPLICABLE]
        holding = sum(state.outcome in (Outcome.PASS, Outcome.PARTIAL) for state in asked)
        failing = [plain(state.requirement) for state in asked if state.outcome is Outcome.FAIL]
        unknown = [plain(state.requirement) for state in asked if not state.outcome.decided]
        told = [f"{plain(name)}: {holding} of {counted(len(asked), 'requirement')} hold"]
        told += [f"failing {', '.join(failing)}"] if failing else []
        told += [f"undecided {', '.join(unknown)}"] if unknown else []
        yield "; ".join(told)


def _parameters(report: Report) -> Iterable[str]:
    for name, param in sorted(report.params.items()):
        source = f", {param.source}" if param.source else ""
        yield f"{name} = {shown(param.value)} ({param.origin}{source})"


def _fix(report: Report, gain: Gain, verbose: bool) -> str:
    """A control to mend and what that alone would do; hidden under a cap that stays is what it adds below it."""
    text = report.controls.get(gain.control)
    told = [f"score then {gain.score:g}, {gain.gain:+g}"]
    if gain.cap and verbose:
        told.append(f"the cap {plain(gain.cap)}")
    elif gain.cap:
        told.append(f"the cap {'stays' if gain.cap.startswith('stays') else 'falls'}")
    if gain.uncapped > gain.gain:
        told.append(f"{gain.uncapped:+g} without it" if gain.cap else f"{gain.uncapped:+g} without caps")
    return f"{gain.control}{f': {plain(text.title)}' if text else ''} ({'; '.join(told)})"


def _looks(told: list[Told]) -> Iterable[str]:
    """Where there is nothing to mend, the causes of not knowing that most controls hang on."""
    most = sorted((one for one in told if one.undecided), key=lambda one: -len(one.undecided))
    return [f"{one.heading} ({counted(len(one.undecided), 'control')})" for one in most[:_MOST_FIXES]]
