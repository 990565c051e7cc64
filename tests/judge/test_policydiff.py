"""Comparing policies: what asks for more, what for less, and what nobody can say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import control

from readiness.judge.comparison.policydiff import diff_policies
from readiness.model.comparison import Bearing
from readiness.model.outcomes import Severity
from readiness.model.policy import Gate, ParamSpec, Policy, WaiverRules

MORE, LESS, OTHER = Bearing.TIGHTENED, Bearing.LOOSENED, Bearing.DIFFERENT
OPPOSITE = {MORE: LESS, LESS: MORE, OTHER: OTHER}
ONE, TWO = "tls.versions.count > 1\n", "tls.versions.count > 1\ntls.certificate.trusted\n"


def policy(*controls: Any, gate: Gate | None = None, **params: ParamSpec) -> Policy:
    return Policy(name="p", version="1", controls=controls or (control(ONE),), gate=gate or Gate(), params=params)


def param(default: Any, stricter: str | None) -> ParamSpec:
    return ParamSpec.model_validate({"type": "int", "default": default, "source": "s", "stricter": stricter})


def said(old: Policy, new: Policy) -> list[tuple[str, str, Bearing]]:
    return [(change.of, change.what, change.bearing) for change in diff_policies(old, new)]


ATTEST = {"valid_for_days": 90, "evidence": ["run"], "roles": ["cto"]}
CASES = [
    (control(ONE), control(ONE, severity="critical"), "severity", MORE),
    (control(ONE), control(ONE, weight=1), "weight", LESS),
    (control(ONE), control(TWO), "require", MORE),
    (control(ONE), control("tls.versions.count > 2"), "require", OTHER),
    (control(ONE), control(ONE, recommend="tls.certificate.trusted"), "recommend", MORE),
    (control(ONE), control(ONE, when="tls.certificate.trusted"), "when", LESS),
    (control(ONE), control(ONE, observe={"tls": {"with": {"a": 1}}}), "observe", OTHER),
    (control(ONE), control(ONE, attest=ATTEST), "attest", MORE),
    (control(ONE, attest=ATTEST), control(ONE, attest=ATTEST | {"valid_for_days": 30}), "attest", MORE),
    (control(ONE, attest=ATTEST), control(ONE, attest=ATTEST | {"evidence": ["run", "log"]}), "attest", MORE),
    (
        control(ONE, attest=ATTEST),
        control(ONE, attest=ATTEST | {"evidence": ["run", "log"], "valid_for_days": 120}),
        "attest",
        OTHER,
    ),
    (control(ONE, attest=ATTEST), control(ONE, attest=ATTEST | {"roles": ["ceo"]}), "attest", OTHER),
]


@pytest.mark.parametrize(("old", "new", "what", "bearing"), CASES)
def test_a_change_of_a_control_and_its_opposite(old, new, what, bearing):
    assert said(policy(old), policy(new)) == [("tls-versions", what, bearing)]
    assert said(policy(new), policy(old)) == [("tls-versions", what, OPPOSITE[bearing])]


@pytest.mark.parametrize(
    ("old", "new", "key", "bearing"),
    [
        (Gate(), Gate(score=95), "score", MORE),
        (Gate(), Gate(coverage=80), "coverage", LESS),
        (Gate(), Gate(blocking=tuple(Severity)), "blocking", MORE),
        (Gate(), Gate(regressions=False), "regressions", MORE),
        (Gate(), Gate(waivers=WaiverRules(most=3)), "waivers.most", MORE),
    ],
)
def test_a_change_of_the_gate_and_its_opposite(old, new, key, bearing):
    assert said(policy(gate=old), policy(gate=new)) == [("gate", key, bearing)]
    assert said(policy(gate=new), policy(gate=old)) == [("gate", key, OPPOSITE[bearing])]


@pytest.mark.parametrize(
    ("old", "new", "bearing"),
    [
        (param(1, "higher"), param(2, "higher"), MORE),
        (param(1, "lower"), param(2, "lower"), LESS),
        (param(1, None), param(2, None), OTHER),
        (param(1, "higher"), param(2, "lower"), OTHER),
    ],
)
def test_a_parameter_asks_for_more_in_the_direction_that_it_has(old, new, bearing):
    assert said(policy(n=old), policy(n=new)) == [("param n", "value", bearing)]


def test_a_control_more_asks_for_more_and_one_less_for_less():
    both = policy(control(ONE), control(ONE, id="other"))
    assert said(policy(), both) == [("other", "control", MORE)]
    assert said(both, policy()) == [("other", "control", LESS)]


def test_how_a_condition_is_laid_out_makes_no_difference():
    spaced = "tls.certificate.trusted\n# why\ntls.versions.count   >  1\n"
    assert said(policy(control(TWO)), policy(control(spaced))) == []


controls = st.lists(st.sampled_from([case[0] for case in CASES] + [case[1] for case in CASES]), max_size=1).flatmap(
    lambda own: st.just(policy(*own))
)


@given(controls, controls)
def test_a_policy_asks_for_what_it_asks_for_and_the_other_way_round_the_opposite(old, new):
    assert said(old, old) == []
    forth, back = said(old, new), said(new, old)
    assert sorted((of, what, OPPOSITE[bearing]) for of, what, bearing in forth) == sorted(back)
