"""Every imperfection shows from outside, and only when it is switched on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, fields

import pytest
from demo_symptoms import SYMPTOMS
from demo_visitor import Visitor

from readiness.demo.faults import IMPERFECT, Faults, planted

EVERY_FAULT = [each.name for each in fields(Faults)]


def test_every_fault_has_a_symptom_to_look_for() -> None:
    assert sorted(SYMPTOMS) == sorted(EVERY_FAULT)


@pytest.mark.parametrize("fault", EVERY_FAULT)
def test_a_fault_shows_when_planted(fault: str, play: Callable[..., Visitor]) -> None:
    assert SYMPTOMS[fault](play(**{fault: True}))


@pytest.mark.parametrize("fault", EVERY_FAULT)
def test_a_healthy_demo_does_not_have_it(fault: str, healthy: Visitor) -> None:
    assert not SYMPTOMS[fault](healthy)


def test_the_imperfect_demo_shows_its_own_faults_and_no_other(play: Callable[..., Visitor]) -> None:
    visitor = play(**asdict(IMPERFECT))

    shown = {name for name, shows in SYMPTOMS.items() if shows(visitor)}

    assert shown == {fault.name for fault in planted(IMPERFECT)}
    assert len(shown) == 8


def test_every_fault_names_the_rows_that_it_breaks() -> None:
    everything = planted(Faults(**dict.fromkeys(EVERY_FAULT, True)))

    assert [fault.name for fault in everything] == EVERY_FAULT
    assert all(fault.rows and fault.says for fault in everything)
    assert planted(Faults()) == ()
