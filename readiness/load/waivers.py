"""Loading waivers: a file with a single malformed entry is refused as a whole, so that none is applied by mistake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from readiness.load import entries
from readiness.load.yaml import read
from readiness.load.yaml.document import Document
from readiness.model.errors import Mistake
from readiness.model.people import folded, same_person
from readiness.model.waivers import Waiver, WaiverFile

KEY = "waivers"
_TEXTS = ("targets", "reason", "risk", "owner", "approver", "ticket")


def load_waivers(path: Path) -> tuple[Waiver, ...]:
    """The waivers of a file in its order; InputError with place and hint for every entry that is malformed."""
    return waivers_of(read(path))


def waivers_of(document: Document) -> tuple[Waiver, ...]:
    """As ``load_waivers``, of a document that has been read already."""
    return entries.checked(document, WaiverFile, _mistakes(document)).waivers


def _mistakes(document: Document) -> Iterator[Mistake]:
    yield from entries.dates(document, KEY, ("granted", "expires"))
    yield from entries.blanks(document, KEY, _TEXTS)
    yield from entries.duplicates(document, KEY)
    for index, entry in entries.entries(document, KEY):
        yield from _signatures(document, index, entry)
        yield from _order(document, index, entry)


def _signatures(document: Document, index: int, entry: dict[str, Any]) -> Iterator[Mistake]:
    owner, approver = entry.get("owner"), entry.get("approver")
    if isinstance(owner, str) and isinstance(approver, str) and folded(owner) and same_person(owner, approver):
        place = (KEY, index, "approver")
        message = "`approver` is the `owner`: nobody accepts a risk of their own"
        yield document.mistake(place, message, "name somebody else, who answers for the decision")


def _order(document: Document, index: int, entry: dict[str, Any]) -> Iterator[Mistake]:
    granted, expires = _day(entry.get("granted")), _day(entry.get("expires"))
    if granted and expires and expires < granted:
        message = f"`expires` is before `granted`, which is {granted}"
        yield document.mistake((KEY, index, "expires"), message, "a waiver holds on both days and those between them")


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
