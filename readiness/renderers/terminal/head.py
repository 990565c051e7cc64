"""The top of the report: the verdict, the score, why, what it hangs on, and how far the launch has come."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.model.report import Report
from readiness.model.score import Scorecard
from readiness.model.text import plain
from readiness.renderers.terminal.layout import Layout, first
from readiness.renderers.terminal.progress import progress
from readiness.renderers.terminal.scope import scope

_MOST = 5


def head(layout: Layout, report: Report, verbose: bool) -> list[str]:
    """The verdict, score and coverage, and why; then what was looked at and what it is measured by."""
    verdict = report.verdict
    lines = layout.verdict(
        f"{verdict.word}: {report.environment}, by {report.policy} {report.policy_version}", verdict.exit_code
    )
    lines += layout.line("score", _score(report.scorecard, report.waived_scorecard))
    lines += layout.lines("stands on", _shares(report.scorecard))
    lines += layout.line("coverage", _coverage(report.scorecard, report.waived_scorecard))
    selection = report.selection
    phase = (selection.phase,) if selection.phase else ()
    for label, terms in (("phase", phase), ("only", selection.only), ("without", selection.skip)):
        lines += layout.line(label, ", ".join(terms)) if terms else []
    lines += layout.lines("because", first(verdict.because, _MOST, "reason"))
    most = len(verdict.conditions) if verbose else _MOST
    lines += layout.lines("condition", first(map(plain, verdict.conditions), most, "condition"))
    return lines + progress(layout, report, verbose) + scope(layout, report, verbose)


def _score(card: Scorecard, after: Scorecard | None) -> str:
    told = f"{card.score:g} of 100"
    if after is not None:
        told += f" ({after.score:g} without what is waived{', capped too' if after.cap else ''})"
    if card.cap:
        without = f" ({card.uncapped:g} without the cap)" if card.uncapped > card.score else ""
        told += f", capped at {card.cap}{without}"
    return told


def _coverage(card: Scorecard, after: Scorecard | None) -> str:
    told = f"{card.coverage:g}% of what applies is decided"
    if after is not None and after.coverage != card.coverage:
        told += f" ({after.coverage:g}% without what is waived)"
    return told + (f"; {card.applicable:g}% of the policy applies" if card.applicable < 100 else "")


def _shares(card: Scorecard) -> Iterator[str]:
    """What the credit stands on, where not all of it was observed."""
    shares = card.shares.model_dump()
    if any(share for basis, share in shares.items() if basis != "observed"):
        yield ", ".join(f"{basis} {share:g}%" for basis, share in shares.items() if share)
