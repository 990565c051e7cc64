"""The terms of SPF records, in the order in which receivers evaluate them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.protocols.spf import Term, is_spf, read_terms


@pytest.mark.parametrize("text", ["v=spf1", "v=spf1 -all", "V=SPF1 mx", "v=spf1 "])
def test_a_record_begins_with_its_version(text: str) -> None:
    assert is_spf(text)


@pytest.mark.parametrize("text", ["", "v=spf10 -all", "v=spf1-all", " v=spf1 -all", "spf2.0/pra -all", "v=spf1\t-all"])
def test_anything_else_is_no_record(text: str) -> None:
    assert not is_spf(text)


@pytest.mark.parametrize(
    ("record", "terms"),
    [
        ("v=spf1", ()),
        ("v=spf1 -all", (Term("-", "all"),)),
        ("v=spf1 a mx:x.test/24//64 ~all", (Term("+", "a"), Term("+", "mx", "x.test"), Term("~", "all"))),
        ("v=spf1 a/24 mx//64", (Term("+", "a"), Term("+", "mx"))),
        ("v=spf1 INCLUDE:X.test ?ALL", (Term("+", "include", "X.test"), Term("?", "all"))),
        ("v=spf1 redirect=x.test a", (Term("+", "a"), Term("+", "redirect", "x.test"))),
        ("v=spf1 redirect=x.test -all mx", (Term("-", "all"),)),
        ("v=spf1 exp=e.test what:x -all", (Term("-", "all"),)),
        (
            "v=spf1  ip4:192.0.2.0/24   ip6:2001:db8::/32",
            (Term("+", "ip4", "192.0.2.0"), Term("+", "ip6", "2001:db8::")),
        ),
    ],
)
def test_it_reads_what_is_evaluated(record: str, terms: tuple[Term, ...]) -> None:
    assert read_terms(record) == terms


def test_terms_that_look_up_are_told_from_those_that_do_not() -> None:
    found = read_terms("v=spf1 a mx ptr exists:%{i}.x include:y.test ip4:192.0.2.1 ip6:::1 redirect=z.test")
    assert [term.mechanism for term in found if term.looks_up] == ["a", "mx", "ptr", "exists", "include", "redirect"]
    assert [term.mechanism for term in found if term.has_macro] == ["exists"]


@given(st.text(max_size=200))
def test_nothing_follows_all_and_redirect_comes_last(text: str) -> None:
    mechanisms = [term.mechanism for term in read_terms(f"v=spf1 {text}")]
    assert "all" not in mechanisms[:-1]
    assert "redirect" not in mechanisms[:-1]
