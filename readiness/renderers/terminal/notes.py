"""What wants attention beside the findings: waivers, attestations, proofs that were carried over, a stale guide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from readiness.model.attestations import AttestationState
from readiness.model.report import Report, StaleDemand
from readiness.model.text import plain
from readiness.model.waivers import WaiverState
from readiness.renderers._phrases import carried
from readiness.renderers.terminal.layout import LAST, Block, Layout, counted, first, where

_MOST, _ALL = 6, 1000
_RANKS = ("refused", "changed", "missing", "expired", "stale", "ends soon", "overlaps", "ahead", "unused")


@dataclass(frozen=True)
class _Paper:
    """A line on one waiver or attestation: what became of it and why; the quiet ones are told on request."""

    label: str
    text: str
    quiet: bool = False

    @property
    def rank(self) -> int:
        return _RANKS.index(self.label) if self.label in _RANKS else len(_RANKS)


def notes(layout: Layout, report: Report, verbose: bool) -> list[Block]:
    """Blocks that come after every finding; none for what is in order, unless ``verbose``."""
    waivers = [paper for state in report.waivers for paper in _waiver(state)]
    attested = [paper for state in report.attestations for paper in _attestation(state)]
    found = (
        _papers(layout, "WAIVERS", _count(report.waivers, "applied"), waivers, verbose),
        _papers(layout, "ATTESTED", _count(report.attestations, "valid"), attested, verbose),
        _carried(layout, report, verbose),
        _stale(layout, report),
    )
    return [Block(LAST, lines) for lines in found if lines]


def _count(states: Iterable[WaiverState | AttestationState], good: str) -> str:
    standings = [state.standing for state in states]
    others = sum(standing != good for standing in standings)
    verb = {"applied": "applied", "valid": "counted"}[good]
    return f"{len(standings) - others} {verb}" + (f", {others} not {verb}" if others else "")


def _papers(layout: Layout, mark: str, count: str, papers: list[_Paper], verbose: bool) -> list[str]:
    shown = sorted((paper for paper in papers if verbose or not paper.quiet), key=lambda paper: paper.rank)
    if not shown:
        return []
    most = _ALL if verbose else _MOST
    lines = layout.note(mark, count)
    for paper in shown[:most]:
        lines += layout.line(paper.label, paper.text)
    return lines + (layout.line("", f"and {len(shown) - most} more") if len(shown) > most else [])


def _waiver(state: WaiverState) -> Iterator[_Paper]:
    waiver = state.waiver
    about = f"{where(waiver.control, waiver.targets)} ({plain(waiver.ticket)})"
    if state.standing != "applied":
        yield _Paper(state.standing, f"{about}: {plain(state.problem)}")
    else:
        who = f"by {plain(waiver.approver)}, owned by {plain(waiver.owner)}"
        yield _Paper("applied", f"{about}: from {waiver.granted} until {waiver.expires} {who}", quiet=True)
    if state.expires_soon:
        yield _Paper("ends soon", f"{about}: {_left(state.days_left)}, on {waiver.expires}")
    if state.overlaps:
        yield _Paper("overlaps", f"{about}: {plain(', '.join(state.overlaps))} covers the same")


def _attestation(state: AttestationState) -> Iterator[_Paper]:
    said = state.attestation
    about = f"{where(said.control, said.targets)}, by {plain(said.by)} ({plain(said.role)}) on {said.date}"
    if state.standing != "valid":
        yield _Paper(state.standing, f"{about}: {plain(state.problem)}")
    else:
        left = f"counts for {counted(state.days_left, 'more day')}"
        yield _Paper("valid", f"{about}, {left}: {plain(said.statement)}", quiet=True)
    if state.expires_soon:
        yield _Paper("ends soon", f"{about}: {_left(state.days_left)}")


def _left(days: int) -> str:
    return "ends today" if days <= 0 else "ends tomorrow" if days == 1 else f"ends in {days} days"


def _carried(layout: Layout, report: Report, verbose: bool) -> list[str]:
    proofs = dict.fromkeys(
        (f"{finding.control}: {carried(proof)}", proof.age_days)
        for finding in report.findings
        for judgement in finding.judgements
        for proof in judgement.carried
    )
    if not proofs:
        return []
    oldest = max(age for _, age in proofs)
    heading = f"{counted(len(proofs), 'proof')} from other scans, the oldest {oldest:.1f} days old"
    texts = (text for text, _ in proofs)
    return layout.note("CARRIED", heading) + layout.lines("", first(texts, _ALL if verbose else _MOST, "proof"))


def _stale(layout: Layout, report: Report) -> list[str]:
    if not report.stale:
        return []
    dated = f" (lifecycle data of {report.lifecycle_dated})" if report.lifecycle_dated else ""
    heading = f"the guide itself is stale{dated}"
    return layout.note("STALE", heading) + layout.lines("", map(_demand, report.stale))


def _demand(one: StaleDemand) -> str:
    asked = f"row {plain(one.row)} asks for {plain(one.product)} {plain(one.version)}"
    return f"{asked}, which its maker stopped supporting on {one.ended} ({plain(one.source)})"
