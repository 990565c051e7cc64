"""Parameters in the examples of controls are checked, and stand for what they say."""

from __future__ import annotations

import pytest
from policy_texts import control, policy

from readiness.judge.trials.examples import run_examples

HEAD = "params: {age: {type: duration, default: 90d, source: x}, unused: {type: count, default: 1, source: x}}\n"
REQUIRE = "dns.soa.serial >= params.age"
EXAMPLES = """\
    examples:
      - {{outcome: pass, {params}dns: {{soa: {{serial: {good}}}}}}}
      - {{outcome: fail, {params}dns: {{soa: {{serial: {bad}}}}}}}
"""


def aged(params: str = "", good: int = 90 * 86_400, bad: int = 60) -> str:
    more = EXAMPLES.format(params=params, good=good, bad=bad)
    return control("aged", require=REQUIRE, observe="{dns: {}}", target="domain", more=more)


def also(name: str) -> str:
    return control(name, require="tls.certificate.trusted || params.unused > 0")


def wrong(loaded) -> list[str]:
    return [one.problem for one in run_examples(loaded) if one.control == "aged" and one.problem]


def test_they_are_written_with_units(load):
    loaded = load(top=policy(aged("params: {age: 2m}, ", good=120, bad=119), also("b"), head=HEAD))
    assert loaded.controls[0].examples[0]["params"] == {"age": 120}
    assert wrong(loaded) == []


def test_they_may_set_what_the_control_itself_does_not_use(load):
    assert wrong(load(top=policy(aged("params: {unused: 2}, "), also("b"), head=HEAD))) == []


def test_examples_of_an_extended_policy_stay_true_when_a_parameter_is_set(load):
    base = policy(aged(), also("b"), head=HEAD, name="base")
    middle = policy(head="extends: [./base.yaml]\nset: {age: {value: 30s}}\n", name="middle").replace("controls:\n", "")
    top = policy(head="extends: [./middle.yaml]\nset: {age: {value: 365d}}\n").replace("controls:\n", "")
    loaded = load(top=top, middle=middle, base=base)
    assert loaded.params["age"].default == 365 * 86_400
    assert wrong(loaded) == []


@pytest.mark.parametrize(
    ("params", "mistake"),
    [
        ("params: {aeg: 1d}, ", "aeg: there is no parameter `aeg`"),
        ("params: {age: 90}, ", "90: `age` must be a span of time with units"),
        ("params: [age], ", "[: `params` must be a mapping"),
    ],
)
def test_wrong_ones_are_told_where_they_stand(refused, params, mistake):
    assert refused(top=policy(aged(params), also("b"), head=HEAD)) == [f"top, {mistake}"] * 2
