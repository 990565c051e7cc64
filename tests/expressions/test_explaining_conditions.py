"""What a condition saw: the facts that it read, and its parts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from readiness.expressions import Engine, Seen

ENGINE = Engine(datetime(2026, 11, 22, tzinfo=UTC))


def seen(condition, **values):
    return ENGINE.explain(ENGINE.compile(condition), values)


def test_every_fact_is_shown_once_and_sorted():
    facts = {"b": [1, 2], "a": "x", "unread": 1}
    assert seen("t.b == [1] || t.a == 'y' || t.a == 'z'", t=facts) == (Seen("t.a", "x"), Seen("t.b", [1, 2]))


def test_an_absent_fact_is_shown_as_absent_as_far_as_the_path_leads():
    assert seen("t.a > 1", t={"a": None}) == (Seen("t.a", absent=True),)
    assert seen("t.g.a > 1 && t.g.b > 1", t={}) == (Seen("t.g", absent=True),)
    assert seen("has(t.a) && t.a > 1", t={"a": 2}) == (Seen("t.a", 2),)


def test_a_name_that_stands_for_nothing_is_not_called_absent():
    assert seen("t.a > 1") == ()


def test_elements_are_shown_one_by_one_with_null_where_the_fact_is_absent():
    pools = [{"limits": {"x": 1}}, {"limits": {}}, {}]
    assert seen("pools.all(p, p.limits.x > 0)", pools=pools) == (Seen("pools[].limits.x", [1, None, None]),)


def test_elements_of_a_map_are_shown_by_key():
    facts = {"m": {"b": {"v": 2}, "a": {"v": 1}}}
    assert seen("t.m.all(k, t.m[k].v > 0)", t=facts) == (Seen("t.m[].v", {"a": 1, "b": 2}),)


def test_an_index_is_shown_as_it_was_written():
    facts = {"m": {"x y": 1}, "l": [{"v": 5}, {"v": 6}]}
    assert seen('t.m["x y"] == 1 && t.l[1].v > 1', t=facts) == (Seen("t.l[1].v", 6), Seen('t.m["x y"]', 1))


def test_lists_in_lists_keep_their_shape():
    pools = [{"names": ["a", "b"]}, {"names": []}]
    assert seen("pools.all(p, p.names.all(n, n != ''))", pools=pools) == (Seen("pools[].names[]", [["a", "b"], []]),)


def test_of_a_list_of_models_whose_size_is_asked_only_the_size_is_shown():
    assert seen("size(pools) > 5", pools=[{"x": 1}, {"x": 2}]) == (Seen("size(pools)", 2),)
    assert seen("size(t.names) > 5", t={"names": ["a"]}) == (Seen("t.names", ["a"]),)


def test_long_values_are_shortened():
    (few,) = seen("t.l.all(x, x > 0)", t={"l": list(range(12))})
    assert few.value == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, "… 2 more"]
    (cut,) = seen("t.s == ''", t={"s": "x" * 201})
    assert cut.value == "x" * 200 + "…"
    (keys,) = seen("t.m == {}", t={"m": {f"k{n:02}": n for n in range(13)}})
    assert len(keys.value) == 11
    assert keys.value["…"] == "3 more"
    (deep,) = seen("t.d == []", t={"d": [[[[[[[[1]]]]]]]]})
    assert deep.value == [[[[[["…"]]]]]]


def test_now_is_shown_where_it_was_read():
    assert seen("timestamp(now) > timestamp(t.a)", t={"a": "x"})[0] == Seen("now", "2026-11-22T00:00:00Z")


def test_the_parts_of_a_condition_have_their_own_truth_and_facts():
    source = 't.a > 1 && (t.b == "x" || has(t.c)) && (t.c > 1 ? true : false)'
    parts = ENGINE.parts(ENGINE.compile(source), {"t": {"a": 2, "b": "y"}})
    assert [(part.depth, part.text, part.truth.kind) for part in parts] == [
        (0, 't.a > 1 && (t.b == "x" || has(t.c)) && (t.c > 1 ? true : false)', "false"),
        (1, "t.a > 1", "true"),
        (1, 't.b == "x" || has(t.c)', "false"),
        (2, 't.b == "x"', "false"),
        (2, "has(t.c)", "false"),
        (1, "t.c > 1 ? true : false", "absent"),
    ]
    assert parts[3].seen == (Seen("t.b", "y"),)


@pytest.mark.parametrize("condition", ["t.a > 1", "!(t.a > 1 && t.b == 1)"])
def test_what_has_no_parts_is_its_own_only_part(condition):
    (part,) = ENGINE.parts(ENGINE.compile(condition), {"t": {"a": 2, "b": 1}})
    assert (part.depth, part.text) == (0, condition)
