"""The report behind ``reports/samples/conditional.*``: a launch that may go live, and what this hangs on."""

from __future__ import annotations

from datetime import UTC, date, datetime

from report_samples import (
    API,
    WWW4,
    attestation_state,
    finding,
    judgement,
    reason,
    report,
    text,
    waiver_state,
)

from readiness.judge.verdict.score import scorecard
from readiness.model.environment import Release
from readiness.model.outcomes import Outcome, Severity
from readiness.model.phases import PhaseState
from readiness.model.policy import Gate
from readiness.model.report import (
    Baseline,
    Carried,
    Finding,
    FrameworkState,
    ParamValue,
    Regression,
    Report,
    Result,
    RowState,
    StaleDemand,
    Verdict,
    Word,
)
from readiness.model.score import Basis
from readiness.model.tailoring import Loosening, PolicySource

TAKEN_UP = datetime(2026, 11, 22, 12, 5, 0, tzinfo=UTC)
DRILL = datetime(2026, 11, 1, 12, 0, 0, tzinfo=UTC)
_TIMEOUT = f"http.limits timeout: {API} did not answer in 5 s"


def conditional() -> Report:
    """Waivers that hold and that do not, attestations, a carried proof, phases, loosenings, a stale guide."""
    found = _findings()
    return report(
        *found,
        policy="ours",
        verdict=Verdict(word=Word.READY_WITH_CONDITIONS, exit_code=0, conditions=_CONDITIONS),
        scorecard=scorecard(found),
        waived_scorecard=scorecard(found, after_waivers=True),
        judged_at=TAKEN_UP,
        resumed=(TAKEN_UP,),
        run="20261122T120000Z-6f1c",
        vantages=("frankfurt", "london"),
        release=Release(version="1.4.2", commit="9c2f1e7", deployed_at=DRILL),
        gate=Gate(score=75, coverage=90, evidence_days=7),
        waivers=_WAIVERS,
        attestations=_ATTESTATIONS,
        loosenings=_LOOSENINGS,
        sources=(PolicySource(policy="web-baseline", version="1.0.0", sha256="a" * 64, place="shipped"),),
        phases=_PHASES,
        reached="foundation",
        frameworks=_FRAMEWORKS,
        stale=_STALE,
        lifecycle_dated=date(2026, 11, 1),
        baseline=_BASELINE,
        rows=(RowState(row="8.5", asks="HTTPS everywhere", controls=("hsts",), outcome=Outcome.FAIL),),
        params={"hsts_min_age_days": ParamValue(value=30, origin="environment", source="readiness.yaml:14:5")},
        controls={one.control: text(one.title, everywhere="See the references.") for one in found},
    )


_CHANGED = "its evidence rota.pdf is not what was attested: it has changed since"
_TITLES = {
    "hsts": "Browsers are told to use HTTPS only",
    "api-limits": "The API limits how often it may be asked",
    "restore": "A backup was restored in a drill",
    "team-trained": "The team was trained on the runbook",
    "rota": "Somebody is on call",
    "dnssec": "The zone is signed",
    "guide-nodejs": "The Node.js version that the guide demands is still supported",
}
_CONDITIONS = (
    "hsts on site is waived until 2026-12-31 by cto@example.com (OPS-41)",
    "api-limits is waived until 2026-11-30 by cto@example.com (OPS-44), which ends in 8 days",
    "team-trained was attested by jo@example.com on 2026-10-01, which ends in 9 days",
    "restore: backup.restore is carried over from a scan of staging 21.0 days ago",
)
_WAIVERS = (
    waiver_state("hsts", targets="site", findings=("hsts [site]",)),
    waiver_state("api-limits", ticket="OPS-44", expires=date(2026, 11, 30), days_left=8, expires_soon=True),
    waiver_state("csp", "expired", ticket="OPS-12", problem="it ended with 2026-10-01", days_left=-52),
    waiver_state("dnssec", "unused", ticket="OPS-30", problem="the control passes"),
    waiver_state("spf", "refused", ticket="OPS-31", problem="its approver is its owner"),
)
_ATTESTATIONS = (
    attestation_state("team-trained", days_left=9, expires_soon=True),
    attestation_state(
        "rota", "changed", problem="its evidence rota.pdf is not what was attested: it has changed since"
    ),
)
_LOOSENINGS = (
    Loosening(kind="dropped", what="csp", before="medium", after="left out", by="ours", reason="no scripts at all"),
    Loosening(kind="severity", what="rota", before="high", after="low", by="ours", reason="a team of three"),
    Loosening(kind="gate", what="score", before="90", after="75", by="ours"),
    Loosening(kind="parameter", what="hsts_min_age_days", before="365", after="30", by="environment"),
)
_PHASES = (
    PhaseState(
        id="foundation",
        title="Network and names",
        row="10.1",
        standing="holds",
        rows=4,
        rows_decided=3,
        controls=3,
        score=100,
    ),
    PhaseState(
        id="people",
        title="People and runbooks",
        row="10.2",
        standing="undecided",
        rows=9,
        rows_decided=2,
        controls=2,
        score=50,
        because=("low control rota is unproven", "50% of the policy's weight is decided, the gate asks for 100%"),
    ),
)
_FRAMEWORKS = tuple(
    FrameworkState(framework="iso-27001", requirement=name, controls=("hsts",), outcome=outcome)
    for name, outcome in (
        ("A.5.30", Outcome.PASS),
        ("A.6.3", Outcome.UNPROVEN),
        ("A.8.20", Outcome.NOT_APPLICABLE),
        ("A.8.24", Outcome.FAIL),
    )
)
_STALE = (
    StaleDemand(
        row="2.12",
        product="nodejs",
        version="20",
        ended=date(2026, 4, 30),
        source="https://github.com/nodejs/release#release-schedule",
    ),
)
_BASELINE = Baseline(
    environment="prod",
    started=DRILL,
    regressions=(Regression(control="hsts", target="site", before=Outcome.PASS, after=Outcome.FAIL),),
)


def _findings() -> tuple[Finding, ...]:
    short = reason("http.home.hsts.max_age_days >= 30", http__home__hsts__max_age_days=1)
    limited = reason("http.limits.answered", Result.ERROR, _TIMEOUT)
    restored = reason("backup.restore.rows > 0", Result.HELD, backup__restore__rows=1204)
    attested = reason("attested: jo@example.com, CTO, 2026-10-01", Result.HELD, "counts until 2026-12-01: trained")
    changed = f"the attestation of 2026-10-01: {_CHANGED}"
    ended = reason('lifecycle("nodejs", "20") == "supported"', guide__demands__nodejs="20")
    proof = Carried(observation="backup.restore", environment="staging", run="drill-7", observed=DRILL, age_days=21.0)
    seen_from = [
        judgement(Outcome.FAIL, short, at=WWW4).model_copy(update={"vantage": name, "variant": "nginx"})
        for name in ("frankfurt", "london")
    ]
    found = (
        finding("hsts", Outcome.FAIL, *seen_from, severity=Severity.MEDIUM, rows=("8.5",), waived="OPS-41"),
        finding("hsts", Outcome.FAIL, judgement(Outcome.FAIL, short, at=API), severity=Severity.MEDIUM, target="api"),
        finding("api-limits", Outcome.ERROR, judgement(Outcome.ERROR, limited, at=API), target="api", waived="OPS-44"),
        finding(
            "restore",
            Outcome.PASS,
            judgement(Outcome.PASS, restored).model_copy(update={"carried": (proof,)}),
            target="database",
            basis=Basis.CARRIED,
            severity=Severity.CRITICAL,
        ),
        finding(
            "team-trained",
            Outcome.PASS,
            judgement(Outcome.PASS, attested),
            target="environment",
            basis=Basis.ATTESTED,
        ),
        finding(
            "rota",
            Outcome.UNPROVEN,
            judgement(Outcome.UNPROVEN, reason("attested", Result.UNPROVEN, changed)),
            target="environment",
            severity=Severity.LOW,
        ),
        finding("dnssec", Outcome.PASS, target="domain"),
        finding(
            "guide-nodejs",
            Outcome.FAIL,
            judgement(Outcome.FAIL, ended),
            target="environment",
            severity=Severity.LOW,
            weight=0.0,
        ),
    )
    return tuple(one.model_copy(update={"title": _TITLES[one.control]}) for one in found)
