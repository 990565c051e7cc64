"""Loading a guide as data."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.load.yaml.document import Document
from readiness.load.yaml.validate import validate
from readiness.model.errors import InputError, Mistake
from readiness.model.mistakes import nearest
from readiness.model.policy import Catalog, Row


def read_catalog(document: Document) -> Catalog:
    """The catalog that a file holds; InputError for rows whose chapter or phase does not exist, or that clash."""
    catalog = validate(document, Catalog)
    mistakes = list(_mistakes(document, catalog))
    if mistakes:
        raise InputError(*mistakes)
    return catalog


def _mistakes(document: Document, catalog: Catalog) -> Iterator[Mistake]:
    chapters = {chapter.id for chapter in catalog.chapters}
    phases = {phase.id for phase in catalog.phases}
    seen: set[str] = set()
    demanded: dict[str, Row] = {}
    for position, row in enumerate(catalog.rows):
        place = ("rows", position)
        if row.id in seen:
            yield document.mistake((*place, "id"), f"row {row.id} stands here twice")
        if row.chapter not in chapters:
            hint = nearest(row.chapter, chapters)
            yield document.mistake((*place, "chapter"), f"there is no chapter `{row.chapter}`", hint)
        if row.phase not in phases:
            hint = nearest(row.phase, phases)
            yield document.mistake((*place, "phase"), f"there is no phase `{row.phase}`", hint)
        seen.add(row.id)
        for product, version in row.demands.items():
            other = demanded.setdefault(product, row)
            if other.demands[product] != version:
                message = f"row {other.id} demands {product} {other.demands[product]}, this one {version}"
                yield document.mistake((*place, "demands", product), message, "a guide demands one version")
