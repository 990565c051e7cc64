"""Content types are read, and bodies decoded by them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.protocols.media_type import decode, is_html, media_type


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text/html", "text/html"),
        (" Text/HTML ; charset=utf-8", "text/html"),
        ("application/ld+json;x", "application/ld+json"),
        ("html", None),
        ("text/", None),
        ("", None),
        (None, None),
    ],
)
def test_media_types_are_read(value: str | None, expected: str | None) -> None:
    assert media_type(value) == expected


@pytest.mark.parametrize(
    ("value", "body", "expected"),
    [
        ("text/html; charset=utf-8", b"", True),
        ("application/xhtml+xml", b"", True),
        ("text/plain", b"<html>", False),
        ("nonsense", b"<html>", False),
        (None, b" \n<!DOCTYPE html>", True),
        (None, b"<!-- x --><HTML lang=en>", True),
        (None, b'{"a": "<html>"}', False),
        (None, b"", False),
    ],
)
def test_html_is_what_browsers_take_for_it(value: str | None, body: bytes, expected: bool) -> None:
    assert is_html(value, body) is expected


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("<a>ä".encode(), "text/html"),
        ("<a>ä".encode(), 'text/html; charset="UTF-8"'),
        ("<a>ä".encode("utf-8-sig"), None),
        ("<a>ä".encode("utf-16"), "text/html"),
        ("<a>ä".encode("utf-16-le"), "text/html; charset=utf-16le"),
        ("<a>ä".encode("utf-16-be"), "text/html; charset=UTF-16BE"),
    ],
)
def test_text_is_decoded(body: bytes, value: str | None) -> None:
    assert decode(body, value) == "<a>ä"


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "punycode", "unicode_escape", "unheard-of"])
def test_markup_survives_any_other_encoding(charset: str) -> None:
    assert decode("<a href=x>é".encode("latin-1"), f"text/html; charset={charset}") == "<a href=x>\ufffd"


@settings(deadline=None)
@given(st.binary(max_size=100), st.text(max_size=60))
def test_anything_is_decoded(body: bytes, value: str) -> None:
    assert isinstance(decode(body, value), str)
    assert is_html(value, body) in (True, False)
