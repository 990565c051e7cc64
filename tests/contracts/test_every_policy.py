"""What holds for every policy that comes with readiness."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from scope import IN_SCOPE
from strategies import facts_of
from targets import TARGETS

from readiness import probes
from readiness.expressions import Engine, split
from readiness.judge.coverage import row_coverage
from readiness.judge.evidence.values import guide_of
from readiness.judge.trials.examples import CLOCK, run_examples
from readiness.load.lifecycle import load_lifecycle
from readiness.load.policy import load_policy
from readiness.load.policy.bindings import bindings, params_model
from readiness.load.shipped import policy_names
from readiness.model.policy import ENVIRONMENT
from readiness.model.target import Target

NAMES = policy_names()
POLICIES = {name: load_policy(name, Path.cwd()) for name in NAMES}
CONTROLS = [
    pytest.param(name, control, id=f"{name}:{control.id}") for name in NAMES for control in POLICIES[name].controls
]


ENDPOINT = {"name": "example.com", "address": "192.0.2.1", "port": 443}


def declared(kind):
    if kind == ENVIRONMENT:
        return {}
    return TypeAdapter(Target).validate_python(TARGETS[kind]).model_dump(mode="json")


def observed(control, alias):
    seen = control.observe[alias]
    facts = facts_of(probes.find(seen.probe or alias).facts())
    if seen.targets is None:
        return facts
    extra = {"target": declared(seen.targets.kind), "endpoint": ENDPOINT}
    return st.lists(facts.map(lambda found: {**found, **extra}), max_size=3)


def test_the_guide_and_the_baseline_come_with_it():
    assert {"edpsych-connect", "web-baseline"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_control_has_an_example_that_passes_and_one_that_fails_and_they_do(name):
    assert [result for result in run_examples(POLICIES[name]) if result.problem] == []


@pytest.mark.parametrize(("name", "control"), CONTROLS)
def test_every_control_tells_why_and_how_to_fix_it(name, control):
    assert len(control.rationale) > 60
    assert control.remedy
    assert control.references


@pytest.mark.parametrize(("name", "control"), CONTROLS)
def test_every_condition_evaluates_on_whatever_the_probes_may_say(name, control):
    names = bindings(control, params_model(POLICIES[name].params))
    params = {key: spec.default for key, spec in POLICIES[name].params.items()}
    engine = Engine(CLOCK, load_lifecycle())
    values = st.fixed_dictionaries(
        {alias: observed(control, alias) for alias in control.observe}
        | {"target": st.just(declared(control.target)), "endpoint": st.just(ENDPOINT)}
        | {"guide": st.just(guide_of(POLICIES[name].catalog)), "release": facts_of(names["release"].model)}
    )

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(values)
    def evaluates(maps):
        for block in (control.when, control.require, control.recommend):
            for line in split(block or ""):
                truth = engine.evaluate(engine.compile(line.text), {**maps, "params": params})
                assert truth.kind in ("true", "false", "absent"), f"{line.text}: {truth.detail}"

    evaluates()


def test_the_catalog_has_the_guides_128_lines_and_those_in_scope_are_observed():
    rows = {row["row"]: row for row in row_coverage(POLICIES["edpsych-connect"])}
    assert len(rows) == 128
    assert [row for row in IN_SCOPE if rows[row]["decided"] != "observed"] == []
