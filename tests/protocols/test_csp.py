"""Content security policies allow what browsers would let through."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.protocols.csp import Csp, parse


def read(*lines: str, meta: tuple[str, ...] = ()) -> Csp:
    found = parse(lines, meta=meta)
    assert found is not None
    return found


def test_without_any_policy_there_is_none() -> None:
    assert parse([]) is None


def test_a_policy_that_only_reports_enforces_nothing() -> None:
    found = parse([], ["default-src 'none'"])
    assert found is not None
    assert (found.enforced, found.report_only, found.policies, found.directives) == (False, True, 0, {})
    assert found.allows_inline_script
    assert found.allows_eval
    assert found.allows_scripts_from_anywhere


def test_an_empty_header_enforces_nothing() -> None:
    found = read(" ; , ;;")
    assert (found.enforced, found.policies) == (False, 0)


def test_a_strict_policy_allows_nothing_of_the_kind() -> None:
    found = read("default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'self'")
    assert found.enforced
    assert not found.allows_inline_script
    assert not found.allows_inline_style
    assert not found.allows_eval
    assert not found.allows_scripts_from_anywhere
    assert not found.allows_objects_from_anywhere
    assert found.insecure_active_sources == found.insecure_passive_sources == ()
    assert found.directives["default-src"] == "'none'"
    assert (found.base_uri, found.form_action, found.frame_ancestors) == (("'none'",), ("'self'",), None)


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("script-src 'self'", False),
        ("img-src 'self'", True),
        ("default-src 'self'", False),
        ("default-src 'self' 'unsafe-inline'", True),
        ("default-src 'unsafe-inline'; script-src 'self'", False),
        ("script-src 'unsafe-inline'", True),
        ("script-src 'UNSAFE-INLINE'", True),
        ("script-src 'unsafe-inline' 'nonce-abc'", False),
        ("script-src 'unsafe-inline' 'sha256-AbC='", False),
        ("script-src 'unsafe-inline' 'strict-dynamic'", False),
        ("script-src 'self'; script-src-attr 'unsafe-inline'", True),
        ("script-src 'self'; script-src-elem 'unsafe-inline'", True),
        ("script-src 'unsafe-inline'; script-src-elem 'self'; script-src-attr 'none'", False),
        ("script-src", False),
        ("script-src 'self'; script-src 'unsafe-inline'", False),
    ],
)
def test_inline_scripts(policy: str, allowed: bool) -> None:
    assert read(policy).allows_inline_script is allowed


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("style-src 'self'", False),
        ("style-src 'unsafe-inline'", True),
        ("style-src 'unsafe-inline' 'nonce-a'", False),
        ("script-src 'self'", True),
        ("default-src 'self'; style-src-attr 'unsafe-inline'", True),
    ],
)
def test_inline_styles(policy: str, allowed: bool) -> None:
    assert read(policy).allows_inline_style is allowed


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("script-src 'self'", False),
        ("script-src 'unsafe-eval'", True),
        ("script-src 'wasm-unsafe-eval'", False),
        ("default-src 'unsafe-eval'", True),
        ("default-src 'unsafe-eval'; script-src 'self'", False),
        ("style-src 'self'", True),
    ],
)
def test_eval(policy: str, allowed: bool) -> None:
    assert read(policy).allows_eval is allowed


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [
        ("script-src 'self' https://cdn.example", False),
        ("script-src *", True),
        ("script-src https:", True),
        ("script-src http://*", True),
        ("script-src *:443", True),
        ("script-src https://*.*", True),
        ("script-src *.example.com", False),
        ("script-src data:", True),
        ("script-src https: 'nonce-a'", True),
        ("script-src https: 'nonce-a' 'strict-dynamic'", False),
        ("default-src https:", True),
        ("img-src 'self'", True),
        ("script-src-elem 'self'; script-src *", False),
    ],
)
def test_scripts_from_anywhere(policy: str, allowed: bool) -> None:
    assert read(policy).allows_scripts_from_anywhere is allowed


@pytest.mark.parametrize(
    ("policy", "allowed"),
    [("object-src 'none'", False), ("default-src 'self'", False), ("object-src *", True), ("script-src 'self'", True)],
)
def test_objects_from_anywhere(policy: str, allowed: bool) -> None:
    assert read(policy).allows_objects_from_anywhere is allowed


def test_insecure_sources_are_told_apart_by_what_they_load() -> None:
    found = read(
        "default-src 'self' http://cdn.example; img-src http:; media-src ftp://a.example; report-uri http://r/"
    )
    assert found.insecure_active_sources == ("default-src http://cdn.example",)
    assert found.insecure_passive_sources == ("img-src http:", "media-src ftp://a.example")


def test_two_headers_allow_only_what_both_do() -> None:
    found = read("script-src 'self' 'unsafe-inline' https:", "script-src 'self' https://cdn.example; object-src 'none'")
    assert (found.policies, found.allows_inline_script, found.allows_scripts_from_anywhere) == (2, False, False)
    assert found.directives == {"object-src": "'none'", "script-src": "'self' https://cdn.example"}


def test_a_comma_parts_two_policies() -> None:
    assert read("script-src 'unsafe-inline', script-src 'self'").allows_inline_script is False
    assert read("script-src a.example, script-src b.example").directives == {"script-src": "'none'"}


@pytest.mark.parametrize(
    ("wide", "narrow", "left"),
    [
        ("https:", "https://a.example/x", "https://a.example/x"),
        ("https://a.example", "https://a.example/x", "https://a.example/x"),
        ("https://a.example", "https://a.example.evil", "'none'"),
        ("*", "a.example", "a.example"),
        ("*", "data:", "'none'"),
        ("*", "'unsafe-inline'", "'none'"),
        ("http:", "https://a.example", "'none'"),
    ],
)
def test_the_narrower_of_two_sources_is_left(wide: str, narrow: str, left: str) -> None:
    assert read(f"img-src {wide}", f"img-src {narrow}").directives == {"img-src": left}


def test_reports_go_to_everybody_who_asked_for_them() -> None:
    assert read("report-uri /a", "report-uri /b").directives == {"report-uri": "/a /b"}


def test_directives_without_sources_stay_empty_and_those_with_sources_read_none() -> None:
    found = read("upgrade-insecure-requests; sandbox; frame-ancestors; img-src")
    assert found.upgrades_insecure_requests
    assert found.directives == {
        "frame-ancestors": "'none'",
        "img-src": "'none'",
        "sandbox": "",
        "upgrade-insecure-requests": "",
    }


def test_repeated_and_unknown_directives_are_named() -> None:
    found = read("script-src 'self'; SCRIPT-SRC *; scrpt-src 'none'")
    assert (found.repeated, found.unknown) == (("script-src",), ("scrpt-src",))
    assert found.directives == {"script-src": "'self'"}


def test_the_page_may_tighten_the_policy_but_not_say_who_frames_it() -> None:
    found = read("default-src *", meta=("script-src 'self'; frame-ancestors 'none'; sandbox; report-uri /r",))
    assert (found.policies, found.from_meta, found.frame_ancestors) == (2, True, None)
    assert found.directives == {"default-src": "*", "script-src": "'self'"}
    assert found.allows_scripts_from_anywhere is False


def test_nonces_do_not_make_two_records_differ_and_hashes_keep_their_case() -> None:
    first, second = (read(f"script-src 'nonce-{text}' 'sha256-AbC=' 'strict-dynamic'") for text in ("a1", "b2"))
    assert first == second
    assert first.directives["script-src"] == "'nonce-*' 'sha256-AbC=' 'strict-dynamic'"
    assert (first.strict_dynamic, first.nonce_or_hash) == (True, True)


def test_strict_dynamic_alone_is_seen() -> None:
    found = read("script-src 'strict-dynamic' https:")
    assert (found.strict_dynamic, found.nonce_or_hash) == (True, False)


NAMES = st.sampled_from(["default-src", "script-src", "style-src", "object-src", "img-src", "frame-ancestors", "x"])
SOURCES = st.sampled_from(
    ["'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "https:", "*", "http://a.b", "'nonce-a'"]
)
POLICIES = st.dictionaries(NAMES, st.lists(SOURCES, max_size=3), min_size=1, max_size=4).map(
    lambda found: "; ".join(f"{name} {' '.join(values)}" for name, values in found.items())
)


@settings(deadline=None)
@given(st.lists(POLICIES, min_size=1, max_size=3), POLICIES)
def test_another_policy_never_allows_more(lines: list[str], another: str) -> None:
    fewer, more = read(*lines), read(*lines, another)
    for name in ("inline_script", "inline_style", "eval", "scripts_from_anywhere", "objects_from_anywhere"):
        assert getattr(fewer, f"allows_{name}") or not getattr(more, f"allows_{name}")


@settings(deadline=None)
@given(st.lists(POLICIES, min_size=1, max_size=4))
def test_one_header_with_commas_is_as_many_headers(lines: list[str]) -> None:
    assert read(", ".join(lines)) == read(*lines)


@settings(deadline=None)
@given(st.lists(st.text(max_size=100), min_size=1, max_size=3), st.lists(st.text(max_size=100), max_size=2))
def test_anything_is_read(lines: list[str], meta: list[str]) -> None:
    assert isinstance(parse(lines, (), meta), Csp)


@pytest.mark.parametrize("unit", ["a ", "a;", "a,", "script-src a,", "script-src https://a.example;", "'nonce-", " "])
def test_a_hundred_kilobytes_of_anything_take_little_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.process_time()
    parse([text, "script-src " + " ".join(f"https://{n}.example" for n in range(5000))], [text], [text])
    assert time.process_time() - begun < 2.0
