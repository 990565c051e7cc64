"""Cookies are read as browsers read them, and their values are forgotten."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.protocols.cookies import Cookie, parse

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SECRET = "hunter2-hunter2"


def one(line: str) -> Cookie:
    (found,) = parse([line], NOW)
    return found


def test_a_careful_cookie() -> None:
    assert one(f"__Host-sid={SECRET}; Path=/; Secure; HttpOnly; SameSite=Lax") == Cookie(
        name="__Host-sid",
        secure=True,
        http_only=True,
        same_site="Lax",
        host_only=True,
        path="/",
        has_expiry=False,
        removes=False,
        partitioned=False,
    )


def test_a_careless_cookie() -> None:
    assert one(f"sid={SECRET}; Domain=.example.test; Max-Age=3600") == Cookie(
        name="sid",
        secure=False,
        http_only=False,
        host_only=False,
        has_expiry=True,
        removes=False,
        partitioned=False,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("; SameSite=strict", "Strict"),
        ("; samesite = NONE ", "None"),
        ("; SameSite", "invalid"),
        ("; SameSite=Sure", "invalid"),
        ("; SameSite=Lax; SameSite=Strict", "Strict"),
    ],
)
def test_same_site_is_one_of_three_or_invalid(text: str, expected: str | None) -> None:
    assert one(f"a=b{text}").same_site == expected


@pytest.mark.parametrize(
    ("text", "has_expiry", "removes"),
    [
        ("", False, False),
        ("; Max-Age=60", True, False),
        ("; Max-Age=0", True, True),
        ("; Max-Age=-1", True, True),
        ("; Max-Age=soon", False, False),
        ("; Expires=Wed, 21 Oct 2027 07:28:00 GMT", True, False),
        ("; Expires=Wed, 21-Oct-27 07:28:00 GMT", True, False),
        ("; Expires=Sunday, 06-Nov-94 08:49:37 GMT", True, True),
        ("; Expires=Sun Nov  6 08:49:37 1994", True, True),
        ("; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", True, False),
        ("; Expires=Thu, 31 Feb 2027 00:00:00 GMT", False, False),
        ("; Expires=Thu, 01 Jan 2027", False, False),
        ("; Expires=0", False, False),
        ("; Expires", False, False),
    ],
)
def test_expiry_tells_whether_a_cookie_stays_and_whether_it_goes(text: str, has_expiry: bool, removes: bool) -> None:
    found = one(f"a=b{text}")
    assert (found.has_expiry, found.removes) == (has_expiry, removes)


@pytest.mark.parametrize(
    ("line", "name"),
    [("a=b=c", "a"), (" a = b", "a"), ("=b", ""), (SECRET, ""), ("a=", "a"), ("x" * 500 + "=b", "x" * 100)],
)
def test_the_name_ends_at_the_first_equals_sign(line: str, name: str) -> None:
    assert one(line).name == name


@pytest.mark.parametrize("line", ["", "=", " ; Secure", "=;Secure"])
def test_a_line_without_name_and_value_sets_nothing(line: str) -> None:
    assert parse([line], NOW) == ()


@pytest.mark.parametrize(("text", "path"), [("; Path=/app", "/app"), ("; Path=app", None), ("; Path", None)])
def test_a_path_begins_with_a_slash(text: str, path: str | None) -> None:
    assert one(f"a=b{text}").path == path


@settings(deadline=None)
@given(st.text("abcdef", min_size=1), st.text(max_size=40))
def test_a_value_leaves_no_trace(name: str, noise: str) -> None:
    found = parse([f"{name}={SECRET}{noise}", f"{SECRET}{name}"], NOW)
    assert SECRET not in repr(found)


@settings(deadline=None)
@given(st.lists(st.text(max_size=100), max_size=4))
def test_anything_is_read(lines: list[str]) -> None:
    assert len(parse(lines, NOW)) <= len(lines)


@settings(deadline=None)
@given(st.text("0123456789:-, JanFebMarGMT", max_size=60))
def test_any_date_is_read(text: str) -> None:
    assert len(parse([f"a=b; Expires={text}"], NOW)) == 1
