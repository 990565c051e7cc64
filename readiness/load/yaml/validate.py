"""Makes a model of a document's data, or says for every mistake where it is and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from readiness.load.yaml import problems, unions, wording
from readiness.load.yaml.coercion import converted
from readiness.load.yaml.document import Document
from readiness.load.yaml.problems import Path, Problem
from readiness.load.yaml.shape import shape_of
from readiness.model.errors import InputError, Mistake

T = TypeVar("T")


def validate(document: Document, model: type[T], path: Sequence[str | int] = ()) -> T:
    """The document's data (or what is at ``path``, which must exist) as a model.

    Raises InputError with one mistake for each thing that is wrong. Stricter than pydantic alone: a text is not taken
    for a number or a boolean, a number not for a boolean or a date, a boolean not for a number.
    """
    data = document.data
    for step in path:
        data = data[step]
    adapter = TypeAdapter(model)
    shape = shape_of(adapter)
    found: list[Problem] = []
    result: T | None = None
    try:
        result = adapter.validate_python(data)
    except ValidationError as error:
        located = [problems.locate(one, shape, data) for one in error.errors(include_url=False)]
        found = problems.without_echoes(unions.collapse(located))
    found += problems.apart(unions.collapse(list(converted(shape, data))), found)
    if found:
        raise InputError(*(_mistake(document, problem, tuple(path)) for problem in found))
    return result  # type: ignore[return-value]


def _mistake(document: Document, problem: Problem, prefix: Path) -> Mistake:
    path = (*prefix, *problem.path)
    message, hint = wording.phrase(problem, path, document.written(path))
    if problem.kind == "missing":
        return document.mistake(path[:-1], message, hint)
    if problem.kind == "union_tag_invalid":
        path = (*path, wording.discriminator(problem.errors[0]))
    return document.mistake(path, message, hint, key=problem.key)
