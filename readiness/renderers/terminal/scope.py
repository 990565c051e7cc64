"""What was looked at and what it was measured by: the release, the vantages, the age, and what is asked for less."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.model.environment import Release
from readiness.model.report import Report
from readiness.model.tailoring import Loosening, PolicySource
from readiness.model.text import plain
from readiness.renderers.terminal.layout import Layout, counted, first, when

_MOST_LOOSENINGS = 3
_DAY_S = 86400


def scope(layout: Layout, report: Report, verbose: bool) -> list[str]:
    """Lines on the scan itself, then on the policy; with ``verbose`` every loosening and every source."""
    lines = layout.lines("release", _release(report.release))
    if len(report.vantages) > 1:
        lines += layout.line("vantages", ", ".join(map(plain, report.vantages)))
    lines += layout.lines("run", _run(report))
    if report.gate.evidence_days is not None:
        age = (report.judged_at - report.started).total_seconds() / _DAY_S
        allowed = f"the gate allows evidence of {report.gate.evidence_days:g}"
        lines += layout.line("age", f"judged {age:.1f} days after the scan began, {allowed}")
    most = len(report.loosenings) if verbose else _MOST_LOOSENINGS
    if report.loosenings:
        count = f"{counted(len(report.loosenings), 'thing')}:"
        lines += layout.lines("loosened", [count, *first(map(_loosening, report.loosenings), most, "loosening")])
    return lines + (layout.lines("sources", map(_source, report.sources)) if verbose else [])


def _release(release: Release | None) -> Iterator[str]:
    if release is not None and (said := release.said()):
        yield ", ".join(plain(f"{name.replace('_', ' ')} {value}", 120) for name, value in said.items())


def _run(report: Report) -> Iterator[str]:
    """Whether it was interrupted or taken up again; silent on a scan that went through."""
    told = []
    if report.resumed:
        told.append(f"resumed {counted(len(report.resumed), 'time')}, last at {when(report.resumed[-1])}")
    if report.why_incomplete or not report.complete:
        told.append(f"incomplete{f': {plain(report.why_incomplete)}' if report.why_incomplete else ''}")
    if told:
        yield "; ".join(told)


def _loosening(one: Loosening) -> str:
    if one.kind == "dropped":
        change = f"{plain(one.what)} dropped"
    else:
        of = {"parameter": plain(one.what), "gate": f"gate's {plain(one.what)}"}
        what = of.get(one.kind, f"{one.kind} of {plain(one.what)}")
        change = f"{what} from {plain(one.before, 80)} to {plain(one.after, 80)}"
    return f"{change} by {plain(one.by)} ({plain(one.reason) or 'no reason given'})"


def _source(source: PolicySource) -> str:
    place = f", {plain(source.place)}" if source.place else ""
    return f"{plain(source.policy)} {plain(source.version)} (sha256 {plain(source.sha256, 64)}{place})"
