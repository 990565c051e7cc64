"""The report for a person at a terminal: the verdict, what blocks and why, what to fix first."""

from __future__ import annotations

from readiness.model.outcomes import Outcome
from readiness.model.report import Finding, Report
from readiness.renderers._phrases import GREEN
from readiness.renderers.terminal.findings import BRIEF, FULL, control_block
from readiness.renderers.terminal.foot import foot
from readiness.renderers.terminal.head import head
from readiness.renderers.terminal.layout import Layout
from readiness.renderers.terminal.notes import notes
from readiness.renderers.terminal.troubles import Troubles

NARROWEST = 40


def render(report: Report, *, verbose: bool = False, colour: bool = False, columns: int = 100) -> str:
    """Text no wider than ``columns`` (at least 40), with ANSI colours only if ``colour``.

    Without ``verbose``: what is not green, and each cause of not knowing once, with the controls it leaves undecided.
    With it: every finding with every condition and everything that was seen. What is waived is shown with its true
    outcome, after what is not; controls that only inform come last.
    """
    layout = Layout(max(columns, NARROWEST), colour)
    troubles = Troubles(report)
    detail = FULL if verbose else BRIEF
    blocks = [control_block(layout, report, troubles, group, detail) for group in _grouped(report, troubles, verbose)]
    blocks += [] if verbose else troubles.blocks(layout)
    blocks += notes(layout, report, verbose)
    middle = [block.lines for block in sorted(blocks, key=lambda block: block.order)]
    parts = [head(layout, report, verbose), *middle, foot(layout, report, troubles, verbose)]
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _grouped(report: Report, troubles: Troubles, verbose: bool) -> list[list[Finding]]:
    """Findings of the same control, outcome and waiver together, so that what they share is said once."""
    groups: dict[tuple[str, Outcome, str | None], list[Finding]] = {}
    for finding in report.findings:
        if verbose or not (finding.outcome in GREEN or troubles.explain(finding)):
            groups.setdefault((finding.control, finding.outcome, finding.waived), []).append(finding)
    return list(groups.values())
