"""Reports made up by hypothesis: any findings, with the troubles that follow from them, full of hostile text."""

from __future__ import annotations

from drawn_values import TICKETS, anything, moments, names, places, tuples, values
from hypothesis import strategies as st
from standing_strategies import scorecards, standing

from readiness.model.outcomes import Outcome, Severity
from readiness.model.report import (
    Carried,
    ControlText,
    Finding,
    Judgement,
    ParamValue,
    Reason,
    Report,
    Result,
    RowState,
    Seen,
    Selection,
    Trouble,
    Verdict,
    Word,
)
from readiness.model.score import Basis

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
reasons = st.builds(
    Reason,
    level=st.sampled_from(("when", "require", "recommend")),
    condition=anything,
    result=st.sampled_from(Result),
    detail=st.one_of(st.sampled_from(CAUSES), anything),
    seen=tuples(st.builds(Seen, path=anything, value=values, absent=st.booleans())),
)
proofs = st.builds(
    Carried, observation=anything, environment=anything, run=anything, observed=moments, age_days=st.floats(-1, 999)
)
findings = st.builds(
    Finding,
    control=names,
    title=anything,
    rows=tuples(anything),
    severity=st.sampled_from(Severity),
    target=places,
    outcome=st.sampled_from(Outcome),
    weight=st.sampled_from((None, 0.0, 5.0)),
    basis=st.sampled_from(Basis),
    waived=st.none() | st.sampled_from(TICKETS) | anything,
    judgements=tuples(
        st.builds(
            Judgement,
            endpoint=places,
            vantage=st.none() | anything,
            variant=st.none() | anything,
            outcome=st.sampled_from(Outcome),
            reasons=tuples(reasons),
            carried=tuples(proofs, 1),
        )
    ),
)


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
            selection=st.builds(Selection, only=tuples(anything), skip=tuples(anything), phase=anything),
            verdict=st.builds(
                Verdict,
                word=st.sampled_from(Word) | anything,
                exit_code=st.integers(0, 4),
                because=tuples(anything, 7),
                conditions=tuples(anything, 7),
            ),
            scorecard=scorecards,
            findings=st.just(found),
            troubles=st.sampled_from((troubles, troubles[1:])),
            rows=tuples(st.builds(RowState, row=anything, asks=anything, outcome=st.none() | st.sampled_from(Outcome))),
            params=st.dictionaries(anything, st.builds(ParamValue, value=values, origin=anything), max_size=2),
            controls=st.dictionaries(
                names,
                st.builds(
                    ControlText,
                    title=anything,
                    rationale=anything,
                    remedy=st.dictionaries(anything, anything, max_size=2),
                    references=tuples(anything),
                ),
                max_size=2,
            ),
            requests=st.integers(0, 10**6),
            versions=st.dictionaries(anything, anything, max_size=2),
            **standing,
        )
    )
