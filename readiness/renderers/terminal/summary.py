"""The frame of the report: the verdict with its reasons above, what to fix first below."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from readiness.model.outcomes import Outcome
from readiness.model.report import Report
from readiness.model.score import Contribution
from readiness.model.text import shown
from readiness.renderers.terminal.layout import Layout, counted, order
from readiness.renderers.terminal.troubles import Told, Troubles

_MOST_REASONS, _MOST_FIXES = 5, 3


def head(layout: Layout, report: Report) -> list[str]:
    """The verdict, score and coverage, and why."""
    card, verdict = report.scorecard, report.verdict
    lines = layout.verdict(
        f"{verdict.word}: {report.environment}, by {report.policy} {report.policy_version}", verdict.exit_code
    )
    without = f" ({card.uncapped:g} without the cap)" if card.uncapped > card.score else ""
    lines += layout.line("score", f"{card.score:g} of 100" + (f", capped at {card.cap}{without}" if card.cap else ""))
    applicable = f"; {card.applicable:g}% of the policy applies" if card.applicable < 100 else ""
    lines += layout.line("coverage", f"{card.coverage:g}% of what applies is decided{applicable}")
    for label, terms in (("only", report.selection.only), ("without", report.selection.skip)):
        lines += layout.line(label, ", ".join(terms)) if terms else []
    more = len(verdict.because) - _MOST_REASONS
    because = [*verdict.because[:_MOST_REASONS], *([f"and {counted(more, 'more reason')}"] if more > 0 else [])]
    return lines + layout.lines("because", because)


def foot(layout: Layout, report: Report, troubles: Troubles, verbose: bool) -> list[str]:
    """The verdict again, for those who see the end only; counts, what to fix first, and how to learn more."""
    lines = layout.verdict(f"{report.verdict.word}: {_outcomes(report)}", report.verdict.exit_code)
    if report.rows:
        decided = sum(row.outcome is not None and row.outcome.decided for row in report.rows)
        lines += layout.line("guide", f"{decided} of {counted(len(report.rows), 'line')} decided")
    lines += layout.line("scanned", _scanned(report))
    if verbose:
        lines += layout.lines("params", _parameters(report))
    failing = sorted(
        (part for part in report.scorecard.contributions if part.outcome is Outcome.FAIL),
        key=lambda part: order(part.outcome, part.severity),
    )
    lines += layout.lines("fix first", _first(report, failing, troubles.told))
    explain = f"readiness explain {failing[0].control} tells why it matters" if failing else ""
    hint = "" if verbose else "-v shows every finding and everything that was seen"
    lines += layout.line("more", "; ".join(part for part in (explain, hint) if part)) if explain or hint else []
    return lines


def _outcomes(report: Report) -> str:
    parts = report.scorecard.contributions
    counts = ((sum(part.outcome is outcome for part in parts), outcome) for outcome in Outcome)
    return ", ".join([counted(len(parts), "control"), *(f"{count} {outcome}" for count, outcome in counts if count)])


def _scanned(report: Report) -> str:
    took = f" in {(report.finished - report.started).total_seconds():.1f} s" if report.finished else ""
    told = f"{_time(report.started)}{took}, {counted(report.requests, 'request')}"
    told += "" if report.complete else "; interrupted before the end"
    return told + (f"; judged as of {_time(report.judged_at)}" if report.judged_at != report.started else "")


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S %Z}".strip()


def _parameters(report: Report) -> Iterable[str]:
    for name, param in sorted(report.params.items()):
        source = f", {param.source}" if param.source else ""
        yield f"{name} = {shown(param.value)} ({param.origin}{source})"


def _first(report: Report, failing: list[Contribution], told: list[Told]) -> Iterable[str]:
    """The failing controls that weigh most; where none fails, the causes of not knowing that most controls hang on."""
    whole = sum(part.weight for part in report.scorecard.contributions)
    for part in failing[:_MOST_FIXES]:
        text = report.controls.get(part.control)
        title = f": {text.title}" if text else ""
        worth = f" (worth {100 * (part.weight - part.credit) / whole:.1f} of 100)" if whole else ""
        yield f"{part.control}{title}{worth}"
    if not failing:
        most = sorted((one for one in told if one.undecided), key=lambda one: -len(one.undecided))
        yield from (f"{one.heading} ({counted(len(one.undecided), 'control')})" for one in most[:_MOST_FIXES])
