"""Loading attestations: a file with a single malformed entry is refused as a whole, so that none counts by mistake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from readiness.load import entries
from readiness.load.yaml import read
from readiness.load.yaml.document import Document
from readiness.model.attestations import Attestation, AttestationFile
from readiness.model.errors import Mistake

KEY = "attestations"
_TEXTS = ("targets", "statement", "by", "role")


def load_attestations(path: Path) -> tuple[Attestation, ...]:
    """The attestations of a file in its order; InputError with place and hint for every entry that is malformed."""
    return attestations_of(read(path))


def attestations_of(document: Document) -> tuple[Attestation, ...]:
    """As ``load_attestations``, of a document that has been read already."""
    return entries.checked(document, AttestationFile, _mistakes(document)).attestations


def inside(file: str) -> bool:
    """Whether a file is named as one in the attestations' own folder or below it, as written."""
    path = PurePosixPath(file)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\0" not in file


def _mistakes(document: Document) -> Iterator[Mistake]:
    yield from entries.dates(document, KEY, ("date",))
    yield from entries.blanks(document, KEY, _TEXTS)
    yield from entries.duplicates(document, KEY)
    for index, entry in entries.entries(document, KEY):
        yield from _places(document, index, entry)


def _places(document: Document, index: int, entry: dict[str, Any]) -> Iterator[Mistake]:
    evidence = entry.get("evidence")
    for number, one in enumerate(evidence if isinstance(evidence, list) else ()):
        file = one.get("file") if isinstance(one, dict) else None
        if isinstance(file, str) and not inside(file):
            place = (KEY, index, "evidence", number, "file")
            hint = "evidence lies in the folder of the attestations' own file or below it"
            yield document.mistake(place, f"`file` leads out of the folder: `{file}`", hint)
