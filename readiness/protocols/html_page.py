"""Reads a page the way a browser starts to: what it loads, where its forms post, which policies it brings along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from readiness.protocols.html import Element, elements
from readiness.protocols.web_address import WebAddress, resolve

Kind = Literal["script", "style", "image", "font", "media", "frame", "object", "other"]
MAX_REFERENCES = 5000
PASSIVE = ("image", "media")
"""Kinds that browsers upgrade or show with a warning; any other that is fetched over plain http they block."""

_SOURCES: dict[tuple[str, str], Kind] = {
    ("script", "src"): "script",
    ("script", "href"): "script",
    ("img", "src"): "image",
    ("image", "href"): "image",
    ("use", "href"): "image",
    ("input", "src"): "image",
    ("video", "poster"): "image",
    ("body", "background"): "image",
    ("source", "src"): "media",
    ("video", "src"): "media",
    ("audio", "src"): "media",
    ("track", "src"): "media",
    ("iframe", "src"): "frame",
    ("frame", "src"): "frame",
    ("embed", "src"): "object",
    ("object", "data"): "object",
}
_AS: dict[str, Kind] = {
    "script": "script",
    "style": "style",
    "image": "image",
    "font": "font",
    "audio": "media",
    "video": "media",
    "track": "media",
}
_HEAD = frozenset(
    ("html", "head", "meta", "link", "title", "base", "script", "style", "noscript", "template", "bgsound")
)
_CSS_URL = re.compile(r"""(?:(@import)\s++(?:url\(\s*+)?|url\(\s*+)["']?([^"')\s]++)""", re.IGNORECASE)
_FONT = re.compile(r"\.(?:woff2?|ttf|otf|eot)(?:\?.*)?")


@dataclass(frozen=True)
class Reference:
    """A sub-resource: where it is, what it is, whether its digest is given."""

    address: WebAddress
    kind: Kind
    integrity: bool = False


@dataclass(frozen=True)
class Page:
    """What was found. ``whole`` is False when there was more than is looked at; a form's target is an address."""

    title: str | None
    references: tuple[Reference, ...]
    forms: tuple[WebAddress, ...]
    policies: tuple[str, ...]
    referrers: tuple[str, ...]
    whole: bool


@dataclass
class _Found:
    title: str | None = None
    base: str | None = None
    references: list[tuple[str, Kind, bool]] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    referrers: list[str] = field(default_factory=list)
    in_head: bool = True

    @property
    def full(self) -> bool:
        """Whether this is more than any honest page has."""
        return len(self.references) + len(self.forms) > MAX_REFERENCES


def read(document: str, address: WebAddress) -> Page:
    """Everything that the document at this address names. Never raises; what scripts add later is not seen."""
    found = _Found()
    for element in elements(document):
        _note(element, found)
        if found.full:
            break
    start = (resolve(found.base, address) if found.base else None) or address
    references = ((resolve(text, start), kind, integrity) for text, kind, integrity in found.references)
    forms = (resolve(text, start if text else address) for text in found.forms)
    return Page(
        title=found.title,
        references=tuple(dict.fromkeys(Reference(to, kind, is_pinned) for to, kind, is_pinned in references if to)),
        forms=tuple(dict.fromkeys(to for to in forms if to)),
        policies=tuple(found.policies[:20]),
        referrers=tuple(found.referrers[:20]),
        whole=not found.full,
    )


def _note(element: Element, found: _Found) -> None:
    name, attributes = element.name, element.attributes
    found.in_head = found.in_head and name in _HEAD
    if not attributes and not element.text and name != "form":
        return
    if name == "title" and found.title is None:
        found.title = " ".join(element.text.split())
    elif name == "base" and found.base is None:
        found.base = attributes.get("href")
    elif name == "meta" and found.in_head:
        _note_meta(element, found)
    elif name == "form":
        found.forms.append(attributes.get("action", ""))
    if "formaction" in attributes:
        found.forms.append(attributes["formaction"])
    found.references.extend(_references(element))


def _note_meta(element: Element, found: _Found) -> None:
    content = element.attributes.get("content", "")
    if element.attributes.get("http-equiv", "").lower() == "content-security-policy":
        found.policies.append(content)
    elif element.attributes.get("name", "").lower() == "referrer":
        found.referrers.append(content)


def _references(element: Element) -> Iterator[tuple[str, Kind, bool]]:
    """What a tag refers to, except for parts of the page itself (``#icon``)."""
    integrity = bool(element.attributes.get("integrity", "").strip())
    for text, kind in (*_named(element), *_styled(element)):
        if text.strip() and not text.strip().startswith("#"):
            yield text, kind, integrity


def _named(element: Element) -> Iterator[tuple[str, Kind]]:
    name, attributes = element.name, element.attributes
    for attribute in ("src", "href", "xlink:href", "data", "poster", "background"):
        kind = _SOURCES.get((name, attribute.removeprefix("xlink:")))
        if kind is not None:
            yield attributes.get(attribute, ""), kind
    if name == "link" and (linked := _linked(attributes.get("rel", ""), attributes.get("as", ""))) is not None:
        yield attributes.get("href", ""), linked
    if name in ("img", "source"):
        yield from ((url, "image") for url in _candidates(attributes.get("srcset", "")))


def _styled(element: Element) -> Iterator[tuple[str, Kind]]:
    css = element.text if element.name == "style" else element.attributes.get("style", "")
    for imported, url in _CSS_URL.findall(css):
        yield url, "style" if imported else "font" if _FONT.search(url.lower()) else "image"


def _candidates(srcset: str) -> Iterator[str]:
    """URLs of a srcset: ``a.png 1x, b,c.png 2x`` has two: only a comma beside a blank parts them."""
    at_url = True
    for token in srcset.split():
        if not at_url:
            _, comma, token = token.partition(",")
            at_url = bool(comma)
        if at_url and token.strip(","):
            yield token.strip(",")
            at_url = token.endswith(",")


def _linked(rel: str, purpose: str) -> Kind | None:
    """What kind of thing a <link> makes the browser fetch; None if it fetches nothing."""
    relations = set(rel.lower().split())
    if "stylesheet" in relations:
        return "style"
    if "modulepreload" in relations:
        return "script"
    if relations & {"preload", "prefetch"}:
        return _AS.get(purpose.lower(), "other")
    if relations & {"icon", "apple-touch-icon", "mask-icon", "apple-touch-icon-precomposed"}:
        return "image"
    return "other" if "manifest" in relations else None
