"""Requirements of named frameworks: their outcomes, and choosing controls by them."""

from __future__ import annotations

import pytest
from verdicts import finding, policy

from readiness.judge.frameworks import frameworks
from readiness.judge.selection import select
from readiness.model.errors import InputError
from readiness.model.outcomes import Outcome
from readiness.model.report import Selection

MAPS = {
    "tls": {"iso-27001": ("A.8.24",), "pci-dss": ("4.2.1",)},
    "headers": {"iso-27001": ("A.8.9", "A.8.24", "A.8.9")},
    "spf": {},
}
FINDINGS = [
    finding("tls", Outcome.PASS),
    finding("tls", Outcome.PARTIAL, target="other"),
    finding("headers", Outcome.FAIL, waived="OPS-1"),
    finding("spf", Outcome.ERROR),
]
BARE = policy(*FINDINGS)
POLICY = BARE.model_copy(
    update={"controls": tuple(one.model_copy(update={"maps": MAPS[one.id]}) for one in BARE.controls)}
)


def test_a_requirement_has_its_controls_and_their_worst_outcome_whatever_is_waived():
    told = [
        (one.framework, one.requirement, one.controls, one.outcome) for one in frameworks(POLICY.controls, FINDINGS)
    ]
    assert told == [
        ("iso-27001", "A.8.9", ("headers",), Outcome.FAIL),
        ("iso-27001", "A.8.24", ("tls", "headers"), Outcome.FAIL),
        ("pci-dss", "4.2.1", ("tls",), Outcome.PARTIAL),
    ]


def test_requirements_are_told_in_the_order_in_which_people_count():
    names = ["10", "9", "A.8.24", "A.8.9", "A.8", "A.10.1", "²"]
    control = POLICY.controls[0].model_copy(update={"maps": {"any": tuple(names)}})
    told = [one.requirement for one in frameworks([control], FINDINGS)]
    assert [name for name in told if name != "²"] == ["9", "10", "A.8", "A.8.9", "A.8.24", "A.10.1"]


@pytest.mark.parametrize(
    ("term", "chosen"),
    [
        ("framework:iso-27001", ["tls", "headers"]),
        ("framework:iso-27001/A.8.9", ["headers"]),
        ("pci-dss", ["tls"]),
        ("iso-27001/A.8.24", ["tls", "headers"]),
    ],
)
def test_a_framework_or_one_of_its_requirements_chooses_controls(term, chosen):
    assert [control.id for control in select(POLICY, Selection(only=(term,)))] == chosen


def test_a_framework_that_no_control_maps_to_is_told_with_the_one_that_was_meant():
    with pytest.raises(InputError) as caught:
        select(POLICY, Selection(only=("framework:iso-27002",)))
    (mistake,) = caught.value.mistakes
    assert "names no control, row or group" in mistake.message
    assert mistake.hint == "did you mean `iso-27001`?"
