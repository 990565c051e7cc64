"""Causes of not knowing, each told once with every control that it leaves undecided."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

from readiness.model.outcomes import CauseKind, Outcome, Severity
from readiness.model.report import Finding, Judgement, Reason, Report, Result, Trouble
from readiness.renderers._phrases import informs, is_waived
from readiness.renderers.terminal.layout import Block, Layout, Order, counted, order, some

UNDECIDED = (Result.ERROR, Result.UNPROVEN)
_OUTCOMES = (Outcome.ERROR, Outcome.UNPROVEN)
_MOST_PLACES, _MOST_TRIED = 4, 4

# A cause as the judge words it: "tls.versions timeout: 192.0.2.1:443 is silent". A host that is down gives one for each
# fact group; only with the group and the detail apart do they turn out to be the same trouble.
_CAUSE = re.compile(
    rf"(?:(?P<asked>[\w.*\[\]]+) )?(?:(?P<kind>{'|'.join(CauseKind)})(?:: (?P<detail>.*))?"
    r"|(?:is )?(?P<unasked>needs .*|not in the record))",
    re.DOTALL,
)
_NOBODY_LOOKED = re.compile(r"needs |(.* )?not in the record|no target |.* has no endpoint in the record", re.DOTALL)


@dataclass(frozen=True)
class Told:
    """A cause as it is told: where, what was tried (fact group, detail) and the controls that hang on it.

    ``undecided`` controls have no outcome for it; those in ``partly`` have one, from other places or other facts.
    """

    outcome: Outcome
    cause: str
    where: tuple[str, ...] = ()
    tried: tuple[tuple[str, str], ...] = ()
    undecided: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The cause and its places in a phrase."""
        unseen = "nobody looked" if _NOBODY_LOOKED.match(self.cause) else "not proven"
        verb = "could not look" if self.outcome is Outcome.ERROR else unseen
        return f"{verb}{f' at {some(list(self.where), _MOST_PLACES)}' if self.where else ''}: {self.cause}"


class Troubles:
    """The troubles of a report, those of one kind in one place put together.

    Controls that only inform are left out: they speak for themselves, so that nobody takes them for blocking.
    """

    def __init__(self, report: Report) -> None:
        informing = {finding.control for finding in report.findings if informs(finding)}
        self._named = {
            (trouble.cause, trouble.where, name)
            for trouble in report.troubles
            for name in trouble.controls
            if name not in informing
        }
        self._severities = {finding.control: finding.severity for finding in report.findings}
        open_ = [finding for finding in report.findings if finding.outcome in _OUTCOMES]
        self._waived = {finding.control for finding in open_} - {f.control for f in open_ if not is_waived(f)}
        self._met: dict[tuple[str, str, str], set[tuple[Outcome, Result]]] = {}
        for finding, judgement, reason in _undecided(report.findings):
            key = (reason.detail, _place(finding, judgement), finding.control)
            self._met.setdefault(key, set()).add((finding.outcome, reason.result))
        told = [self._tell(trouble) for trouble in report.troubles]
        told = _merged((one for one in told if one.undecided or one.partly), lambda t: (t.outcome, t.cause, t.where))
        told = _merged(told, lambda t: (t.outcome, t.cause, t.undecided, t.partly))
        self.told = sorted(told, key=self._order)

    def tell(self, finding: Finding, judgement: Judgement, reason: Reason) -> bool:
        """Whether a trouble tells why this condition is undecided."""
        key = (reason.detail, _place(finding, judgement), finding.control)
        return reason.result in UNDECIDED and key in self._named

    def explain(self, finding: Finding) -> bool:
        """Whether troubles tell everything there is to tell about a finding; never who waived it."""
        own = [judgement for judgement in finding.judgements if judgement.outcome is finding.outcome]
        return (
            finding.outcome in _OUTCOMES
            and not is_waived(finding)
            and bool(own)
            and all(any(self.tell(finding, judgement, reason) for reason in judgement.reasons) for judgement in own)
        )

    def blocks(self, layout: Layout) -> list[Block]:
        """A block for each trouble."""
        return [self._block(layout, told) for told in self.told]

    def _block(self, layout: Layout, told: Told) -> Block:
        lines = layout.mark(told.outcome, told.heading)
        lines += layout.lines("tried" if told.outcome is Outcome.ERROR else "needed", _tried(told.tried))
        if told.undecided:
            number = counted(len(told.undecided), "control")
            lines += layout.line("undecided", f"{number}: {self._by_severity(told.undecided)}")
        if told.partly:
            number = counted(len(told.partly), "control")
            lines += layout.line("partly", f"{number}, decided without it: {self._by_severity(told.partly)}")
        return Block(self._order(told), lines)

    def _by_severity(self, controls: tuple[str, ...]) -> str:
        counting = [name for name in controls if name not in self._waived]
        groups = ((severity, [name for name in counting if self._severity(name) is severity]) for severity in Severity)
        told = [f"{', '.join(names)} ({severity})" for severity, names in groups if names]
        waived = [name for name in controls if name in self._waived]
        return "; ".join([*told, *([f"{', '.join(waived)} (waived)"] if waived else [])])

    def _severity(self, control: str) -> Severity:
        return self._severities.get(control, Severity.LOW)

    def _order(self, told: Told) -> Order:
        controls = told.undecided or told.partly
        counting = [control for control in controls if control not in self._waived]
        worst = min(map(self._severity, counting or controls), key=list(Severity).index)
        return order(told.outcome, worst, waived=not counting)

    def _tell(self, trouble: Trouble) -> Told:
        undecided, partly, results = set(), set(), set()
        for control in trouble.controls:
            if (trouble.cause, trouble.where, control) not in self._named:
                continue
            met = self._met.get((trouble.cause, trouble.where, control), {(Outcome.ERROR, Result.ERROR)})
            outcomes = {outcome for outcome, _ in met}
            results |= {result for _, result in met}
            if outcomes & set(_OUTCOMES):
                undecided.add(control)
            elif outcomes != {Outcome.NOT_APPLICABLE}:
                partly.add(control)
        outcome = Outcome.ERROR if Result.ERROR in results else Outcome.UNPROVEN
        cause, tried = _parsed(trouble.cause)
        where = (trouble.where,) if trouble.where else ()
        return Told(outcome, cause, where, tried, tuple(undecided), tuple(partly))


def _parsed(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The kind of cause, and what was asked with the detail of its failing; a text of another form is a kind itself."""
    found = _CAUSE.fullmatch(text)
    if found is None:
        return text, ()
    asked, detail = found["asked"] or "", found["detail"] or ""
    return found["kind"] or found["unasked"], ((asked, detail),) if asked or detail else ()


def _merged(parts: Iterable[Told], alike: Callable[[Told], Hashable]) -> list[Told]:
    groups: dict[Hashable, list[Told]] = {}
    for part in parts:
        groups.setdefault(alike(part), []).append(part)
    return [_union(group) for group in groups.values()]


def _union(group: list[Told]) -> Told:
    undecided = {name for told in group for name in told.undecided}
    return Told(
        outcome=group[0].outcome,
        cause=group[0].cause,
        where=tuple(sorted({place for told in group for place in told.where})),
        tried=tuple(sorted({tried for told in group for tried in told.tried})),
        undecided=tuple(sorted(undecided)),
        partly=tuple(sorted({name for told in group for name in told.partly} - undecided)),
    )


def _tried(tried: tuple[tuple[str, str], ...]) -> list[str]:
    """``group, group: detail``; the names of those without a detail on one line."""
    by_detail: dict[str, list[str]] = {}
    for asked, detail in tried:
        by_detail.setdefault(detail, []).append(asked)
    named = ((", ".join(asked for asked in names if asked), detail) for detail, names in by_detail.items())
    texts = [": ".join(part for part in parts if part) for parts in named]
    more = len(texts) - _MOST_TRIED
    return [*texts[:_MOST_TRIED], f"and {more} more"] if more > 0 else texts


def _place(finding: Finding, judgement: Judgement) -> str:
    return judgement.endpoint or finding.target or ""


def _undecided(findings: Iterable[Finding]) -> Iterator[tuple[Finding, Judgement, Reason]]:
    for finding in findings:
        for judgement in finding.judgements:
            for reason in judgement.reasons:
                if reason.result in UNDECIDED:
                    yield finding, judgement, reason
