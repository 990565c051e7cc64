"""One control that came out alike on one or several targets: what was wanted, what was seen, how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from readiness.model.outcomes import Outcome
from readiness.model.report import Finding, Judgement, Reason, Report, Result
from readiness.model.text import plain, shown, unfolded
from readiness.renderers._phrases import carried, informs, is_waived, waived, waiver_of
from readiness.renderers.terminal.layout import MARKS, Block, Layout, counted, order, some
from readiness.renderers.terminal.troubles import UNDECIDED, Troubles

_SAID = {
    Outcome.FAIL: "fails",
    Outcome.PARTIAL: "holds in part",
    Outcome.PASS: "passes",
    Outcome.NOT_APPLICABLE: "does not apply",
}
_WANTED = {"require": "wanted", "recommend": "advised", "when": "when"}


@dataclass(frozen=True)
class Detail:
    """How much of a finding is shown; the last two in characters and in lines, everything else counts items."""

    passed: bool
    views: int
    endpoints: int
    reasons: int
    facts: int
    value: int
    remedy: int


BRIEF = Detail(passed=False, views=3, endpoints=4, reasons=5, facts=6, value=170, remedy=6)
FULL = Detail(passed=True, views=1000, endpoints=1000, reasons=1000, facts=1000, value=1000, remedy=40)


@dataclass(frozen=True)
class _Place:
    """One judgement's place, and on how many endpoints the target was judged from there."""

    target: str | None
    endpoint: str | None
    of: int
    vantage: str | None = None
    variant: str | None = None

    @property
    def whole(self) -> _Place:
        """The same without the endpoint."""
        return replace(self, endpoint=None)


def control_block(layout: Layout, report: Report, troubles: Troubles, findings: list[Finding], detail: Detail) -> Block:
    """A block for findings of one control, one outcome and one waiver."""
    first = findings[0]
    lines = _heading(layout, report, first)
    if is_waived(first) and detail.passed:
        lines += _waiver(layout, report, first)
    views = _views(layout, troubles, findings, detail)
    for (outcome, told), places in views[: detail.views]:
        lines += layout.lines("at" if outcome is first.outcome else MARKS[outcome].lower(), _where(places, detail))
        lines += told
    if len(views) > detail.views:
        lines += layout.line("", f"and {counted(len(views) - detail.views, 'more place')} with other values")
    aside = is_waived(first) or informs(first)
    if first.outcome in (Outcome.FAIL, Outcome.PARTIAL) and (detail.passed or not aside):
        lines += _remedy(layout, report, first.control, detail)
    return Block(order(first.outcome, first.severity, waived=is_waived(first), informs=informs(first)), lines)


def _heading(layout: Layout, report: Report, first: Finding) -> list[str]:
    rows = f"; row{'s' * (len(first.rows) > 1)} {', '.join(first.rows)}" if first.rows else ""
    waiver = f", {waived(report, first)}" if is_waived(first) else ""
    about = f"({first.severity}{rows}){waiver}"
    if informs(first):
        lines = layout.note("INFORMS", f"{first.control} {_SAID.get(first.outcome, f'is {first.outcome}')} {about}")
    else:
        lines = layout.mark(first.outcome, f"{first.control} {about}")
    return lines + layout.line("", first.title)


def _waiver(layout: Layout, report: Report, finding: Finding) -> list[str]:
    waiver = waiver_of(report, finding)
    if waiver is None:
        return []
    return layout.line("accepted", f"{plain(waiver.reason)} (owned by {plain(waiver.owner)})") + layout.line(
        "risk", plain(waiver.risk)
    )


_View = tuple[tuple[Outcome, tuple[str, ...]], list[_Place]]


def _views(layout: Layout, troubles: Troubles, findings: list[Finding], detail: Detail) -> list[_View]:
    """What the judgements have to tell, worst first; places of which the same is told are put together."""
    views: dict[tuple[Outcome, tuple[str, ...]], list[_Place]] = {}
    for finding in findings:
        for judgement in finding.judgements:
            if detail.passed or judgement.outcome is finding.outcome:
                told = _reasons(layout, _worth_telling(troubles, finding, judgement, detail), detail)
                told += layout.lines("carried", map(carried, judgement.carried[: detail.facts]))
                views.setdefault((judgement.outcome, tuple(told)), []).append(_place(finding, judgement))
    return sorted(views.items(), key=lambda view: view[0][0].rank)


def _worth_telling(troubles: Troubles, finding: Finding, judgement: Judgement, detail: Detail) -> list[Reason]:
    if detail.passed:
        return list(judgement.reasons)
    return [
        reason
        for reason in judgement.reasons
        if reason.result is not Result.HELD and not troubles.tell(finding, judgement, reason)
    ]


def _place(finding: Finding, judgement: Judgement) -> _Place:
    alike = sum(one.endpoint is not None and one.vantage == judgement.vantage for one in finding.judgements)
    return _Place(finding.target, judgement.endpoint, alike, judgement.vantage, judgement.variant)


def _where(places: list[_Place], detail: Detail) -> Iterator[str]:
    for shared in dict.fromkeys(place.whole for place in places):
        own = [place for place in places if place.whole == shared]
        endpoints = [place.endpoint for place in own if place.endpoint is not None]
        seen_from = f" from {plain(shared.vantage)}" if shared.vantage else ""
        variant = f" (variant {plain(shared.variant)})" if shared.variant else ""
        if endpoints:
            part = f" ({len(own)} of its {shared.of} endpoints)" if len(own) < shared.of else ""
            at = f"{f'{shared.target}: ' if shared.target else ''}{some(endpoints, detail.endpoints)}"
            yield f"{at}{seen_from}{variant}{part}"
        elif shared.target:
            yield f"{shared.target}{seen_from}{variant}"


def _reasons(layout: Layout, reasons: list[Reason], detail: Detail) -> list[str]:
    lines: list[str] = []
    for reason in reasons[: detail.reasons]:
        lines += _reason(layout, reason, detail)
    if len(reasons) > detail.reasons:
        lines += layout.line("", f"and {counted(len(reasons) - detail.reasons, 'more condition')}")
    return lines


def _reason(layout: Layout, reason: Reason, detail: Detail) -> list[str]:
    label = "held" if reason.result is Result.HELD and reason.level != "when" else _WANTED.get(reason.level, "wanted")
    lines = layout.line(label, plain(unfolded(reason.condition), 4 * detail.value)) if reason.condition else []
    facts = [
        f"{fact.path} is absent" if fact.absent else f"{fact.path} = {shown(fact.value, detail.value)}"
        for fact in reason.seen[: detail.facts]
    ]
    more = len(reason.seen) - detail.facts
    lines += layout.lines("seen", [*facts, f"and {counted(more, 'more fact')}"] if more > 0 else facts)
    if reason.result in UNDECIDED:
        lines += layout.line(str(reason.result), reason.detail)
    elif reason.detail and not reason.seen:
        lines += layout.line("because", reason.detail)
    return lines


def _remedy(layout: Layout, report: Report, control: str, detail: Detail) -> list[str]:
    text = report.controls.get(control)
    lines = [line for where, how in sorted(text.remedy.items()) for line in _steps(where, how)] if text else []
    more = [f"… readiness explain {control} shows the rest"] if len(lines) > detail.remedy else []
    return layout.lines("fix", [*lines[: detail.remedy], *more])


def _steps(where: str, how: str) -> list[str]:
    """A remedy of one line stands beside what it is for, a longer one below it."""
    lines = [line for line in how.strip().splitlines() if line.strip()]
    return [f"{where}:", *(f"  {line}" for line in lines)] if len(lines) > 1 else [f"{where}: {''.join(lines)}"]
