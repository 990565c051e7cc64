"""Loading the lifecycle data: until when the makers support their versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from readiness.load.shipped import shipped
from readiness.load.yaml import Document, read
from readiness.load.yaml.validate import validate
from readiness.model.errors import InputError, Mistake
from readiness.model.lifecycle import Lifecycle

_PRODUCT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CYCLE = re.compile(r"\d+(\.\d+)*")


def load_lifecycle(path: Path | None = None) -> Lifecycle:
    """The lifecycle data of a file, without one those that come with readiness; InputError with every mistake."""
    document = read(shipped("policies") / "lifecycle.yaml" if path is None else path)
    lifecycle = validate(document, Lifecycle)
    mistakes = tuple(_mistakes(document, lifecycle))
    if mistakes:
        raise InputError(*mistakes)
    return lifecycle


def _mistakes(document: Document, lifecycle: Lifecycle) -> Iterator[Mistake]:
    for name, product in lifecycle.products.items():
        if not _PRODUCT.fullmatch(name):
            hint = "conditions name it in small letters, digits and hyphens"
            yield document.mistake(("products", name), f"`{name}` is no name of a product", hint, key=True)
        for version, cycle in product.cycles.items():
            at = ("products", name, "cycles", version)
            if not _CYCLE.fullmatch(version):
                hint = 'write the numbers that its versions begin with, such as "3.11"'
                yield document.mistake(at, f"`{version}` is no release line", hint, key=True)
            if cycle.ends < cycle.released:
                message = f"{product.title} {version} ends before it is released, on {cycle.released}"
                yield document.mistake((*at, "ends"), message)
