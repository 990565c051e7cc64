"""Comparing reports: every control on every target in the first and the last, and the way between. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from readiness.judge.comparison.changes import changed_facts
from readiness.judge.comparison.flapping import TURNS, Key, Outcomes, level, outcomes_of, trace, turns
from readiness.judge.comparison.volatility import Steady, all_steady
from readiness.model.comparison import Change, Comparison, Move, SettingChange, Side
from readiness.model.outcomes import Outcome, Severity
from readiness.model.report import Finding, Report, Result

_MOVES, _SEVERITIES = list(Move), list(Severity)


def diff(
    reports: Sequence[Report],
    names: Sequence[str] = (),
    *,
    trail: Sequence[Outcomes] = (),
    steady: Steady = all_steady,
) -> Comparison:
    """Compare the first report with the last; ValueError for fewer than two.

    ``names`` are what the user called them. ``trail`` are the runs to look for flapping in, oldest first, instead of
    the reports themselves. ``steady`` tells facts that mean something when they differ from those that do not.
    """
    if len(reports) < 2:
        raise ValueError("a comparison needs two reports")
    old, new = reports[0], reports[-1]
    runs = trail or [outcomes_of(report) for report in reports]
    before = {(finding.control, finding.target): finding for finding in old.findings}
    after = {(finding.control, finding.target): finding for finding in new.findings}
    changes = [_change(key, before.get(key), after.get(key), runs, steady) for key in before | after]
    moved = Counter(change.move for change in changes)
    named = names or [report.run for report in reports]
    return Comparison(
        sides=tuple(_side(name, report) for name, report in zip(named, reports, strict=True)),
        settings=tuple(_settings(old, new)),
        changes=tuple(sorted(changes, key=_order)),
        counts={move: moved[move] for move in Move},
        flapping=sum(change.flapping for change in changes),
        trail=len(runs),
    )


def _order(change: Change) -> tuple[int, int, str, str]:
    return _MOVES.index(change.move), _SEVERITIES.index(change.severity), change.control, change.target or ""


def move(before: Outcome | None, after: Outcome | None) -> Move:
    """How it moved; None where it is not judged. One that is in neither is unchanged."""
    if before is after:
        return Move.UNCHANGED
    if before is None or after is None:
        return Move.NEW if before is None else Move.GONE
    if level(after) < level(before):
        return Move.REGRESSED
    if level(after) == level(before):
        return Move.DIFFERENT
    return Move.FIXED if after is Outcome.PASS else Move.BETTER


def _change(
    key: Key, before: Finding | None, after: Finding | None, runs: Sequence[Outcomes], steady: Steady
) -> Change:
    known = after or before
    assert known is not None
    was, now = before.outcome if before else None, after.outcome if after else None
    moved = move(was, now)
    outcomes = trace(runs, key)
    both = before is not None and after is not None and moved is not Move.UNCHANGED
    return Change(
        control=known.control,
        target=known.target,
        title=known.title,
        severity=known.severity,
        move=moved,
        flapping=turns(outcomes) >= TURNS,
        before=was,
        after=now,
        outcomes=outcomes,
        facts=changed_facts(before, after, steady) if both and before and after else (),
        causes_before=_causes(before) if both else (),
        causes_after=_causes(after) if both else (),
        waived_before=before.waived if before else None,
        waived_after=after.waived if after else None,
    )


def _causes(finding: Finding | None) -> tuple[str, ...]:
    """Why a finding is undecided, each cause once."""
    judgements = finding.judgements if finding and not finding.outcome.decided else ()
    undecided = (Result.ERROR, Result.UNPROVEN)
    reasons = (reason for judgement in judgements for reason in judgement.reasons)
    return tuple(dict.fromkeys(reason.detail for reason in reasons if reason.result in undecided and reason.detail))


def _side(name: str, report: Report) -> Side:
    return Side(
        name=name,
        run=report.run,
        environment=report.environment,
        started=report.started,
        complete=report.complete,
        partial=report.selection.partial,
        word=str(report.verdict.word),
        exit_code=report.verdict.exit_code,
        score=report.scorecard.score,
        coverage=report.scorecard.coverage,
        policy=report.policy,
        policy_version=report.policy_version,
        release=report.release,
        readiness=report.readiness,
    )


def _settings(old: Report, new: Report) -> Iterator[SettingChange]:
    """What else could have made the difference, in the order in which a reader would ask."""
    before, after = _flat(old), _flat(new)
    for what in dict.fromkeys((*before, *after)):
        if before.get(what) != after.get(what):
            yield SettingChange(what=what, before=before.get(what), after=after.get(what))


def _flat(report: Report) -> dict[str, Any]:
    """Everything by the name that a reader knows it by; what is not set is left out."""
    gate = report.gate.model_dump(mode="json")
    parts = {
        "": {"environment": report.environment, "policy": report.policy, "policy version": report.policy_version},
        "release ": report.release.model_dump(mode="json") if report.release else {},
        "param ": {name: param.value for name, param in report.params.items()},
        "gate ": {**gate, **{f"waivers {key}": value for key, value in gate["waivers"].items()}, "waivers": None},
        "selection ": report.selection.model_dump(mode="json"),
        "vantage": {"s": list(report.vantages)},
        "version of ": {"readiness": report.readiness, **report.versions},
    }
    pairs = ((f"{prefix}{key}", value) for prefix, part in parts.items() for key, value in part.items())
    return {what: value for what, value in pairs if value not in (None, "", [], {})}
