"""Whether two names are those of the same person, however they are written."""

from __future__ import annotations

import unicodedata

_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and marks that show nothing, beside the ranges below (Default_Ignorable_Code_Point, and Braille's blank)."""
_UNSEEN_RANGES = ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0000, 0xE0FFF))


def folded(name: str) -> str:
    """A name as it is compared: compatible forms (NFKC), letter case, spaces and what nobody can see aside."""
    seen = "".join(c for c in unicodedata.normalize("NFKC", name) if c.isspace() or _is_seen(c))
    return unicodedata.normalize("NFKC", " ".join(seen.split()).casefold())


def same_person(one: str, other: str) -> bool:
    """Whether both are the same name: ``Jo@Example.com `` is ``jo@example.com``."""
    return folded(one) == folded(other)


def _is_seen(character: str) -> bool:
    if unicodedata.category(character) in ("Cc", "Cf", "Cn", "Cs") or character in _UNSEEN:
        return False
    return not any(first <= ord(character) <= last for first, last in _UNSEEN_RANGES)
