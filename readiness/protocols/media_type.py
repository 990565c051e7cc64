"""Reads Content-Type, and decodes text by it."""

from __future__ import annotations

import codecs
import re

_MEDIA_TYPE = re.compile(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;.*)?", re.DOTALL)
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
_HTML_START = re.compile(
    rb"\s*+(?:<!--.{0,400}?-->\s*+)?<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_UTF16 = {"utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}


def media_type(value: str | None) -> str | None:
    """Type and subtype in lower case, at most 100 characters; None if there is no header or it is no media type."""
    match = _MEDIA_TYPE.fullmatch(value) if value is not None else None
    return match[1].lower()[:100] if match is not None else None


def is_html(value: str | None, body: bytes) -> bool:
    """Whether browsers take a body for HTML: it is declared to be, or nothing is declared and it begins like it."""
    if value is None:
        return _HTML_START.match(body[:512]) is not None
    return media_type(value) in ("text/html", "application/xhtml+xml")


def decode(body: bytes, value: str | None) -> str:
    """Text of a body. Encodings that contain ASCII are read as UTF-8: markup and URLs come out right in all of them."""
    for mark, encoding in _BOMS.items():
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    match = _CHARSET.search(value or "")
    return body.decode(_UTF16.get(match[1].lower(), "utf-8") if match else "utf-8", errors="replace")
