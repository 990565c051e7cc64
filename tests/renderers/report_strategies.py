"""Reports made up by hypothesis: any findings, with the troubles that follow from them, full of hostile text."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st
from report_samples import attestation_state, waiver_state

from readiness.model.environment import Release
from readiness.model.outcomes import Outcome, Severity
from readiness.model.phases import PhaseState
from readiness.model.policy import Gate
from readiness.model.report import (
    Baseline,
    Carried,
    ControlText,
    Finding,
    FrameworkState,
    Judgement,
    ParamValue,
    Reason,
    Regression,
    Report,
    Result,
    RowState,
    Seen,
    Selection,
    StaleDemand,
    Trouble,
    Verdict,
    Word,
)
from readiness.model.score import Basis, Contribution, Gain, Scorecard, Shares
from readiness.model.tailoring import Loosening, PolicySource

HOSTILE = (
    "\x1b[2J\x1b[31mREADY",
    "\x9b31m",
    "\u202etxt.exe",
    "\x00",
    "\r\nSet-Cookie: a=b",
    "]]>",
    '"><script>alert(1)</script>',
    "&lt;&#0;",
    "\ud800",
    "\ufffe\uffff",
    "\u2028\u2029\x85\x0c",
    "\u3164\u2800\xa0",
    "x" * 5000,
    "",
    "e\u0301 日本語 🦆",
)
CAUSES = (
    "tls.versions timeout: 192.0.2.1:443 is silent",
    "http.home timeout: GET https://www.example.com/: no answer in time",
    "tls.versions reset",
    "unresolvable: www.example.com has no address",
    "tls.limits needs --active on the command line",
    "tls is not in the record",
    "no target of kind mailserver is declared",
    "division by zero",
)
anything = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=()), max_size=12))
names = st.sampled_from(("tls-versions", "hsts", "csp", "cookies", "dnssec", "spf"))
places = st.one_of(st.none(), st.sampled_from(("www@192.0.2.1:443", "www@192.0.2.2:443")), anything)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), anything),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(anything, inner, max_size=4)),
    max_leaves=6,
)
numbers = st.floats(min_value=0, max_value=100)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))
moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))


def _tuples(inner: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(inner, max_size=most).map(tuple)


reasons = st.builds(
    Reason,
    level=st.sampled_from(("when", "require", "recommend")),
    condition=anything,
    result=st.sampled_from(Result),
    detail=st.one_of(st.sampled_from(CAUSES), anything),
    seen=_tuples(st.builds(Seen, path=anything, value=values, absent=st.booleans())),
)
TICKETS = ("OPS-41", "OPS-42")
proofs = st.builds(
    Carried, observation=anything, environment=anything, run=anything, observed=moments, age_days=st.floats(-1, 999)
)
findings = st.builds(
    Finding,
    control=names,
    title=anything,
    rows=_tuples(anything),
    severity=st.sampled_from(Severity),
    target=places,
    outcome=st.sampled_from(Outcome),
    weight=st.sampled_from((None, 0.0, 5.0)),
    basis=st.sampled_from(Basis),
    waived=st.none() | st.sampled_from(TICKETS) | anything,
    judgements=_tuples(
        st.builds(
            Judgement,
            endpoint=places,
            vantage=st.none() | anything,
            variant=st.none() | anything,
            outcome=st.sampled_from(Outcome),
            reasons=_tuples(reasons),
            carried=_tuples(proofs, 1),
        )
    ),
)
scorecards = st.builds(
    Scorecard,
    score=numbers,
    uncapped=numbers,
    best=numbers,
    cap=anything,
    coverage=numbers,
    applicable=numbers,
    shares=st.builds(Shares, observed=numbers, attested=numbers, carried=numbers),
    contributions=_tuples(
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
    overlaps=_tuples(anything),
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
    because=_tuples(anything),
)
baselines = st.builds(
    Baseline,
    environment=anything,
    started=moments,
    regressions=_tuples(
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
    "vantages": _tuples(anything, 3),
    "run": anything,
    "resumed": _tuples(moments),
    "why_incomplete": anything,
    "release": st.none() | st.builds(Release, version=anything, commit=anything, digest=anything),
    "gate": st.builds(Gate, evidence_days=st.none() | st.floats(1, 99)),
    "waived_scorecard": st.none() | scorecards,
    "gains": _tuples(
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
    "waivers": _tuples(waivers),
    "attestations": _tuples(attestations),
    "loosenings": _tuples(loosenings, 5),
    "sources": _tuples(st.builds(PolicySource, policy=anything, version=anything, sha256=anything, place=anything)),
    "phases": _tuples(phases),
    "reached": st.sampled_from(("", "network", "data")) | anything,
    "frameworks": _tuples(
        st.builds(
            FrameworkState,
            framework=anything,
            requirement=anything,
            controls=st.just(()),
            outcome=st.sampled_from(Outcome),
        )
    ),
    "stale": _tuples(
        st.builds(StaleDemand, row=anything, product=anything, version=anything, ended=days, source=anything)
    ),
    "lifecycle_dated": st.none() | days,
    "baseline": st.none() | baselines,
}


def troubles_of(found: tuple[Finding, ...]) -> tuple[Trouble, ...]:
    """A trouble for each cause and place of which a condition says that it is undecided."""
    grouped: dict[tuple[str, str], dict[str, None]] = {}
    for finding in found:
        for judgement in finding.judgements:
            for reason in judgement.reasons:
                if reason.result in (Result.ERROR, Result.UNPROVEN):
                    where = judgement.endpoint or finding.target or ""
                    grouped.setdefault((reason.detail, where), {})[finding.control] = None
    return tuple(Trouble(cause=cause, where=where, controls=tuple(found)) for (cause, where), found in grouped.items())


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """A whole report; now and then one of its troubles is left out, so that findings must speak for themselves."""
    drawn = draw(st.lists(findings, max_size=3))
    weights = {finding.control: finding.weight for finding in drawn}
    found = tuple(finding.model_copy(update={"weight": weights[finding.control]}) for finding in drawn)
    troubles = troubles_of(found)
    return draw(
        st.builds(
            Report,
            readiness=anything,
            environment=anything,
            policy=anything,
            policy_version=anything,
            started=moments,
            finished=st.one_of(st.none(), moments),
            judged_at=moments,
            complete=st.booleans(),
            selection=st.builds(Selection, only=_tuples(anything), skip=_tuples(anything), phase=anything),
            verdict=st.builds(
                Verdict,
                word=st.sampled_from(Word) | anything,
                exit_code=st.integers(0, 4),
                because=_tuples(anything, 7),
                conditions=_tuples(anything, 7),
            ),
            scorecard=scorecards,
            findings=st.just(found),
            troubles=st.sampled_from((troubles, troubles[1:])),
            rows=_tuples(
                st.builds(RowState, row=anything, asks=anything, outcome=st.none() | st.sampled_from(Outcome))
            ),
            params=st.dictionaries(anything, st.builds(ParamValue, value=values, origin=anything), max_size=2),
            controls=st.dictionaries(
                names,
                st.builds(
                    ControlText,
                    title=anything,
                    rationale=anything,
                    remedy=st.dictionaries(anything, anything, max_size=2),
                    references=_tuples(anything),
                ),
                max_size=2,
            ),
            requests=st.integers(0, 10**6),
            versions=st.dictionaries(anything, anything, max_size=2),
            **standing,
        )
    )
