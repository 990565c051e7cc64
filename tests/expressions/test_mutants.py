"""Conditions changed a little: each change is another condition, and every operand gets its turn."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from readiness.expressions import Engine
from readiness.expressions.mutants import mutants
from readiness.expressions.parse import parse
from readiness.expressions.unparse import unparse

ENGINE = Engine(datetime(2026, 1, 1, tzinfo=UTC))


def changes(condition, kind):
    return [unparse(node) for change, node in mutants(parse(condition)) if change.kind == kind]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("t.a", ["!t.a"]),
        ("!t.a", ["t.a"]),
        ("t.a && t.b", ["!(t.a && t.b)", "!t.a && t.b", "t.a && !t.b"]),
        ("t.a || !t.b", ["!(t.a || !t.b)", "!t.a || !t.b", "t.a || t.b"]),
        ("t.l.all(x, x.a && x.b)", ["!t.l.all(x, x.a && x.b)", "t.l.all(x, !x.a && x.b)", "t.l.all(x, x.a && !x.b)"]),
        ("!(t.a && t.b)", ["t.a && t.b", "!(!t.a && t.b)", "!(t.a && !t.b)"]),
        ("size(t.l.filter(x, x.a || x.b)) == 0", [
            "!(size(t.l.filter(x, x.a || x.b)) == 0)",
            "size(t.l.filter(x, !x.a || x.b)) == 0",
            "size(t.l.filter(x, x.a || !x.b)) == 0",
        ]),
        ("(t.a && t.b) || t.c", [
            "!(t.a && t.b || t.c)", "!(t.a && t.b) || t.c", "t.a && t.b || !t.c",
            "!t.a && t.b || t.c", "t.a && !t.b || t.c",
        ]),
    ],
)  # fmt: skip
def test_every_operand_is_negated_wherever_it_stands(condition, expected):
    assert changes(condition, "negation") == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("t.a", ["true"]),
        ("t.a && t.b", ["true", "true && t.b", "t.a && true"]),
        ("t.a || t.b", ["true", "false || t.b", "t.a || false"]),
        ("size(t.l) > 0 && t.l.all(x, x.a)", ["true", "size(t.l) > 0 && true"]),
    ],
)
def test_every_operand_is_left_out_but_for_guards_against_emptiness(condition, expected):
    assert changes(condition, "removal") == expected


def test_a_guard_left_out_is_a_change_of_its_own_sort():
    assert changes("size(t.l) > 0 && t.l.all(x, x.a)", "guard") == ["true && t.l.all(x, x.a)"]
    assert changes("size(t.l) >= 1", "guard") == ["true"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("t.n < 5", ["t.n <= 5", "t.n < 6", "t.n < 4"]),
        ("t.n >= t.m", ["t.n > t.m"]),
        ("t.n == 5", ["t.n == 6", "t.n == 4"]),
        ("2.5 <= t.n", ["2.5 < t.n", "3.5 <= t.n", "1.5 <= t.n"]),
        ("t.l.all(x, x.n > 1)", ["t.l.all(x, x.n >= 1)", "t.l.all(x, x.n > 2)", "t.l.all(x, x.n > 0)"]),
        ('t.s == "a"', []),
        ('{"a": t.n > 1}["a"]', ['{"a": t.n >= 1}["a"]', '{"a": t.n > 2}["a"]', '{"a": t.n > 0}["a"]']),
        ("[t.n != 1][0]", ["[t.n != 2][0]", "[t.n != 0][0]"]),
        ("t.a ? t.n > 1 : t.b", ["t.a ? t.n >= 1 : t.b", "t.a ? t.n > 2 : t.b", "t.a ? t.n > 0 : t.b"]),
    ],
)
def test_bounds_are_moved_by_one(condition, expected):
    assert changes(condition, "boundary") == expected


@pytest.mark.parametrize("condition", ["t.a && (t.b || t.n > 5) && t.l.exists(x, x.a || x.n == 1)", "size(t.l) > 0"])
def test_every_mutant_compiles_and_is_not_the_condition(condition):
    found = [node for _, node in mutants(parse(condition))]
    for node in found:
        assert ENGINE.compile(unparse(node)).node == node
        assert node != parse(condition)
    assert len({unparse(node) for node in found}) == len(found)
