"""Whatever the linter calls impossible or said already is so: held against the engine on every value."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.expressions import Engine
from readiness.load.lint import lint
from readiness.model.policy import Policy

ENGINE = Engine(datetime(2026, 1, 1, tzinfo=UTC))
VALUES = [{"n": n / 2, "size": list(range(abs(n))), "flag": flag} for n in range(-9, 10) for flag in (True, False)]
bounds = st.integers(-3, 3)
comparisons = st.one_of(
    st.builds("t.n {} {}.0".format, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), bounds),
    st.builds("{}.5 {} t.n".format, bounds, st.sampled_from(["<", "<=", ">", ">=", "==", "!="])),
    st.builds("size(t.size) {} {}".format, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), bounds),
    st.builds("t.n in [{}.0, {}.0]".format, bounds, bounds),
    st.sampled_from(["t.flag", "!t.flag", "t.flag == false"]),
)
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        st.builds("!({})".format, inner),
    ),
    max_leaves=4,
)


def holds(condition, value):
    return ENGINE.evaluate(ENGINE.compile(condition), {"t": value}).kind == "true"


def remarked(require, recommend):
    control = {
        "id": "one",
        "title": "One",
        "severity": "high",
        "target": "site",
        "observe": {"t": {"probe": "http"}},
        "require": "\n".join(require),
        "recommend": recommend,
        "rationale": "x",
        "remedy": {"any": "x"},
        "references": ["x"],
    }
    found = lint(Policy.model_validate({"name": "p", "version": "1", "controls": [control]}))
    return {
        rule: [r for r in found if r.rule == rule]
        for rule in ("contradiction", "redundant-condition", "weak-recommendation")
    }


@settings(max_examples=400, deadline=None)
@given(st.lists(conditions, min_size=1, max_size=3, unique=True), conditions)
def test_no_value_stands_against_a_remark(require, recommend):
    found = remarked(require, recommend)
    fitting = [value for value in VALUES if all(holds(line, value) for line in require)]
    if found["contradiction"]:
        assert fitting == []
    redundant = {remark.condition for remark in found["redundant-condition"]}
    rest = [line for line in require if line not in redundant]
    if not found["contradiction"]:
        assert [v for v in VALUES if all(holds(line, v) for line in rest)] == fitting
    for remark in found["weak-recommendation"]:
        verdicts = {holds(recommend, value) for value in fitting}
        assert len(verdicts) < 2, remark.message


@given(st.integers(-3, 3), st.integers(-3, 3), st.booleans(), st.booleans())
def test_of_two_bounds_on_one_number_every_contradiction_is_found(low, high, low_open, high_open):
    require = [f"t.n {'>' if low_open else '>='} {low}.0", f"t.n {'<' if high_open else '<='} {high}.0"]
    possible = any(holds(require[0], value) and holds(require[1], value) for value in VALUES)
    assert bool(remarked(require, "t.flag")["contradiction"]) is not possible
