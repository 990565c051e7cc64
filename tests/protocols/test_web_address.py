"""References lead where a browser would go."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.protocols.web_address import WebAddress, parse, resolve

START = WebAddress("https", "a.example", 443, "/dir/page?x=1")


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("other", "https://a.example/dir/other"),
        ("/other?y#z", "https://a.example/other?y"),
        ("?y", "https://a.example/dir/page?y"),
        ("", "https://a.example/dir/page?x=1"),
        ("#part", "https://a.example/dir/page?x=1"),
        ("../../../x", "https://a.example/x"),
        ("//b.example/x", "https://b.example/x"),
        ("///b.example/x", "https://b.example/x"),
        ("\\\\b.example\\x", "https://b.example/x"),
        ("/\\b.example", "https://b.example/"),
        ("https:/\\b.example", "https://b.example/"),
        ("http:/b.example/x", "http://b.example/x"),
        ("http:b.example", "http://b.example/"),
        ("https:other", "https://a.example/dir/other"),
        ("https:/other", "https://a.example/other"),
        (" \t\nhttps://b.example/\r\n ", "https://b.example/"),
        ("ht\ntps://b.exam\tple/", "https://b.example/"),
        ("HTTPS://B.Example:443/Path", "https://b.example/Path"),
        ("https://b.example.:8443", "https://b.example:8443/"),
        ("https://b.example:?q", "https://b.example/?q"),
        ("https://a.example@b.example/", "https://b.example/"),
        ("https://a.example:pass@b.example:81/@c.example", "https://b.example:81/@c.example"),
        ("https://b.example\\@a.example/", "https://b.example/@a.example/"),
        ("https://[::1]:8443/x", "https://[::1]:8443/x"),
        ("http://169.254.169.254/latest", "http://169.254.169.254/latest"),
        ("http://bücher.example/ä ü", "http://xn--bcher-kva.example/%C3%A4%20%C3%BC"),
        ("/a%20b", "https://a.example/a%20b"),
        ("/a\x00b\x7f", "https://a.example/a%00b%7F"),
        ("/?a\\b", "https://a.example/?a%5Cb"),
    ],
)
def test_a_reference_leads_where_a_browser_would_go(reference: str, expected: str) -> None:
    assert str(resolve(reference, START)) == expected


@pytest.mark.parametrize(
    "reference",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://b.example/",
        "mailto:a@b.example",
        "localhost:3000/x",
        "https://",
        "https://?x",
        "https://b example/",
        "https://b.example:0/",
        "https://b.example:99999/",
        "https://b.example:port/",
        "https://[::1/",
        "https://%62.example/",
        "https://-/",
        "https://" + "ü" * 300,
        "https://" + "b." * 200,
    ],
)
def test_what_is_no_web_address_leads_nowhere(reference: str) -> None:
    assert resolve(reference, START) is None


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://a.example/x", "https://a.example"),
        ("http://a.example:80", "http://a.example"),
        ("http://a.example:443", "http://a.example:443"),
    ],
)
def test_an_origin_leaves_out_its_scheme_s_port(url: str, origin: str) -> None:
    found = parse(url)
    assert found is not None
    assert found.origin == origin


@pytest.mark.parametrize("url", ["", "/x", "x", "a.example"])
def test_only_an_absolute_url_stands_alone(url: str) -> None:
    assert parse(url) is None


@settings(deadline=None)
@given(st.text(max_size=100))
def test_anything_leads_somewhere_that_can_be_written_down_and_read_again(reference: str) -> None:
    found = resolve(reference, START)
    if found is not None:
        assert str(found).isascii()
        assert str(found).isprintable()
        assert parse(str(found)) == found


@settings(deadline=None)
@given(
    st.sampled_from(["http", "https"]),
    st.from_regex(r"[a-z0-9]{1,10}(\.[a-z0-9]{1,10}){0,3}", fullmatch=True),
    st.integers(1, 65535),
    st.from_regex(r"/[a-zA-Z0-9/_~-]{0,20}(\?[a-z=&]{1,10})?", fullmatch=True),
)
def test_a_good_url_is_what_it_was(scheme: str, host: str, port: int, path: str) -> None:
    address = WebAddress(scheme, host, port, path)
    assert parse(str(address)) == address
    assert resolve(str(address), START) == address
