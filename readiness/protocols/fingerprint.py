"""Recognises file names that change with the file's content, as bundlers make them for caches to keep."""

from __future__ import annotations

import re

_HEX = re.compile(r"(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}")
_MIXED = re.compile(r"[0-9A-Za-z]{8,64}")
_RESTLESS = re.compile(r"(?<=[0-9])[A-Za-z]|(?<=[A-Z])[a-z0-9]|(?<=[a-z])[A-Z0-9]")
_CHANGES = 4
_NEXT = "/_next/static/"
_MAX_NAME = 400


def is_fingerprinted(path: str) -> bool:
    """Whether a path (with its query) carries something like a digest in its last segment or query.

    A digest is 8 characters or more between dots, hyphens and the like: hexadecimal with letters and digits (webpack,
    Django, Rails), or letters and digits thoroughly mixed (Vite, esbuild). Everything under ``/_next/static/`` counts,
    because Next.js puts the build's identity into the path.
    """
    place, _, query = path.partition("?")
    if _NEXT in place:
        return True
    name = place.rpartition("/")[2][-_MAX_NAME:]
    return any(map(_is_digest, re.split(r"[.~@-]", name))) or any(
        map(_is_digest, re.split(r"[&=;]", query[:_MAX_NAME]))
    )


def _is_digest(text: str) -> bool:
    return any(_HEX.fullmatch(piece) or _is_mixed(piece) for piece in (text, text.rpartition("_")[2]))


def _is_mixed(text: str) -> bool:
    """Digests change between cases and digits all the time, words such as ``loginPage2`` seldom."""
    plain = text.isalpha() or text.islower()
    return not plain and _MIXED.fullmatch(text) is not None and len(_RESTLESS.findall(text)) >= _CHANGES
