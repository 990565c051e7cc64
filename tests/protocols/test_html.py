"""Elements of HTML are found as browsers find them, in time that grows with the document alone."""

from __future__ import annotations

import time
from html import escape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.protocols.html import MAX_ATTRIBUTES, MAX_VALUE, Element, elements


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("text <b>bold</b>", [Element("b", {})]),
        ("<IMG SRC=a.png ALT='x y'>", [Element("img", {"src": "a.png", "alt": "x y"})]),
        ('<a href = "x">', [Element("a", {"href": "x"})]),
        ("<a\n\thref=x\n>", [Element("a", {"href": "x"})]),
        ("<img/src=x/>", [Element("img", {"src": "x/"})]),
        ("<br/>", [Element("br", {})]),
        ("<a b c=d>", [Element("a", {"b": "", "c": "d"})]),
        ("<a b=1 B=2>", [Element("a", {"b": "1"})]),
        ('<a b="1"c="2">', [Element("a", {"b": "1", "c": "2"})]),
        ("<a b=>", [Element("a", {"b": ""})]),
        ("<a =b=c>", [Element("a", {"=b": "c"})]),
        ('<a title="a>b">', [Element("a", {"title": "a>b"})]),
        ('<a href="?a=1&amp;b=2&#38;c&#x26;d">', [Element("a", {"href": "?a=1&b=2&c&d"})]),
        ("<a href='?id=1&section=2&copy=3'>", [Element("a", {"href": "?id=1&section=2&copy=3"})]),
        ("<!-- <a> --><b>", [Element("b", {})]),
        ("<!--><b>", [Element("b", {})]),
        ("<!-- x --!><b>", [Element("b", {})]),
        ("<!doctype html><html>", [Element("html", {})]),
        ("<?xml version='1'?><p>", [Element("p", {})]),
        ("<script>'<a>&lt;'</script><b>", [Element("script", {}, "'<a>&lt;'"), Element("b", {})]),
        ("<SCRIPT></scripty></SCRIPT ><b>", [Element("script", {}, "</scripty>"), Element("b", {})]),
        ("<title><b>x</b> &amp; y</title>", [Element("title", {}, "<b>x</b> & y")]),
        ("<style>a{}</style x='>'><b>", [Element("style", {}, "a{}"), Element("b", {})]),
        ("1 < 2 <3> </> <b>", [Element("b", {})]),
        ("<b><script>never closed <a>", [Element("b", {}), Element("script", {}, "never closed <a>")]),
        ("<b><a href='never closed>", [Element("b", {})]),
        ("<b><a href", [Element("b", {})]),
        ("<b><!-- never closed <a>", [Element("b", {})]),
        ("<b><!never closed", [Element("b", {})]),
        ("", []),
    ],
)
def test_elements_are_found(document: str, expected: list[Element]) -> None:
    assert list(elements(document)) == expected


def test_attributes_are_bounded_in_number_and_length() -> None:
    (found,) = elements("<a " + " ".join(f"a{n}={'x' * 5000}" for n in range(100)) + ">")
    assert len(found.attributes) == MAX_ATTRIBUTES
    assert {len(value) for value in found.attributes.values()} == {MAX_VALUE}


class Library(HTMLParser):
    """What the standard library makes of a document."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.found: list[Element] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(Element(tag, {name: value or "" for name, value in attrs}))


NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,6}", fullmatch=True).filter(
    lambda name: (
        name not in ("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext")
    )
)
TAGS = st.tuples(NAMES, st.dictionaries(NAMES, st.text(max_size=12).filter(lambda text: "\r" not in text), max_size=3))


@settings(deadline=None)
@given(st.lists(TAGS, max_size=5), st.text("abc &;-\n", max_size=10))
def test_well_formed_documents_read_as_the_standard_library_reads_them(
    tags: list[tuple[str, dict[str, str]]], between: str
) -> None:
    written = [
        f"<{name}" + "".join(f' {key}="{escape(value)}"' for key, value in attributes.items()) + ">"
        for name, attributes in tags
    ]
    document = between.join(["", *written, ""])
    assert list(elements(document)) == Library(document).found == [Element(*tag) for tag in tags]


@settings(deadline=None)
@given(st.text("<>/!-?=\"' \nabscriptle&;#x0", max_size=200))
def test_anything_is_read(document: str) -> None:
    assert all(element.name for element in elements(document))


@pytest.mark.parametrize(
    "unit",
    [
        "<",
        "<a ",
        "<a b='",
        '<a b="',
        "<!--",
        "<!",
        "</a",
        "<a>",
        "<a =",
        "<script>x</scrip",
        "<title>",
        "<a b=&#1;>",
        "x=1 ",
    ],
)
def test_time_grows_with_the_length_of_a_document_alone(unit: str) -> None:
    def cost(length: int) -> float:
        document = "<a " + unit * (length // len(unit))
        begun = time.process_time()
        for _ in elements(document):
            pass
        return time.process_time() - begun

    cost(1000)
    assert cost(200_000) < 2.0
