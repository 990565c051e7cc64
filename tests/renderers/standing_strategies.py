"""What hypothesis makes up for the rest of a report: scores, waivers, attestations, phases, loosenings and the like."""

from __future__ import annotations

from drawn_values import TICKETS, anything, days, moments, names, numbers, places, tuples
from hypothesis import strategies as st
from report_samples import attestation_state, waiver_state

from readiness.model.environment import Release
from readiness.model.outcomes import Outcome, Severity
from readiness.model.phases import PhaseState
from readiness.model.policy import Gate
from readiness.model.report import Baseline, FrameworkState, Regression, StaleDemand
from readiness.model.score import Contribution, Gain, Scorecard, Shares
from readiness.model.tailoring import Loosening, PolicySource

scorecards = st.builds(
    Scorecard,
    score=numbers,
    uncapped=numbers,
    best=numbers,
    cap=anything,
    coverage=numbers,
    applicable=numbers,
    shares=st.builds(Shares, observed=numbers, attested=numbers, carried=numbers),
    contributions=tuples(
        st.builds(
            Contribution,
            control=names,
            severity=st.sampled_from(Severity),
            outcome=st.sampled_from(Outcome),
            weight=numbers,
            credit=numbers,
        ),
        6,
    ),
)
some_text = anything.map(lambda text: "".join(c for c in text if not "\ud800" <= c <= "\udfff") or "x")
long_text = some_text.map(lambda text: f"because of {text}")
waivers = st.builds(
    waiver_state,
    control=names,
    standing=st.sampled_from(("applied", "unused", "ahead", "expired", "refused")),
    targets=st.just("*") | some_text,
    reason=long_text,
    risk=some_text,
    owner=some_text,
    approver=some_text,
    ticket=st.sampled_from(TICKETS) | some_text,
    expires=days,
    problem=anything,
    days_left=st.integers(-999, 999),
    expires_soon=st.booleans(),
    overlaps=tuples(anything),
)
attestations = st.builds(
    attestation_state,
    control=names,
    standing=st.sampled_from(("valid", "ahead", "stale", "changed", "missing", "refused", "unused")),
    targets=st.just("*") | some_text,
    statement=long_text,
    by=some_text,
    role=some_text,
    date=days,
    problem=anything,
    days_left=st.integers(-999, 999),
    expires_soon=st.booleans(),
)
loosenings = st.builds(
    Loosening,
    kind=st.sampled_from(("dropped", "severity", "weight", "parameter", "gate")),
    what=anything,
    before=anything,
    after=anything,
    by=anything,
    reason=anything,
)
phases = st.builds(
    PhaseState,
    id=st.sampled_from(("network", "data")) | anything,
    title=anything,
    row=anything,
    standing=st.sampled_from(("holds", "does not hold", "undecided")),
    rows=st.integers(0, 99),
    rows_decided=st.integers(0, 99),
    controls=st.integers(0, 99),
    score=numbers,
    because=tuples(anything),
)
baselines = st.builds(
    Baseline,
    environment=anything,
    started=moments,
    regressions=tuples(
        st.builds(
            Regression,
            control=names,
            target=places,
            before=st.sampled_from(Outcome),
            after=st.sampled_from(Outcome),
        ),
        7,
    ),
)
standing = {
    "vantages": tuples(anything, 3),
    "run": anything,
    "resumed": tuples(moments),
    "why_incomplete": anything,
    "release": st.none() | st.builds(Release, version=anything, commit=anything, digest=anything),
    "gate": st.builds(Gate, evidence_days=st.none() | st.floats(1, 99)),
    "waived_scorecard": st.none() | scorecards,
    "gains": tuples(
        st.builds(
            Gain,
            control=names,
            outcome=st.sampled_from(Outcome),
            score=numbers,
            gain=numbers,
            uncapped=numbers,
            cap=st.sampled_from(("", "stays: 59: it fails", "falls: 59: it fails")) | anything,
        ),
        4,
    ),
    "waivers": tuples(waivers),
    "attestations": tuples(attestations),
    "loosenings": tuples(loosenings, 5),
    "sources": tuples(st.builds(PolicySource, policy=anything, version=anything, sha256=anything, place=anything)),
    "phases": tuples(phases),
    "reached": st.sampled_from(("", "network", "data")) | anything,
    "frameworks": tuples(
        st.builds(
            FrameworkState,
            framework=anything,
            requirement=anything,
            controls=st.just(()),
            outcome=st.sampled_from(Outcome),
        )
    ),
    "stale": tuples(
        st.builds(StaleDemand, row=anything, product=anything, version=anything, ended=days, source=anything)
    ),
    "lifecycle_dated": st.none() | days,
    "baseline": st.none() | baselines,
}
