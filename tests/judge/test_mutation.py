"""How much of a policy its examples would notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.judge.trials.mutation import coverage, mutate
from readiness.load.policy import load_policy
from readiness.load.shipped import policy_names
from readiness.model.policy import Policy

CONTROL = {
    "id": "one",
    "title": "One",
    "severity": "high",
    "target": "site",
    "observe": {"http": {}},
    "rationale": "x",
    "remedy": {"any": "x"},
    "references": ["x"],
}


def policy(**changes):
    return Policy.model_validate({"name": "p", "version": "1", "controls": [{**CONTROL, **changes}]})


def example(outcome, **facts):
    return {"outcome": outcome, "http": {"x": facts}}


def unnoticed(**changes):
    return [
        (mutant.place, mutant.change.kind, mutant.change.part)
        for mutant in mutate(policy(**changes))
        if mutant.demanded and not mutant.noticed
    ]


@pytest.mark.parametrize("name", policy_names())
def test_the_examples_of_what_comes_with_readiness_notice_every_change(name):
    found = mutate(load_policy(name, Path.cwd()))
    assert [mutant for mutant in found if mutant.demanded and not mutant.noticed] == []
    assert coverage(found) == 100
    assert found


def test_an_example_of_each_side_notices_every_change_to_a_single_condition():
    both = [example("pass", a=True), example("fail", a=False)]
    assert unnoticed(require="http.x.a", examples=both) == []


def test_an_operand_that_no_example_decides_is_shown():
    seen = [example("pass", a=True, b=True), example("fail", a=False, b=True)]
    assert unnoticed(require="http.x.a && http.x.b", examples=seen) == [("require", "removal", "http.x.b")]
    assert unnoticed(require="http.x.a && http.x.b", examples=[*seen, example("fail", a=True, b=False)]) == []


def test_without_examples_nothing_is_noticed():
    assert unnoticed(require="http.x.a", examples=[]) == [
        ("require", "negation", "http.x.a"),
        ("require", "removal", "http.x.a"),
    ]
    assert coverage(mutate(policy(require="http.x.a", examples=[]))) == 0


def test_when_and_recommend_are_changed_as_well():
    blocks = {"when": "http.x.w", "require": "http.x.a", "recommend": "http.x.b\nhttp.x.c"}
    good = {"w": True, "a": True, "b": True, "c": True}
    seen = [example("pass", **good), example("fail", **{**good, "a": False})]
    assert unnoticed(**blocks, examples=seen) == [
        ("when", "removal", "http.x.w"),
        ("recommend", "removal", "http.x.b"),
        ("recommend", "removal", "http.x.c"),
    ]
    more = [
        example("not-applicable", **{**good, "w": False}),
        example("partial", **{**good, "b": False}),
        example("partial", **{**good, "c": False}),
    ]
    assert unnoticed(**blocks, examples=[*seen, *more]) == []


def test_the_conditions_of_variants_are_changed_as_well():
    variants = [
        {"id": "small", "when": "target.http_port == 80", "require": "http.x.b"},
        {"id": "large", "when": "target.http_port == 81", "require": "http.x.c"},
    ]

    def at(port, outcome, **facts):
        return {"target": {"http_port": port}, **example(outcome, **facts)}

    seen = [at(80, "pass", a=True, b=True), at(80, "fail", a=False, b=True), at(80, "fail", a=True, b=False)]
    places = {place for place, _, _ in unnoticed(require="http.x.a", variants=variants, examples=seen)}
    assert "variant large: require" in places
    assert "variant small: require" not in places
    more = [
        at(81, "pass", a=True, c=True),
        at(81, "fail", a=True, c=False),
        at(82, "unproven", a=True, b=True, c=True),
    ]
    left = unnoticed(require="http.x.a", variants=variants, examples=[*seen, *more])
    assert left == []


def test_what_happens_at_a_bound_is_told_and_not_demanded():
    seen = [example("pass", n=9), example("fail", n=1)]
    found = mutate(policy(require="http.x.n > 5", examples=seen))
    assert coverage(found) == 100
    assert [m.change.became for m in found if not m.noticed] == ["http.x.n >= 5", "http.x.n > 6", "http.x.n > 4"]
    close = mutate(policy(require="http.x.n > 5", examples=[example("pass", n=6), example("fail", n=5)]))
    assert [m.change.became for m in close if not m.noticed] == []


def test_a_guard_against_emptiness_is_told_and_not_demanded():
    condition = "size(http.x.l) > 0 && http.x.l.all(i, i > 0)"
    seen = [example("pass", l=[1]), example("fail", l=[0])]
    found = mutate(policy(require=condition, examples=seen))
    assert [m.change.kind for m in found if not m.noticed and m.change.kind != "boundary"] == ["guard"]
    assert coverage(found) == 100


def test_an_example_that_is_wrong_already_notices_only_what_sets_it_right():
    wrong = [example("pass", a=False)]
    found = mutate(policy(require="http.x.a", examples=wrong))
    assert all(mutant.noticed for mutant in found)
    found = mutate(policy(require="http.x.a && http.x.b", examples=[example("pass", a=False, b=False)]))
    noticed = [mutant.change.part for mutant in found if mutant.noticed]
    assert noticed == ["http.x.a && http.x.b", "http.x.a && http.x.b"]


def test_conditions_over_several_lines_are_changed_as_one():
    block = "http.x.a\n  && http.x.b"
    both = [example("pass", a=True, b=True), example("fail", a=False, b=True), example("fail", a=True, b=False)]
    assert unnoticed(require=block, examples=both) == []


def test_an_attestation_has_nothing_to_change():
    attested = policy(attest={"valid_for_days": 30}, observe={}, require="", target="environment")
    assert mutate(attested) == ()
    assert coverage(()) == 100
