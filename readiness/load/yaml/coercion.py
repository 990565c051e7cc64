"""Finds values that pydantic would quietly convert: ``true`` to 1, ``20261231`` to a day in 1970, ``"no"`` to false."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from readiness.load.yaml.problems import Path, Problem
from readiness.load.yaml.shape import Shape

_NUMERIC = re.compile(r"\s*[-+]?[0-9.]+\s*")
_TRANSPARENT = ("default", "nullable", "model", "function-after")


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _written(value: Any) -> bool:
    return isinstance(value, str) and _NUMERIC.fullmatch(value) is None


_SCALARS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "str": (lambda value: isinstance(value, str), "string_type"),
    "none": (lambda value: value is None, "none_required"),
    "bool": (lambda value: isinstance(value, bool), "bool_type"),
    "int": (lambda value: _number(value) and not isinstance(value, float), "int_type"),
    "float": (_number, "float_type"),
    "date": (_written, "date_type"),
    "datetime": (_written, "datetime_type"),
    "time": (_written, "time_type"),
    "timedelta": (_written, "time_delta_type"),
}
_SEQUENCES = ("list", "tuple", "set", "frozenset")


def converted(shape: Shape, data: Any, path: Path = ()) -> Iterator[Problem]:
    """Every value of another kind than its field; what a validator sees before pydantic is left to the validator."""
    here = shape.resolved()
    while here.kind in _TRANSPARENT:
        if here.kind == "nullable" and data is None:
            return
        here = Shape(here.schema["schema"], here.definitions).resolved()
    if here.kind in _SCALARS:
        fits, error = _SCALARS[here.kind]
        if not fits(data):
            yield _problem(path, error, data, here)
    elif here.kind in ("literal", "enum"):
        yield from _choice(here, data, path)
    elif here.kind == "union":
        yield from _members(here, data, path)
    elif here.kind == "tagged-union":
        yield from _tagged(here, data, path)
    else:
        yield from _children(here, data, path)


def _children(here: Shape, data: Any, path: Path) -> Iterator[Problem]:
    if here.kind in ("model-fields", "typed-dict", "dict"):
        if not isinstance(data, dict):
            yield _problem(path, "dict_type", data, here)
            return
        steps: Mapping[Any, Any] = data
    elif here.kind in _SEQUENCES:
        if not isinstance(data, list):
            yield _problem(path, "list_type", data, here)
            return
        steps = dict(enumerate(data))
    else:
        return
    for step, value in steps.items():
        if (child := here.child(step)) is not None:
            yield from converted(child, value, (*path, step))


def _members(here: Shape, data: Any, path: Path) -> Iterator[Problem]:
    """Nothing when one member takes the value as it is; otherwise what each member would convert."""
    found: list[Problem] = []
    for index, (label, member) in enumerate(here.choices()):
        if not member.takes_keys(data):
            continue
        problems = list(converted(member, data, path))
        if not problems:
            return
        branch = (len(path), label or str(index))
        found += [Problem(p.path, p.errors, p.shape, p.key, (branch, *p.branches)) for p in problems]
    yield from found


def _tagged(here: Shape, data: Any, path: Path) -> Iterator[Problem]:
    name = here.schema["discriminator"]
    if isinstance(name, str) and isinstance(data, dict) and isinstance(data.get(name), str):
        member = here.choice(data[name])
        if member is not None:
            yield from converted(member, data, path)


def _choice(here: Shape, data: Any, path: Path) -> Iterator[Problem]:
    options = here.schema["expected"] if here.kind == "literal" else [one.value for one in here.schema["members"]]
    plain = [str(one) if isinstance(one, str) else one for one in options]
    if not any(type(one) is type(data) and one == data for one in plain):
        expected = " or ".join(map(repr, plain))
        yield _problem(path, "literal_error", data, here, {"expected": expected})


def _problem(path: Path, kind: str, value: Any, shape: Shape, context: dict[str, Any] | None = None) -> Problem:
    error: ErrorDetails = {"type": kind, "loc": path, "msg": "", "input": value, "ctx": context or {}}
    return Problem(path, (error,), shape)
