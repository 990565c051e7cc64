"""Finding probes: every module or folder here that defines one, and every ``readiness.probes`` entry point."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from readiness.probes.plugin import Probe


@cache
def _entry_points() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group="readiness.probes")}


def names() -> tuple[str, ...]:
    """Names of all probes that can be found, sorted; nothing is imported for it."""
    own = {module.name for module in pkgutil.iter_modules(__path__) if module.name != "plugin"}
    return tuple(sorted(own | set(_entry_points())))


@cache
def find(name: str) -> type[Probe]:
    """The probe of that name; KeyError if there is none. Imports the probe's module, not what it works with."""
    if name not in names():
        raise KeyError(name)
    point = _entry_points().get(name)
    if point is not None:
        loaded: type[Probe] = point.load()
        return loaded
    module = import_module(f"{__name__}.{name}")
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Probe) and value.__dict__.get("name") == name:
            return value
    raise KeyError(name)
