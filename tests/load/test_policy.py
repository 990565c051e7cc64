"""Loading policies: what they extend and include, and how the parts go together."""

from __future__ import annotations

import pytest
from policy_texts import CATALOG, control, policy

from readiness.load.policy import load_policy
from readiness.load.shipped import policy_names
from readiness.model.outcomes import Severity


def ids(loaded):
    return [one.id for one in loaded.controls]


@pytest.mark.parametrize("name", policy_names())
def test_what_comes_with_it_loads_from_anywhere(name, tmp_path):
    assert load_policy(name, tmp_path).name == name


def test_a_policy_has_the_controls_that_it_extends_and_includes_in_that_order(load):
    loaded = load(
        top=policy(control("own"), head="extends: [./base.yaml]\ninclude: [more.yaml]\n"),
        base=policy(control("extended"), name="base"),
        more="controls:\n" + control("included"),
    )
    assert (loaded.name, ids(loaded)) == ("mine", ["extended", "own", "included"])


def test_what_is_extended_on_two_ways_is_there_once(load):
    loaded = load(
        top=policy(head="extends: [./left.yaml, ./right.yaml]\n").replace("controls:\n", ""),
        left=policy(control("left"), head="extends: [./base.yaml]\n", name="left"),
        right=policy(control("right"), head="extends: [./base.yaml]\n", name="right"),
        base=policy(control("base"), name="base"),
    )
    assert ids(loaded) == ["base", "left", "right"]


def test_the_nearest_gate_counts_and_the_default_without_any(load):
    base = policy(control("base"), head="gate: {score: 50, blocking: [critical]}\n", name="base")
    inherited = load(top=policy(control("own"), head="extends: [./base.yaml]\n"), base=base)
    assert (inherited.gate.score, inherited.gate.blocking) == (50, (Severity.CRITICAL,))
    own = load(top=policy(control("own"), head="extends: [./base.yaml]\ngate: {score: 70}\n"), base=base)
    assert own.gate.score == 70
    assert load(top=policy(control())).gate.score == 90


def test_rows_of_its_catalog_may_be_decided_by_what_it_extends(load):
    loaded = load(
        top=policy(
            control("own", more='    rows: ["1"]\n'), head='extends: [./b.yaml]\ncatalog: c.yaml\nrows: {b: ["1.1"]}\n'
        ),
        b=policy(control("b"), name="b"),
        c=CATALOG,
    )
    assert {one.id: one.rows for one in loaded.controls} == {"b": ("1.1",), "own": ("1",)}
    assert [row.id for row in loaded.catalog.rows] == ["1", "1.1"]


def test_a_catalog_of_its_own_replaces_that_of_what_it_extends(load):
    loaded = load(
        top=policy(control("own"), head="extends: [./b.yaml]\ncatalog: c.yaml\n"),
        b=policy(control("b"), head="catalog: d.yaml\n", name="b"),
        c=CATALOG,
        d=CATALOG.replace("catalog: guide", "catalog: other"),
    )
    assert loaded.catalog.catalog == "guide"


def test_parameters_of_every_part_are_there(load):
    loaded = load(
        top=policy(
            control("own", "tls.certificate.trusted == params.own"),
            head="params: {own: {type: bool, default: true, source: x}}\nextends: [./b.yaml]\n",
        ),
        b=policy(
            control("b", "params.b == tls.certificate.trusted"),
            head="params: {b: {type: bool, default: false, source: x}}\n",
            name="b",
        ),
    )
    assert {name: spec.default for name, spec in loaded.params.items()} == {"own": True, "b": False}


def test_a_parameter_may_be_used_as_an_input_alone(load):
    observe = "{dns: {with: {types: params.types}}}"
    head = "params: {types: {type: strings, default: [A], source: x}}\n"
    assert load(top=policy(control(require="dns.soa.serial > 0", observe=observe, target="domain"), head=head))


def test_a_guard_in_another_line_is_one(load):
    guarded = '|\n      size(tls.versions.refused) > 0\n      tls.versions.refused.all(v, v != "TLSv1.3")'
    assert load(top=policy(control(require=guarded)))


@pytest.mark.parametrize(
    ("kind", "default"),
    [("int", "3"), ("float", "1"), ("float", "1.5"), ("string", "x"), ("bool", "true"), ("strings", "[x]")],
)
def test_a_default_of_its_type_is_taken(load, kind, default):
    head = f"params: {{x: {{type: {kind}, default: {default}, source: x}}}}\n"
    assert load(top=policy(control(require="tls.certificate.trusted || params.x == params.x"), head=head))
