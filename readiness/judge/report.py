"""From a record to the report that everything is rendered from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from readiness.expressions import Engine
from readiness.judge.evidence.values import Evidence
from readiness.judge.frameworks import frameworks
from readiness.judge.judge import judge
from readiness.judge.overlay.attestations import lay_attestations
from readiness.judge.overlay.waivers import lay_waivers
from readiness.judge.rows import rows
from readiness.judge.selection import select
from readiness.judge.stale import stale
from readiness.judge.troubles import troubles
from readiness.judge.verdict.age import aged
from readiness.judge.verdict.baseline import compare
from readiness.judge.verdict.gains import gains
from readiness.judge.verdict.gate import decide, gate_mistakes
from readiness.judge.verdict.grounds import Grounds
from readiness.judge.verdict.interruption import interruption, why_incomplete
from readiness.judge.verdict.phases import phases, reached
from readiness.load.params import param_loosenings
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.policy import Control, Policy
from readiness.model.record import Record
from readiness.model.report import ControlText, Report


def report(
    record: Record,
    at: datetime | None = None,
    *,
    others: Sequence[Record] = (),
    baseline: Report | None = None,
    first: bool = False,
) -> Report:
    """Judge a record by the policy in its header, with the clock of the record or ``at``.

    ``others`` are merged into it: other vantages, drills, other environments. ``baseline`` is what the gate compares
    with; ``first`` says that there is none yet and need not be. InputError for a gate that cannot be evaluated, a
    selection of nothing, and a baseline that is no basis.
    """
    return compose(record, examine(record, at, others=others, baseline=baseline, first=first), at, others=others)


def examine(
    record: Record,
    at: datetime | None = None,
    *,
    others: Sequence[Record] = (),
    baseline: Report | None = None,
    first: bool = False,
) -> Grounds:
    """What the verdict on a record rests on; arguments and errors as of ``report``."""
    header, now = record.header, clock((record, *others), at)
    policy, rules = header.policy, header.policy.gate.waivers
    check_gate(policy)
    controls = select(policy, header.selection)
    evidence = Evidence(record, others, now=now)
    judged = judge(evidence, controls, Engine(now, header.lifecycle))
    attested, attestations = lay_attestations(judged, controls, header.attestations, record.evidence, rules, now)
    findings, waivers = lay_waivers(attested, header.waivers, rules, now)
    return Grounds(
        policy=policy,
        findings=findings,
        selection=header.selection,
        waivers=waivers,
        attestations=attestations,
        baseline=compare(baseline, header.environment, header.selection, findings) if baseline else None,
        first=first,
        incomplete=interruption(record, others),
        aged=aged(evidence.layers, now, policy.gate.evidence_days),
        vantages=evidence.vantages,
    )


def check_gate(policy: Policy) -> None:
    """InputError when the policy's gate asks for something that can never be evaluated."""
    if mistakes := gate_mistakes(policy):
        place = Position(f"policy {policy.name}")
        raise InputError(*(Mistake(place, said, "a gate that cannot be evaluated lets through") for said in mistakes))


def clock(records: Sequence[Record], at: datetime | None = None) -> datetime:
    """The moment as of which records are judged: ``at``, else when the last of them was begun or taken up again."""
    begun = [moment for one in records for moment in (one.header.started, *(again.when for again in one.resumed))]
    return at or max(begun)


def compose(record: Record, grounds: Grounds, at: datetime | None = None, *, others: Sequence[Record] = ()) -> Report:
    """The report on a record that was examined."""
    header, end, now = record.header, record.end, clock((record, *others), at)
    policy, findings = grounds.policy, grounds.findings
    controls = select(policy, header.selection)
    states = phases(grounds)
    return Report(
        readiness=header.readiness,
        environment=header.environment,
        policy=policy.name,
        policy_version=policy.version,
        started=header.started,
        finished=end.finished if end else None,
        judged_at=now,
        complete=not grounds.incomplete,
        selection=header.selection,
        vantages=grounds.vantages,
        run=header.run,
        resumed=tuple(one.when for one in record.resumed),
        why_incomplete=why_incomplete(record),
        release=header.release,
        gate=policy.gate,
        verdict=decide(grounds),
        scorecard=grounds.before,
        waived_scorecard=grounds.after if grounds.any_waived else None,
        gains=gains(grounds.after),
        findings=findings,
        waivers=grounds.waivers,
        attestations=grounds.attestations,
        loosenings=(*policy.loosenings, *param_loosenings(policy, header.params)),
        sources=policy.sources,
        phases=states,
        reached=reached(states),
        frameworks=frameworks(controls, findings),
        stale=stale(policy.catalog, header.lifecycle, now),
        lifecycle_dated=header.lifecycle.dated if header.lifecycle else None,
        baseline=grounds.baseline,
        troubles=troubles(findings),
        rows=rows(policy.catalog, findings, states),
        params=header.params,
        controls={control.id: _text(control) for control in controls},
        requests=end.requests if end else 0,
        versions=header.versions,
    )


def _text(control: Control) -> ControlText:
    return ControlText(
        title=control.title, rationale=control.rationale, remedy=control.remedy, references=control.references
    )
