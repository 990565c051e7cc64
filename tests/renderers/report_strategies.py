"""Reports made up by hypothesis: any findings, with the troubles that follow from them, full of hostile text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from readiness.model.outcomes import Outcome, Severity
from readiness.model.report import (
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
from readiness.model.score import Contribution, Scorecard

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
findings = st.builds(
    Finding,
    control=names,
    title=anything,
    rows=_tuples(anything),
    severity=st.sampled_from(Severity),
    target=places,
    outcome=st.sampled_from(Outcome),
    judgements=_tuples(
        st.builds(Judgement, endpoint=places, outcome=st.sampled_from(Outcome), reasons=_tuples(reasons))
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
    found = tuple(draw(st.lists(findings, max_size=3)))
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
            selection=st.builds(Selection, only=_tuples(anything), skip=_tuples(anything)),
            verdict=st.builds(
                Verdict, word=st.sampled_from(Word), exit_code=st.integers(0, 4), because=_tuples(anything, 7)
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
        )
    )
