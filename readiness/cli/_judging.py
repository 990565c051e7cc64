"""Options that say how a record is judged, for the commands that judge one: waivers, baseline, what-if, conditions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from readiness.cli._outputs import check_outputs

if TYPE_CHECKING:
    from datetime import datetime

    from readiness.judge.verdict.grounds import Grounds
    from readiness.model.policy import Policy
    from readiness.model.record import Record
    from readiness.model.report import Report, Selection
    from readiness.model.score import Scorecard
    from readiness.model.waivers import Waiver

F = TypeVar("F", bound=Callable[..., Any])
ONLY_WITH_CONDITIONS = 4


def judging(function: F) -> F:
    """Add the options that say how a record is judged."""
    file = click.Path(dir_okay=False, path_type=Path)
    options = (
        click.option("--waivers", "waivers_file", type=file, metavar="FILE", help="Waivers in place of the recorded."),
        click.option("--baseline", metavar="FILE", help="Compare with this report or record; none: there is none yet."),
        click.option(
            "--what-if",
            "suppositions",
            multiple=True,
            metavar="fix:CONTROL,…",
            help="Say on standard error what mending these controls would do.",
        ),
        click.option(
            "--no-conditions", is_flag=True, help="End with code 4 where the gate holds with conditions only."
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def rejudging(function: F) -> F:
    """Add the options that say what a record is judged by, as far as that is not what it was recorded with."""
    moment = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
    options = (
        click.option("--policy", help="Judge by this policy instead of the one that was recorded."),
        click.option("--only", multiple=True, metavar="TERM", help="Only these controls."),
        click.option("--skip", multiple=True, metavar="TERM", help="All but these controls."),
        click.option("--phase", help="Only the controls of one phase of the launch."),
        click.option("--at", type=moment, help="Judge as of this time (UTC)."),
    )
    for option in reversed(options):
        function = option(function)
    return function


@dataclass(frozen=True)
class Judging:
    """What those options stand for, read and checked. ``waivers`` None: those of the record. ``first``: no baseline."""

    waivers: tuple[Waiver, ...] | None = None
    baseline: Report | None = None
    first: bool = False
    suppositions: tuple[frozenset[str], ...] = ()
    conditions: bool = True


@dataclass(frozen=True)
class Judged:
    """A report, and what the suppositions came to, one line each."""

    report: Report
    supposed: tuple[str, ...] = ()


def prepare(
    options: dict[str, Any], policy: Policy | None, environment: str = "", selection: Selection | None = None
) -> Judging:
    """Read and check everything that the options name, before anything is contacted or judged.

    ``policy`` is None where each of many records has its own; nothing can be supposed then.

    InputError for files that are not what they should be, controls that the policy does not have, and a gate that
    cannot be evaluated; with ``environment`` and ``selection`` also for a baseline that cannot be compared with them.
    """
    from readiness.judge.report import check_gate

    if policy is not None:
        check_gate(policy)
    first = options["baseline"] == "none"
    return Judging(
        waivers=_waivers(options),
        baseline=None if first or options["baseline"] is None else _baseline(options, environment, selection),
        first=first,
        suppositions=tuple(_supposition(text, policy) for text in options["suppositions"] if policy is not None),
        conditions=not options["no_conditions"],
    )


def judged(record: Record, how: Judging, *, at: datetime | None = None, others: Sequence[Record] = ()) -> Judged:
    """Judge a record, with ``others`` merged into it; the suppositions change nothing in the report."""
    from readiness.judge.report import compose, examine

    if how.waivers is not None:
        from dataclasses import replace

        record = replace(record, header=record.header.model_copy(update={"waivers": how.waivers}))
    grounds = examine(record, at, others=others, baseline=how.baseline, first=how.first)
    report = compose(record, grounds, at, others=others)
    return Judged(report, tuple(_supposed(grounds, report, fixed) for fixed in how.suppositions))


def exit_code(report: Report, how: Judging) -> int:
    """The verdict's exit code, or 4 where it holds with conditions only and that is not enough."""
    unmet = bool(report.verdict.conditions) and not how.conditions
    return ONLY_WITH_CONDITIONS if unmet else report.verdict.exit_code


def conclude(found: Judged, how: Judging) -> NoReturn:
    """Say what was supposed and exit by the verdict; what is printed may come from files, so it is made plain."""
    from readiness.model.text import plain

    for line in found.supposed:
        click.echo(plain(line), err=True)
    sys.exit(exit_code(found.report, how))


def _waivers(options: dict[str, Any]) -> tuple[Waiver, ...] | None:
    file = options["waivers_file"]
    if file is None:
        return None
    from readiness.load.waivers import load_waivers

    check_outputs(options, source=file, what="waivers")
    return load_waivers(file)


def _baseline(options: dict[str, Any], environment: str, selection: Selection | None) -> Report:
    from readiness.cli._reports import read_report
    from readiness.judge.verdict.baseline import check_baseline

    file = Path(options["baseline"])
    check_outputs(options, source=file, what="baseline")
    baseline = read_report(file)
    if environment and selection is not None:
        check_baseline(baseline, environment, selection)
    return baseline


def _supposition(text: str, policy: Policy) -> frozenset[str]:
    from readiness.model.errors import InputError, Mistake, Position
    from readiness.model.mistakes import nearest, shorten

    kind, _, names = text.partition(":")
    fixed = [name.strip() for name in names.split(",") if name.strip()]
    if kind != "fix" or not fixed:
        raise click.BadParameter(f"{shorten(text)!r} is not fix:CONTROL or fix:CONTROL,CONTROL", param_hint="--what-if")
    known = {control.id for control in policy.controls}
    unknown = [name for name in fixed if name not in known]
    if unknown:
        place = Position("command line")
        said = {name: f"--what-if: {policy.name} has no control `{shorten(name)}`" for name in unknown}
        raise InputError(*(Mistake(place, said[name], nearest(name, known)) for name in unknown))
    return frozenset(fixed)


def _supposed(grounds: Grounds, report: Report, fixed: frozenset[str]) -> str:
    from readiness.judge.verdict.gains import what_if

    before = grounds.after
    after, verdict = what_if(grounds, fixed)
    judged = {finding.control for finding in grounds.findings}
    names = ", ".join(name if name in judged else f"{name} (not selected)" for name in sorted(fixed))
    return (
        f"what if {names} passed: score {before.score:g} → {after.score:g}{_caps(before, after)};"
        f" {report.verdict.word} → {verdict.word}"
    )


def _caps(before: Scorecard, after: Scorecard) -> str:
    if after.cap:
        return f", {'still ' if before.cap else ''}capped at {after.cap}"
    return f", no longer capped at {before.cap}" if before.cap else ""
