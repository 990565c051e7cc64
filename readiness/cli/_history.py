"""A history as a table, with the way of the score and what went back and forth in it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC
from itertools import zip_longest

from readiness.cli._runs import Past
from readiness.judge.comparison.flapping import flapping
from readiness.model.environment import Release
from readiness.model.history import Flap, Removed, RunHistory, RunSummary
from readiness.model.outcomes import Outcome
from readiness.model.text import plain

WIDEST_CELL = 40
_BLOCKS, _ASCII = "▁▂▃▄▅▆▇█", "_.,-=+*#"
_HEAD = ("begun (UTC)", "verdict", "score", "decided", "controls", "policy", "release", "run")
_NUMBERS = ("score", "decided")
LETTERS = {
    Outcome.FAIL: "F",
    Outcome.ERROR: "E",
    Outcome.UNPROVEN: "U",
    Outcome.PARTIAL: "p",
    Outcome.PASS: "P",
    Outcome.NOT_APPLICABLE: "-",
    None: " ",
}
LEGEND = "oldest first; P pass, p partial, F fail, E error, U unproven, - not applicable"


def past(kept: Past, limit: int, removed: Sequence[Removed] = ()) -> RunHistory:
    """The newest runs of an environment and what flapped in them."""
    runs = kept.history.runs(kept.environment, limit)
    judged = [run for run in reversed(runs) if run.word]
    trail = [
        {(one.control, one.target): one.outcome for one in outcomes}
        for outcomes in kept.history.outcomes(kept.environment, judged)
    ]
    return RunHistory(
        environment=kept.environment,
        folder=str(kept.history.folder),
        runs=runs,
        flapping=tuple(
            Flap(control=control, target=target, outcomes=outcomes)
            for (control, target), outcomes in flapping(trail).items()
        ),
        removed=tuple(removed),
    )


def shown_history(found: RunHistory) -> str:
    """The history as text; every line is made of visible characters alone."""
    lines = [f"removed {one.run}, begun {one.started:%Y-%m-%d %H:%M}: {one.why}" for one in found.removed]
    if found.runs:
        lines += [*_table([_HEAD, *(_cells(run) for run in found.runs)]), *_trend(found.runs)]
    else:
        lines.append(f"no runs of {found.environment} in {found.folder}")
    if found.flapping:
        lines += ["", f"flapping ({LEGEND}):"]
        lines += [f"  {letters(flap.outcomes)}  {named(flap.control, flap.target)}" for flap in found.flapping]
    return "".join(f"{plain(line, 1000).rstrip()}\n" for line in lines)


def named(control: str, target: str | None) -> str:
    """A control and the target that it was judged on."""
    return f"{control} [{target}]" if target else control


def letters(outcomes: Sequence[Outcome | None]) -> str:
    """A letter for each outcome."""
    return "".join(LETTERS[outcome] for outcome in outcomes)


def _cells(run: RunSummary) -> tuple[str, ...]:
    return (
        f"{run.started.astimezone(UTC):%Y-%m-%d %H:%M}",
        _verdict(run),
        ""
        if run.score is None
        else f"{run.score:g}" + ("" if run.waived_score is None else f" ({run.waived_score:g})"),
        "" if run.coverage is None else f"{run.coverage:g}%",
        ", ".join(f"{run.counts[outcome]} {outcome}" for outcome in Outcome if run.counts.get(outcome)),
        f"{run.policy} {run.policy_version}",
        release_name(run.release),
        run.run,
    )


def _verdict(run: RunSummary) -> str:
    if run.standing == "unreadable":
        return f"unreadable: {run.problem}"
    ended = "" if run.standing == "complete" else run.standing
    again = "resumed" if run.resumed else ""
    said = ", ".join(part for part in (ended, again, "part of the policy" if run.partial else "") if part)
    return f"{run.word} ({said})" if run.word and said else run.word or said


def release_name(release: Release | None) -> str:
    """The shortest that tells releases apart: version and the beginning of the commit, or of the digest."""
    if release is None:
        return ""
    return " ".join(part for part in (release.version, release.commit[:12] or release.digest[:19]) if part)


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as what is in them; those that are empty in every row are left out."""
    cells = [[plain(cell.strip(), WIDEST_CELL) for cell in row] for row in rows]
    columns = [column for column in zip_longest(*cells, fillvalue="") if any(column[1:])]
    widths = [max(map(len, column)) for column in columns]
    right = [column[0] in _NUMBERS for column in columns]
    return [
        "  ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(row, widths, right, strict=True)
        )
        for row in zip(*columns, strict=True)
    ]


def _trend(runs: Sequence[RunSummary]) -> list[str]:
    """The scores of whole runs, oldest first, between the lowest and the highest of them."""
    scores = [run.score for run in reversed(runs) if run.complete and not run.partial and run.score is not None]
    if len(scores) < 2:
        return []
    least, most = min(scores), max(scores)
    marks = _BLOCKS if _draws_blocks() else _ASCII
    top = len(marks) - 1
    drawn = "".join(marks[round(top * (score - least) / (most - least)) if most > least else top] for score in scores)
    return ["", f"score  {drawn}  {least:g} to {most:g}, {scores[-1]:g} in the newest whole run"]


def _draws_blocks() -> bool:
    return sys.stdout.isatty() and (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
