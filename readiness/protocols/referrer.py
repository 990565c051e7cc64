"""Reads Referrer-Policy: of several policies the last one that is known counts, the page's own after the header's."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.protocols.header_fields import members

_KNOWN = frozenset(
    (
        "no-referrer",
        "no-referrer-when-downgrade",
        "origin",
        "origin-when-cross-origin",
        "same-origin",
        "strict-origin",
        "strict-origin-when-cross-origin",
        "unsafe-url",
    )
)
_LEGACY = {  # what <meta name=referrer> may also say (HTML, 4.2.5.1)
    "never": "no-referrer",
    "default": "strict-origin-when-cross-origin",
    "always": "unsafe-url",
    "origin-when-crossorigin": "origin-when-cross-origin",
}


def effective(lines: Iterable[str], meta: Iterable[str] = ()) -> str | None:
    """The policy that browsers apply; None if none of those given is known to them."""
    own = [_LEGACY.get(text.strip().lower(), text.strip().lower()) for text in meta]
    known = [text for text in (*(text.lower() for text in members(lines)), *own) if text in _KNOWN]
    return known[-1] if known else None
