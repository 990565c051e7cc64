"""Whether two names are those of the same person, however they are written."""

from __future__ import annotations

import unicodedata


def folded(name: str) -> str:
    """A name as it is compared: compatible forms (NFKC), letter case, spaces and what nobody can see aside."""
    seen = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFKC", " ".join(seen.split()).casefold())


def same_person(one: str, other: str) -> bool:
    """Whether both are the same name: ``Jo@Example.com `` is ``jo@example.com``."""
    return folded(one) == folded(other)
