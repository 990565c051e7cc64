"""Finds the elements of an HTML document in time that grows with its length alone, whatever the document is.

The standard library's parser takes half a minute for sixty kilobytes of unclosed tags on the Python releases that we
support, and differs between their patch levels. This one knows what the tokenizer of the HTML standard (13.2.5) does
with tags, attributes, comments and raw text, and nothing of trees.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MAX_ATTRIBUTES = 64
MAX_VALUE = 4000

_MARKUP = re.compile(r"<(?:(!--)|([!?])|/([A-Za-z][^ \t\n\f\r/>]*+)|([A-Za-z][^ \t\n\f\r/>]*+))")
_COMMENT_END = re.compile(r"--!?>")
_SKIP = re.compile(r"[ \t\n\f\r/]*+")
_NAME = re.compile(r"=?[^ \t\n\f\r/>=]*+")
_EQUALS = re.compile(r"[ \t\n\f\r]*+=[ \t\n\f\r]*+")
_UNQUOTED = re.compile(r"[^ \t\n\f\r>]*+")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};)")
_RAW_TEXT = {
    name: re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}
_WITH_REFERENCES = ("textarea", "title")


@dataclass(frozen=True)
class Element:
    """A start tag: lower-case name, attributes (lower-case names, references decoded), and its text if that is raw."""

    name: str
    attributes: Mapping[str, str]
    text: str = ""


def elements(document: str) -> Iterator[Element]:
    """Start tags in the order of the document, up to the first construct that is never closed."""
    at = 0
    while (found := _MARKUP.search(document, at)) is not None:
        comment, declaration, _, opening = found.groups()
        if comment or declaration:
            at = _after(document, _COMMENT_END if comment else None, found.start() + 2)
        else:
            attributes, at = _attributes(document, found.end())
            if opening is not None and at >= 0:
                name = opening.lower()
                text, at = _raw_text(document, name, at)
                yield Element(name, attributes, _decoded(text) if name in _WITH_REFERENCES else text)
        if at < 0:
            return


def _after(document: str, pattern: re.Pattern[str] | None, start: int) -> int:
    """The place behind a comment or declaration; -1 if it does not end."""
    if pattern is None:
        return document.find(">", start) + 1 or -1
    end = pattern.search(document, start)
    return end.end() if end is not None else -1


def _raw_text(document: str, name: str, at: int) -> tuple[str, int]:
    """Text in which only the element's own end is a tag, and the place behind it; all the rest if it has none."""
    if name not in _RAW_TEXT:
        return "", at
    end = _RAW_TEXT[name].search(document, at)
    return (document[at : end.start()], end.start()) if end is not None else (document[at:], -1)


def _attributes(document: str, at: int) -> tuple[dict[str, str], int]:
    """Attributes and the place behind the tag, -1 if it does not end; of two of a name the first counts."""
    found: dict[str, str] = {}
    while True:
        at = _end(_SKIP, document, at)
        if at >= len(document):
            return found, -1
        if document[at] == ">":
            return found, at + 1
        after = _end(_NAME, document, at)
        name, at = document[at:after].lower(), after
        value, at = _value(document, at)
        if at < 0:
            return found, -1
        if len(found) < MAX_ATTRIBUTES:
            found.setdefault(name, value)


def _value(document: str, at: int) -> tuple[str, int]:
    equals = _EQUALS.match(document, at)
    if equals is None:
        return "", at
    at = equals.end()
    quote = document[at : at + 1]
    if quote in ('"', "'") and quote:
        end = document.find(quote, at + 1)
        return (_decoded(document[at + 1 : end]), end + 1) if end >= 0 else ("", -1)
    end = _end(_UNQUOTED, document, at)
    return _decoded(document[at:end]), end


def _end(pattern: re.Pattern[str], document: str, at: int) -> int:
    found = pattern.match(document, at)
    return found.end() if found is not None else at


def _decoded(value: str) -> str:
    """Character references are decoded only where they end as they should: ``?a=1&section=2`` has none."""
    value = value[:MAX_VALUE]
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), value) if "&" in value else value
