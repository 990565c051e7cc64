"""Reports made by hand, for rendering."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from readiness.judge.verdict.gains import gains
from readiness.model.attestations import Attestation, AttestationState
from readiness.model.outcomes import Outcome, Severity
from readiness.model.report import (
    ControlText,
    Finding,
    Judgement,
    Reason,
    Report,
    Result,
    Seen,
    Selection,
    Trouble,
    Verdict,
    Word,
)
from readiness.model.score import Contribution, Scorecard
from readiness.model.waivers import Waiver, WaiverState

STARTED = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
FINISHED = datetime(2026, 11, 22, 12, 0, 14, 250000, tzinfo=UTC)
WWW4 = "www.example.com@192.0.2.10:443"
WWW6 = "www.example.com@[2001:db8::10]:443"
API = "api.example.com@192.0.2.20:443"
WEIGHTS = {Severity.CRITICAL: 10.0, Severity.HIGH: 7.5, Severity.MEDIUM: 5.0, Severity.LOW: 2.5}
CREDIT = {Outcome.PASS: 1.0, Outcome.PARTIAL: 0.8}


def reason(
    condition: str,
    result: Result = Result.NOT_MET,
    detail: str = "",
    level: str = "require",
    absent: tuple[str, ...] = (),
    **seen: Any,
) -> Reason:
    """``seen`` are facts by path, with ``__`` for a dot; ``absent`` those that are not there."""
    facts = [Seen(path=path.replace("__", "."), value=value) for path, value in seen.items()]
    facts += [Seen(path=path, absent=True) for path in absent]
    return Reason(level=level, condition=condition, result=result, detail=detail, seen=tuple(facts))


def judgement(outcome: Outcome, *reasons: Reason, at: str | None = None) -> Judgement:
    return Judgement(endpoint=at, outcome=outcome, reasons=reasons)


def finding(
    control: str,
    outcome: Outcome,
    *judgements: Judgement,
    title: str = "",
    target: str | None = "site",
    severity: Severity = Severity.HIGH,
    rows: tuple[str, ...] = (),
    **more: Any,
) -> Finding:
    return Finding(
        control=control,
        title=title or f"Title of {control}",
        rows=rows,
        severity=severity,
        target=target,
        outcome=outcome,
        judgements=judgements,
        **more,
    )


def report(*findings: Finding, troubles: tuple[Trouble, ...] = (), **changes: Any) -> Report:
    """A report of these findings, with the bare minimum around them; the gains are those of its scorecard."""
    parts = {one.control: one for one in findings}
    values: dict[str, Any] = {
        "readiness": "0.1.0",
        "environment": "prod",
        "policy": "web-baseline",
        "policy_version": "1.0.0",
        "started": STARTED,
        "finished": FINISHED,
        "judged_at": STARTED,
        "complete": True,
        "selection": Selection(),
        "verdict": Verdict(word=Word.NOT_READY, exit_code=1, because=("high control hsts fails",)),
        "scorecard": card(*(contribution(one.control, one.severity, one.outcome) for one in parts.values())),
        "findings": findings,
        "troubles": troubles,
        "requests": 312,
    }
    values |= changes
    counting = values.get("waived_scorecard") or values["scorecard"]
    return Report(**({"gains": gains(counting)} | values))


def contribution(control: str, severity: Severity, outcome: Outcome) -> Contribution:
    weight = 0.0 if outcome is Outcome.NOT_APPLICABLE else WEIGHTS[severity]
    return Contribution(
        control=control, severity=severity, outcome=outcome, weight=weight, credit=weight * CREDIT.get(outcome, 0.0)
    )


def card(*parts: Contribution, **changes: Any) -> Scorecard:
    values: dict[str, Any] = {"score": 50.0, "uncapped": 50.0, "best": 60.0, "coverage": 90.0, "applicable": 100.0}
    return Scorecard(**(values | changes), contributions=parts)


def text(title: str, **remedy: str) -> ControlText:
    return ControlText(title=title, rationale="Said in the policy.", remedy=remedy, references=("RFC 9325",))


def waiver_state(control: str = "hsts", standing: str = "applied", **changes: Any) -> WaiverState:
    """What became of a waiver; ``changes`` are of the waiver or of its state, by name."""
    state = {name: changes.pop(name) for name in WaiverState.model_fields if name in changes}
    waiver: dict[str, Any] = {
        "control": control,
        "reason": "The CDN takes it over in January",
        "risk": "A first visit can be intercepted",
        "owner": "web@example.com",
        "approver": "cto@example.com",
        "ticket": "OPS-41",
        "granted": date(2026, 11, 1),
        "expires": date(2026, 12, 31),
    }
    return WaiverState(**({"waiver": Waiver(**(waiver | changes)), "standing": standing, "days_left": 39} | state))


def attestation_state(control: str = "backups", standing: str = "valid", **changes: Any) -> AttestationState:
    """What became of an attestation; ``changes`` are of the attestation or of its state, by name."""
    state = {name: changes.pop(name) for name in AttestationState.model_fields if name in changes}
    said: dict[str, Any] = {
        "control": control,
        "statement": "The team was trained on the runbook",
        "by": "jo@example.com",
        "role": "CTO",
        "date": date(2026, 10, 1),
        "valid_for_days": 90,
    }
    made = Attestation(**(said | changes))
    return AttestationState(**({"attestation": made, "standing": standing, "days_left": 38} | state))
