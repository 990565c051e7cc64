"""Choosing controls by id, row, chapter, phase, tag, severity or framework."""

from __future__ import annotations

from collections.abc import Callable

from readiness.judge.catalog import controls_of_phase, phases_of
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.mistakes import nearest
from readiness.model.outcomes import Severity
from readiness.model.policy import Control, Policy
from readiness.model.report import Selection

NAMESPACES = ("control", "row", "chapter", "phase", "tag", "severity", "framework")


def select(policy: Policy, selection: Selection) -> tuple[Control, ...]:
    """The controls of the phase that any ``only`` term names and no ``skip`` term does; InputError when none is left.

    A term is a value (``8.7``, ``tls-versions``, ``critical``) or ``kind:value`` (``phase:network``); of a framework it
    is the name or one requirement (``framework:iso-27001/A.8.24``). A term that names nothing is an error, as is a bare
    one that means two things.
    """
    names = _names(policy)
    only = [_members(policy, names, term, "--only") for term in selection.only]
    skip = [_members(policy, names, term, "--skip") for term in selection.skip]
    phase = _phase(policy, selection.phase) if selection.phase else {control.id for control in policy.controls}
    chosen = tuple(
        control
        for control in policy.controls
        if control.id in phase
        and (not only or any(control.id in term for term in only))
        and not any(control.id in term for term in skip)
    )
    if not chosen:
        raise InputError(
            Mistake(Position("command line"), "the selection leaves no control", "nothing would be judged")
        )
    return chosen


def _phase(policy: Policy, phase: str) -> set[str]:
    """The controls of a phase; InputError when the policy has no such phase, or nothing in it."""
    phases = phases_of(policy)
    if phase not in phases:
        hint = nearest(phase, phases) or (f"there are {', '.join(phases)}" if phases else "")
        raise InputError(Mistake(Position("command line"), f"--phase: {policy.name} has no phase `{phase}`", hint))
    members = controls_of_phase(policy, phase)
    if not members:
        message = f"--phase {phase}: no control of {policy.name} decides a row of this phase"
        raise InputError(Mistake(Position("command line"), message, "nothing would be judged"))
    return members


def _names(policy: Policy) -> dict[str, set[str]]:
    rows = policy.catalog.rows if policy.catalog else ()
    return {
        "control": {control.id for control in policy.controls},
        "row": {row.id for row in rows} | {row for control in policy.controls for row in control.rows},
        "chapter": {row.chapter for row in rows},
        "phase": {row.phase for row in rows},
        "tag": {tag for control in policy.controls for tag in control.tags},
        "severity": {str(severity) for severity in Severity},
        "framework": {name for control in policy.controls for name in mapped(control)},
    }


def _members(policy: Policy, names: dict[str, set[str]], term: str, option: str) -> set[str]:
    prefix, colon, value = term.partition(":")
    kinds = [prefix] if colon and prefix in NAMESPACES else NAMESPACES
    wanted = value if colon and prefix in NAMESPACES else term
    found = [kind for kind in kinds if wanted in names[kind]]
    if not found:
        hint = nearest(wanted, sorted(set().union(*(names[kind] for kind in kinds))))
        raise InputError(Mistake(Position("command line"), f"{option} {term} names no control, row or group", hint))
    if len(found) > 1:
        hint = " or ".join(f"{kind}:{wanted}" for kind in found)
        raise InputError(Mistake(Position("command line"), f"{option} {term} means two things", f"say {hint}"))
    test = _tests(policy)[found[0]]
    return {control.id for control in policy.controls if test(control, wanted)}


def _tests(policy: Policy) -> dict[str, Callable[[Control, str], bool]]:
    rows = {row.id: row for row in policy.catalog.rows} if policy.catalog else {}
    return {
        "control": lambda control, value: control.id == value,
        "row": lambda control, value: value in control.rows,
        "chapter": lambda control, value: any(row in rows and rows[row].chapter == value for row in control.rows),
        "phase": lambda control, value: any(row in rows and rows[row].phase == value for row in control.rows),
        "tag": lambda control, value: value in control.tags,
        "severity": lambda control, value: control.severity == value,
        "framework": lambda control, value: value in mapped(control),
    }


def mapped(control: Control) -> set[str]:
    """The frameworks that a control maps to, and their requirements as ``framework/requirement``."""
    requirements = {f"{name}/{one}" for name, wanted in control.maps.items() for one in wanted}
    return requirements | set(control.maps)
