"""Source that is written from a syntax tree means the same as the source the tree came from."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from readiness.expressions import ConditionError
from readiness.expressions.ast import Macro
from readiness.expressions.parse import parse
from readiness.expressions.unparse import unparse


@pytest.mark.parametrize(
    ("source", "canonical"),
    [
        ("(a&&b)&&c", "a && b && c"),
        ("a && (b || c)", "a && (b || c)"),
        ("(a || b) || !c", "a || b || !c"),
        ("(a + b) * c - (d - e)", "(a + b) * c - (d - e)"),
        ("((a.b).c)[0]['k']", 'a.b.c[0]["k"]'),
        ("a ? b : (c ? d : e)", "a ? b : c ? d : e"),
        ("(a ? b : c) ? d : e", "(a ? b : c) ? d : e"),
        ("!(a == b)", "!(a == b)"),
        ("-(1) + -1 - -a", "-(1) + -1 - -a"),
        ("-(1 .f())", "-(1.f())"),
        ("'it\\'s' + r'\\d' + \"\\n\"", '"it\'s" + "\\\\d" + "\\n"'),
        ("a in [1,2u,3.0,1e30,true,null,b'\\x00a']", 'a in [1, 2u, 3.0, 1e+30, true, null, b"\\x00a"]'),
        ("{'a':1,'b':{}}", '{"a": 1, "b": {}}'),
        ("a.all(x,x>1&&x<3)", "a.all(x, x > 1 && x < 3)"),
        ("a.exists( x , x>1||x<3 )", "a.exists(x, x > 1 || x < 3)"),
        ("a.exists_one(x,x)", "a.exists_one(x, x)"),
        ("a.filter(x,x.y).map(z,z.y)", "a.filter(x, x.y).map(z, z.y)"),
        ("a.map(x,x>1,x+1)", "a.map(x, x > 1, x + 1)"),
        ("a.map(x,x)", "a.map(x, x)"),
        ("has(a.b.c)", "has(a.b.c)"),
        ("a.`x-y` == 1", "a.`x-y` == 1"),
        ("f(a).g(b, c)", "f(a).g(b, c)"),
        ("(a + b).f()", "(a + b).f()"),
    ],
)
def test_it_writes_one_canonical_form(source, canonical):
    assert unparse(parse(source)) == canonical
    assert parse(canonical) == parse(source)


def test_macros_stay_what_they_were():
    for name in ("all", "exists", "exists_one", "filter", "map"):
        node = parse(f"  a.b.{name}(x, x == 1)")
        assert isinstance(node, Macro)
        assert (node.name, node.variable, node.offset) == (name, "x", 6)


_LEAVES = st.sampled_from(
    ["a", "b.c", "x", "1", "-1", "2u", "1.5", "-0.5", "true", "null", "has(a.b)", "size(x)", "b'z'", "[]", "a.`b-c`"]
) | st.text(max_size=5).map(lambda text: '"' + "".join(f"\\U{ord(c):08x}" for c in text if ord(c)) + '"')
_BINARY = st.sampled_from(["&&", "||", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"])
_MACROS = st.sampled_from(["all", "exists", "exists_one", "filter", "map"])


def _larger(sources: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(sources, _BINARY, sources).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(sources, _BINARY, sources).map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
        st.tuples(sources, sources, sources).map(lambda t: f"({t[0]}) ? ({t[1]}) : ({t[2]})"),
        st.tuples(sources, _MACROS, sources).map(lambda t: f"({t[0]}).{t[1]}(x, {t[2]})"),
        st.tuples(sources, sources, sources).map(lambda t: f"({t[0]}).map(x, {t[1]}, {t[2]})"),
        sources.map(lambda s: f"!({s})"),
        sources.map(lambda s: f"-({s})"),
        st.tuples(sources, sources).map(lambda t: f"({t[0]})[{t[1]}]"),
        st.tuples(sources, sources).map(lambda t: f"[{t[0]}, {t[1]}]"),
        st.tuples(sources, sources).map(lambda t: f"{{{t[0]}: {t[1]}}}"),
        st.tuples(sources, sources).map(lambda t: f"({t[0]}).startsWith({t[1]})"),
        sources.map(lambda s: f"({s}).field"),
        sources.map(lambda s: f"has(({s}).field)"),
    )


@settings(max_examples=300, deadline=None)
@given(st.recursive(_LEAVES, _larger, max_leaves=9))
def test_whatever_parses_is_written_so_that_it_parses_to_the_same(source):
    try:
        node = parse(source)
    except ConditionError:
        assume(False)
    assert parse(unparse(node)) == node
