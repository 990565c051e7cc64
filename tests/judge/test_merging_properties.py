"""What holds of several records whatever is in them: no order of them matters, nothing turns green by more looking."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st
from records import NOW, ONE, TWO, control, record, seen, unseen, withheld

from readiness.expressions import Engine
from readiness.judge.evidence.values import Evidence
from readiness.judge.judge import judge
from readiness.model.environment import Release
from readiness.model.outcomes import Outcome
from readiness.model.score import Basis

CARRY = {"max_age_days": 5, "from": ["staging"], "parity": "parity"}
POLICY = [
    control("tls.a.on", id="plain"),
    control("tls.a.on && tls.b.on", id="carrying", carry=CARRY),
    control("tls.b.on", id="parity"),
    control(
        "tls.c.on",
        id="varied",
        variants=[{"id": "v", "when": "tls.a.on", "require": "tls.b.on"}],
        carry={**CARRY, "parity": None},
    ),
    control(
        "size(sites) > 0\nsites.all(s, s.a.on)",
        id="crossed",
        target="environment",
        observe={"sites": {"probe": "tls", "targets": {"kind": "site"}}},
        carry=CARRY,
    ),
]
GROUPS = ("a", "b", "c")


@st.composite
def records(draw, environments=("prod", "staging"), vantages=("here", "inside")):
    started = NOW - timedelta(days=draw(st.sampled_from([-1, 0, 1, 3, 8])))
    observations = []
    for group in GROUPS:
        for endpoint in (ONE, TWO):
            made = draw(st.sampled_from(["yes", "no", "failed", "withheld", "not asked"]))
            if made in ("yes", "no"):
                observations.append(seen(group, {"on": made == "yes"}, endpoint=endpoint, started=started))
            elif made == "failed":
                observations.append(unseen(group, endpoint=endpoint, started=started))
            elif made == "withheld":
                observations.append(withheld(group, endpoint=endpoint))
    return record(
        POLICY,
        observations,
        environment=draw(st.sampled_from(environments)),
        vantage=draw(st.sampled_from(vantages)),
        started=started,
        release=draw(st.sampled_from([Release(digest="x"), Release(digest="x"), Release(digest="y"), None])),
        endpoints=draw(st.sampled_from([(ONE, TWO), (ONE,)])),
        policy=draw(st.sampled_from(["test", "test", "other"])),
    )


BASE = records(environments=("prod",), vantages=("here",))


def judged(first, others, controls=POLICY):
    return judge(Evidence(first, others, now=NOW), controls, Engine(NOW))


@settings(max_examples=60, deadline=None)
@given(BASE, st.lists(records(), min_size=2, max_size=3))
def test_the_order_of_the_other_records_never_matters(first, others):
    expected = [finding.model_dump_json() for finding in judged(first, others)]
    for order in permutations(others):
        assert [finding.model_dump_json() for finding in judged(first, list(order))] == expected


@settings(max_examples=60, deadline=None)
@given(BASE, st.lists(records(), max_size=3))
def test_controls_are_judged_alike_alone_and_together(first, others):
    together = judged(first, others)
    alone = [finding for one in POLICY for finding in judged(first, others, [one])]
    assert list(together) == alone


@settings(max_examples=100, deadline=None)
@given(BASE, st.lists(records(), max_size=3))
def test_a_control_that_does_not_carry_passes_only_on_what_records_of_this_release_saw(first, others):
    kept = [
        other
        for other in others
        if other.header.environment == "prod"
        and other.header.policy.name == first.header.policy.name
        and other.header.release == first.header.release
    ]
    plain = [POLICY[0], POLICY[2]]
    assert judged(first, others, plain) == judged(first, kept, plain)


@settings(max_examples=100, deadline=None)
@given(BASE, st.lists(records(vantages=("inside", "outside")), max_size=3))
def test_a_record_from_another_vantage_never_mends_what_failed_here(first, others):
    before = {finding.control: finding for finding in judged(first, [], POLICY[:1])}
    for finding in judged(first, others, POLICY[:1]):
        if before[finding.control].outcome in (Outcome.FAIL, Outcome.ERROR):
            assert finding.outcome in (Outcome.FAIL, Outcome.ERROR)


@settings(max_examples=100, deadline=None)
@given(BASE, st.lists(records(), max_size=3))
def test_whatever_is_carried_is_young_of_this_release_and_shown(first, others):
    for finding in judged(first, others):
        carried = [proof for judgement in finding.judgements for proof in judgement.carried]
        assert (finding.basis is Basis.CARRIED) == bool(carried)
        for proof in carried:
            assert first.header.release is not None
            assert 0 <= proof.age_days <= CARRY["max_age_days"]
            assert NOW - timedelta(days=CARRY["max_age_days"]) <= proof.observed <= NOW
            sources = [o for o in others if o.header.environment == proof.environment]
            assert any(o.header.release == first.header.release for o in sources)
            if proof.environment == "staging":
                parity = [f for f in judged(first, others) if f.control == "parity"]
                assert finding.control != "varied"
                assert {f.outcome for f in parity} == {Outcome.PASS}


@settings(max_examples=60, deadline=None)
@given(BASE, st.lists(records(environments=("prod",), vantages=("here",)), max_size=3))
def test_from_one_vantage_no_judgement_names_any(first, others):
    assert {j.vantage for finding in judged(first, others) for j in finding.judgements} <= {None}
