"""Finding renderers: each public module here and ``readiness.renderers`` entry point has a ``render(report)``."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points

from readiness.model.report import Report

Render = Callable[[Report], str]


def names() -> tuple[str, ...]:
    """Names of all formats, sorted; nothing is imported for it."""
    own = {module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")}
    return tuple(sorted(own | {point.name for point in entry_points(group="readiness.renderers")}))


def find(name: str) -> Render:
    """The ``render(report) -> text`` of a format; KeyError if there is none."""
    for point in entry_points(group="readiness.renderers", name=name):
        loaded: Render = point.load()
        return loaded
    if name not in names():
        raise KeyError(name)
    render: Render = import_module(f"{__name__}.{name}").render
    return render
