"""Judging records: every selected control on every target of its kind, place by place. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from readiness.expressions import Bound, Engine
from readiness.judge.conditions import Conditions, prepare
from readiness.judge.deciding import decide_values, unproven
from readiness.judge.evidence.binding import Found, find
from readiness.judge.evidence.values import Evidence, Place, Values
from readiness.model.outcomes import Outcome, worst
from readiness.model.policy import Control
from readiness.model.report import Finding, Judgement
from readiness.model.score import Basis


@dataclass(frozen=True)
class _Case:
    """A control with its conditions. Cases with the same ``sight`` see the same values wherever they are judged."""

    control: Control
    conditions: Conditions
    sight: tuple[str, ...]


@dataclass(frozen=True)
class _View:
    """A place as it is seen from one vantage: what was found, and the same made ready for the engine."""

    place: Place
    found: Found
    bound: Bound


def judge(evidence: Evidence, controls: Iterable[Control], engine: Engine) -> tuple[Finding, ...]:
    """A finding for each control and target, in the order of the policy, targets sorted.

    Controls on whose passing it hangs whether proofs of another environment count here are judged before all others.
    """
    chosen = tuple(controls)
    if evidence.borrows:
        evidence = evidence.assured(_parity(evidence, chosen, engine))
    return _judge_all(evidence, chosen, engine)


def _parity(evidence: Evidence, controls: Sequence[Control], engine: Engine) -> frozenset[str]:
    """Controls of parity that pass wherever they are judged; one that itself carries proofs shows nothing."""
    known = {control.id: control for control in (*evidence.controls, *controls)}
    named = sorted({control.carry.parity for control in controls if control.carry and control.carry.parity})
    own = [known[name] for name in named if name in known and known[name].carry is None]
    findings = _judge_all(evidence, own, engine)
    return frozenset(one.id for one in own) - {f.control for f in findings if f.outcome is not Outcome.PASS}


def _judge_all(evidence: Evidence, controls: Iterable[Control], engine: Engine) -> tuple[Finding, ...]:
    cases = [_Case(control, prepare(engine, control), _sight(control)) for control in controls]
    alike: dict[tuple[str, ...], list[int]] = {}
    for number, case in enumerate(cases):
        alike.setdefault(case.sight, []).append(number)
    found: dict[int, list[Finding]] = {}
    for numbers in alike.values():
        for findings in _findings(evidence, [cases[number] for number in numbers], engine):
            for number, finding in zip(numbers, findings, strict=True):
                found.setdefault(number, []).append(finding)
    return tuple(finding for number in range(len(cases)) for finding in found[number])


def _sight(control: Control) -> tuple[str, ...]:
    seen = sorted((alias, one.model_dump_json()) for alias, one in control.observe.items())
    carry = "" if control.carry is None else control.carry.model_dump_json()
    return (control.target, carry, *(text for pair in seen for text in pair))


def _findings(evidence: Evidence, alike: list[_Case], engine: Engine) -> Iterable[list[Finding]]:
    """For each target the findings of controls that see alike, for whom everything is made ready but once."""
    first = alike[0].control
    targets = evidence.of_kind(first.target)
    if not targets:
        yield [_finding(case.control, None, (_nowhere(case.control),)) for case in alike]
    for target in targets:
        judged: list[list[Judgement]] = [[] for _ in alike]
        for place in evidence.places(first, target):
            views = [_view(evidence, first, target, view, engine) for view in evidence.views(place)]
            for case, judgements in zip(alike, judged, strict=True):
                judgements.extend(_judge(case.conditions, views, engine))
        yield [_finding(case.control, target, tuple(own)) for case, own in zip(alike, judged, strict=True)]


def _view(evidence: Evidence, control: Control, target: str, place: Place, engine: Engine) -> _View:
    found = find(evidence, control, target, place)
    return _View(place, found, engine.bind(found.maps))


def _nowhere(control: Control) -> Judgement:
    return Judgement(outcome=Outcome.UNPROVEN, reasons=(unproven(f"no target of kind {control.target} is declared"),))


def _finding(control: Control, target: str | None, judgements: tuple[Judgement, ...]) -> Finding:
    carried = any(judgement.carried for judgement in judgements)
    return Finding(
        control=control.id,
        title=control.title,
        rows=control.rows,
        severity=control.severity,
        weight=control.worth,
        target=target,
        outcome=_worst_applicable(judgements),
        basis=Basis.CARRIED if carried else Basis.OBSERVED,
        judgements=judgements,
    )


def _worst_applicable(judgements: tuple[Judgement, ...]) -> Outcome:
    outcomes = {judgement.outcome for judgement in judgements}
    return worst(list(outcomes - {Outcome.NOT_APPLICABLE} or outcomes))


def _judge(conditions: Conditions, views: list[_View], engine: Engine) -> Iterable[Judgement]:
    """A judgement for each vantage from which anything was tried that the conditions read, or one on what there is."""
    if len(views) == 1:
        yield _judge_view(conditions, views[0], engine, views[0].place.vantage)
        return
    own = [view for view in views if view.found.tried(conditions.wanted)]
    for view in own:
        yield _judge_view(conditions, view, engine, view.place.vantage)
    if not own:
        yield _judge_view(conditions, views[0], engine, None)


def _judge_view(conditions: Conditions, view: _View, engine: Engine, vantage: str | None) -> Judgement:
    found, place = view.found, view.place
    missing = found.missing(conditions.wanted)
    if place.missing is not None:
        missing["endpoint", "*"] = (place.missing,)
    judgement = decide_values(engine, conditions, Values(found.maps, missing), view.bound, place.endpoint)
    carried = found.carried(conditions.wanted)
    if vantage is None and not carried:
        return judgement
    return judgement.model_copy(update={"vantage": vantage, "carried": carried})
