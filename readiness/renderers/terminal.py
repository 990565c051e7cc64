"""The report for a person at a terminal: the verdict, what blocks and why, what to fix first."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.model.outcomes import Outcome, Severity
from readiness.model.report import Finding, Judgement, Reason, Report, Result
from readiness.model.text import plain, shown

_MARKS = {
    Outcome.FAIL: "FAIL",
    Outcome.ERROR: "ERROR",
    Outcome.UNPROVEN: "UNPROVEN",
    Outcome.PARTIAL: "PARTIAL",
    Outcome.PASS: "PASS",
    Outcome.NOT_APPLICABLE: "N/A",
}
_SEVERITIES = list(Severity)


def render(report: Report, *, verbose: bool = False) -> str:
    """Text for a terminal; ``verbose`` shows every finding with everything that was seen."""
    shown_findings = sorted(report.findings, key=_order)
    if not verbose:
        shown_findings = [f for f in shown_findings if f.outcome not in (Outcome.PASS, Outcome.NOT_APPLICABLE)]
    blocks = ["\n".join(_head(report))]
    blocks += ["\n".join(_finding(report, finding, verbose)) for finding in shown_findings]
    blocks.append("\n".join(_foot(report, verbose)))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _order(finding: Finding) -> tuple[int, int, str, str]:
    return (finding.outcome.rank, _SEVERITIES.index(finding.severity), finding.control, finding.target or "")


def _head(report: Report) -> Iterable[str]:
    card = report.scorecard
    yield f"{report.verdict.word}: {plain(report.environment)}, by {report.policy} {report.policy_version}"
    yield f"score {card.score:g} of 100, coverage {card.coverage:g}%"
    if card.cap:
        yield f"  capped at {card.cap} (uncapped {card.uncapped:g})"
    yield from (f"  because {plain(reason)}" for reason in report.verdict.because[:5])
    if len(report.verdict.because) > 5:
        yield f"  and {len(report.verdict.because) - 5} more"


def _finding(report: Report, finding: Finding, verbose: bool) -> Iterable[str]:
    rows = f", row {', '.join(finding.rows)}" if finding.rows else ""
    where = f" on {plain(finding.target)}" if finding.target else ""
    yield f"{_MARKS[finding.outcome]:8} {finding.control}{where} ({finding.severity}{rows})"
    yield f"         {plain(finding.title)}"
    judgements = finding.judgements if verbose else _worst(finding)
    for judgement in judgements:
        yield from _judgement(judgement, verbose)
    if finding.outcome in (Outcome.FAIL, Outcome.PARTIAL):
        yield from (
            f"         fix ({plain(where)}): {plain(line)}"
            for where, text in report.controls[finding.control].remedy.items()
            for line in text.strip().splitlines()
        )


def _worst(finding: Finding) -> tuple[Judgement, ...]:
    return tuple(judgement for judgement in finding.judgements if judgement.outcome is finding.outcome)[:3]


def _judgement(judgement: Judgement, verbose: bool) -> Iterable[str]:
    if judgement.endpoint:
        mark = f": {_MARKS[judgement.outcome]}" if verbose else ""
        yield f"         at {plain(judgement.endpoint)}{mark}"
    for reason in judgement.reasons:
        if verbose or reason.result is not Result.HELD:
            yield from _reason(reason)


def _reason(reason: Reason) -> Iterable[str]:
    verb = {"require": "wanted", "recommend": "recommended", "when": "applies when"}[reason.level]
    if reason.condition:
        yield f"           {verb}: {plain(' '.join(reason.condition.split()), 400)}"
    for seen in reason.seen:
        yield f"             seen: {seen.path} = {'absent' if seen.absent else shown(seen.value, 200)}"
    if reason.result in (Result.ERROR, Result.UNPROVEN) or (reason.detail and not reason.seen):
        yield f"             {reason.result}: {plain(reason.detail)}"


def _foot(report: Report, verbose: bool) -> Iterable[str]:
    counts = {outcome: sum(f.outcome is outcome for f in report.findings) for outcome in Outcome}
    told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
    yield f"{len(report.scorecard.contributions)} controls, {len(report.findings)} findings: {told}"
    decided = sum(1 for row in report.rows if row.outcome is not None and row.outcome.decided)
    if report.rows:
        yield f"{decided} of the guide's {len(report.rows)} lines decided; {report.requests} requests sent"
    first = next((f for f in sorted(report.findings, key=_order) if f.outcome is Outcome.FAIL), None)
    if first:
        yield f"fix first: {first.control} (readiness explain {first.control})"
    if not verbose:
        yield "-v shows every finding and what was seen"
