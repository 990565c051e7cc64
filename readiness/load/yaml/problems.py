"""Turns pydantic's errors into problems at paths of the user's data, one for each mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import ErrorDetails

from readiness.load.yaml.shape import Shape
from readiness.model.mistakes import closest

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong at one place.

    ``errors`` are pydantic's: several when the value fits no member of a union. ``shape`` is what is known about the
    value, or about the mapping around an unknown key. ``branches`` are the unions on the way: the length of the path
    to each and the member that this error is about.
    """

    path: Path
    errors: tuple[ErrorDetails, ...]
    shape: Shape | None = None
    key: bool = False
    branches: tuple[tuple[int, str], ...] = ()

    @property
    def kind(self) -> str:
        """Pydantic's type of the (first) error."""
        return self.errors[0]["type"]

    @property
    def value(self) -> Any:
        """The value that is wrong."""
        return self.errors[0]["input"]


def locate(error: ErrorDetails, shape: Shape, data: Any) -> Problem:
    """Separate pydantic's location into keys of the data and members of unions."""
    path: list[str | int] = []
    branches: list[tuple[int, str]] = []
    here: Shape | None = shape.unwrapped()
    unknown, key = error["type"] == "extra_forbidden", False
    last = len(error["loc"]) - 1
    for index, step in enumerate(error["loc"]):
        if step == "[key]" and not _has(data, path, step):
            key = True
        elif here is not None and here.kind in ("union", "tagged-union"):
            branches.append((len(path), str(step)))
            here = here.choice(str(step))
        elif here is not None or _has(data, path, step) or (index == last and error["type"] == "missing"):
            path.append(step)
            here = here if here is None or (unknown and index == last) else here.child(step)
        here = None if here is None else here.unwrapped()
    return Problem(tuple(path), (error,), here, key or unknown, tuple(branches))


def without_echoes(problems: Sequence[Problem]) -> list[Problem]:
    """Leave out the missing key that is there under a misspelt name: that is one mistake, not two."""
    misspelt = {
        (*problem.path[:-1], closest(str(problem.path[-1]), problem.shape.keys()))
        for problem in problems
        if problem.kind == "extra_forbidden" and problem.shape is not None
    }
    return [problem for problem in problems if problem.kind != "missing" or problem.path not in misspelt]


def apart(problems: Iterable[Problem], others: Sequence[Problem]) -> list[Problem]:
    """The problems that are neither above nor below one of the others."""
    taken = {other.path[:length] for other in others for length in range(len(other.path) + 1)}
    ends = {other.path for other in others}
    return [
        problem
        for problem in problems
        if problem.path not in taken and not any(problem.path[:n] in ends for n in range(len(problem.path)))
    ]


def merged(problems: Sequence[Problem]) -> Problem:
    """One problem with everything that would have been right instead."""
    return replace(problems[0], errors=tuple(error for problem in problems for error in problem.errors))


def _has(data: Any, path: Sequence[str | int], step: str | int) -> bool:
    for one in path:
        if not _contains(data, one):
            return False
        data = data[one]
    return _contains(data, step)


def _contains(data: Any, step: str | int) -> bool:
    if isinstance(data, Mapping):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data)
