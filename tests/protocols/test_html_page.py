"""Pages are read for what browsers would load because of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.protocols.html_page import MAX_REFERENCES, Page, read
from readiness.protocols.web_address import WebAddress

HERE = WebAddress("https", "a.example", 443, "/dir/page")


def loaded(document: str) -> list[tuple[str, str]]:
    return [(reference.kind, str(reference.address)) for reference in read(document, HERE).references]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ('<script src="X">', "script"),
        ('<link rel="stylesheet" href="X">', "style"),
        ('<link rel="shortcut ICON" href="X">', "image"),
        ('<link rel="modulepreload" href="X">', "script"),
        ('<link rel="preload" as="font" href="X">', "font"),
        ('<link rel="preload" as="fetch" href="X">', "other"),
        ('<link rel="prefetch" href="X">', "other"),
        ('<link rel="manifest" href="X">', "other"),
        ('<img src="X">', "image"),
        ('<img srcset="X 2x">', "image"),
        ('<source srcset="X">', "image"),
        ('<source src="X">', "media"),
        ('<video src="X">', "media"),
        ('<video poster="X">', "image"),
        ('<audio src="X">', "media"),
        ('<track src="X">', "media"),
        ('<iframe src="X"></iframe>', "frame"),
        ('<embed src="X">', "object"),
        ('<object data="X">', "object"),
        ('<input type="image" src="X">', "image"),
        ('<image xlink:href="X">', "image"),
        ('<body background="X">', "image"),
        ('<style>a { background: url( "X" ) }</style>', "image"),
        ("<style>@import url(X);</style>", "style"),
        ("<style>@import 'X';</style>", "style"),
        ('<p style="background: URL(X)">', "image"),
    ],
)
def test_every_way_to_load_something_is_known(tag: str, kind: str) -> None:
    assert loaded(tag.replace("X", "http://b.example/x?y")) == [(kind, "http://b.example/x?y")]


def test_fonts_in_styles_are_told_by_their_names() -> None:
    assert loaded("<style>@font-face { src: url(/f.woff2?v=1) }</style>") == [("font", "https://a.example/f.woff2?v=1")]


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="http://b.example/">',
        '<link rel="canonical" href="http://b.example/">',
        '<link rel="alternate" href="http://b.example/">',
        '<link rel="preconnect" href="http://b.example/">',
        '<link href="http://b.example/">',
        '<use href="#icon">',
        '<img src="">',
        '<img src="data:image/png;base64,AAAA">',
        '<script>load("http://b.example/")</script>',
        '<!-- <img src="http://b.example/"> -->',
        "<style>a { fill: url(#gradient) }</style>",
        '<textarea><img src="http://b.example/"></textarea>',
    ],
)
def test_what_loads_nothing_is_left_out(tag: str) -> None:
    assert loaded(tag) == []


@pytest.mark.parametrize(
    ("srcset", "urls"),
    [
        ("a.png 1x, b.png 2x", ["a.png", "b.png"]),
        ("a.png,b.png", ["a.png,b.png"]),
        ("/w_3,h_2/a.png 300w,/w_6,h_4/a.png 600w", ["/w_3,h_2/a.png", "/w_6,h_4/a.png"]),
        ("a.png, b.png", ["a.png", "b.png"]),
        (" ,, a.png ", ["a.png"]),
        ("", []),
    ],
)
def test_candidates_of_a_srcset_come_apart(srcset: str, urls: list[str]) -> None:
    start = WebAddress("https", "a.example", 443, "/")
    found = [str(reference.address) for reference in read(f'<img srcset="{srcset}">', start).references]
    assert found == [f"https://a.example/{url.lstrip('/')}" for url in urls]


def test_a_base_moves_everything_but_a_form_without_action() -> None:
    page = read('<base href="http://b.example/x/"><base href="/y"><script src="s.js"><form><form action="f">', HERE)
    assert [str(reference.address) for reference in page.references] == ["http://b.example/x/s.js"]
    page = read('<base href="http://b.example/x/"><form></form><form action="f"></form>', HERE)
    assert [str(address) for address in page.forms] == ["https://a.example/dir/page", "http://b.example/x/f"]


def test_buttons_have_targets_of_their_own() -> None:
    page = read('<form action="/a"><button formaction="http://b.example/"></form>', HERE)
    assert [str(address) for address in page.forms] == ["https://a.example/a", "http://b.example/"]


def test_a_thing_that_is_loaded_twice_is_listed_once() -> None:
    assert loaded('<img src="/x"><img src="/x#y"><script src="/x">') == [
        ("image", "https://a.example/x"),
        ("script", "https://a.example/x"),
    ]


def test_digests_are_seen() -> None:
    page = read('<script src="a" integrity="sha384-x"></script><script src="b" integrity=" "></script>', HERE)
    assert [reference.integrity for reference in page.references] == [True, False]


def test_title_and_policies_are_read() -> None:
    page = read(
        "<!doctype html><html><head><title>\n A  page </title><title>no</title>"
        '<META HTTP-EQUIV="Content-Security-Policy" CONTENT="default-src \'self\'"><meta name=referrer content=origin>',
        HERE,
    )
    assert (page.title, page.policies, page.referrers) == ("A page", ("default-src 'self'",), ("origin",))


def test_policies_in_the_body_are_ignored_as_browsers_do() -> None:
    page = read('<head></head><p><meta http-equiv="content-security-policy" content="default-src \'none\'">', HERE)
    assert page.policies == ()


def test_a_page_with_more_than_anybody_would_load_is_not_whole() -> None:
    tags = "".join(f'<img src="/{number}">' for number in range(MAX_REFERENCES + 1))
    assert not read(tags, HERE).whole
    assert read("<img src=/1>" * 10, HERE).whole


@settings(deadline=None)
@given(st.text("<>/!-=\"' \nabcdefimgscriptlnkhresyu:&;(),.#", max_size=300))
def test_anything_is_read(document: str) -> None:
    assert isinstance(read(document, HERE), Page)


@settings(deadline=None)
@given(st.lists(st.from_regex(r"https?://[a-z]{1,8}\.example/[a-z0-9]{1,8}", fullmatch=True), max_size=8, unique=True))
def test_every_url_that_is_written_is_found(urls: list[str]) -> None:
    assert loaded("".join(f"<p>text<script src='{url}'></script>" for url in urls)) == [("script", url) for url in urls]
