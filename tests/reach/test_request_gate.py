"""Nothing leaves that was not planned, and no more of it than planned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.request import Template
from readiness.reach.gate import Gate
from readiness.reach.journal import Journal

PAGE = Template(kind="http", to="example.com:443", what="GET /", at_most=2)


def gate(*templates: Template, hosts: tuple[str, ...] = ("example.com",)) -> Gate:
    return Gate(templates, frozenset(hosts), Journal())


def test_a_planned_request_passes_and_is_noted_first():
    notes = []
    found = Gate((PAGE,), frozenset(), Journal(notes.append))
    found.admit("http", "example.com:443", "GET /", "192.0.2.1")
    assert [(n.kind, n.to, n.what, n.at) for n in notes] == [("http", "example.com:443", "GET /", "192.0.2.1")]
    assert found.sent == notes


@pytest.mark.parametrize(
    ("kind", "to", "what"),
    [
        ("http", "example.com:443", "GET /admin"),
        ("http", "evil.example:443", "GET /"),
        ("tls", "example.com:443", "GET /"),
    ],
)
def test_a_request_that_was_not_planned_is_stopped(kind, to, what):
    with pytest.raises(Unobservable) as stopped:
        gate(PAGE).admit(kind, to, what)
    assert stopped.value.cause.kind is CauseKind.NOT_ALLOWED


def test_the_budget_is_a_ceiling():
    found = gate(PAGE)
    found.admit("http", "example.com:443", "GET /")
    with pytest.raises(Unobservable) as stopped:
        found.admit("http", "example.com:443", "GET /", count=2)
    assert stopped.value.cause.kind is CauseKind.BUDGET
    assert len(found.sent) == 1


@given(st.lists(st.integers(1, 4), max_size=12), st.integers(0, 9))
def test_however_it_is_asked_no_more_is_sent_than_planned(counts, at_most):
    found = gate(PAGE.model_copy(update={"at_most": at_most}))
    for count in counts:
        try:
            found.admit("http", "example.com:443", "GET /", count=count)
        except Unobservable:
            continue
    assert sum(sent.count for sent in found.sent) <= at_most


def test_only_declared_hosts_are_allowed_in_any_spelling():
    assert gate(PAGE).allows("EXAMPLE.com.")
    assert not gate(PAGE).allows("169.254.169.254")
    assert not gate(PAGE).allows("www.example.com")


def test_a_note_is_corrected_by_what_was_really_sent_and_the_budget_is_not():
    journal = Journal()
    found = Gate((PAGE.model_copy(update={"at_most": 10}),), frozenset(), journal)
    sent = found.admit("http", "example.com:443", "GET /", count=8)
    found.settle(sent, 3)
    assert ([note.count for note in found.sent], journal.count) == ([3], 3)
    with pytest.raises(Unobservable):
        found.admit("http", "example.com:443", "GET /", count=3)
