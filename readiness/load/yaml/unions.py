"""Reduces the errors of a union's members to those of the member that the user most likely meant."""

from __future__ import annotations

from collections.abc import Sequence

from readiness.load.yaml.kinds import EXPECTED
from readiness.load.yaml.problems import Problem, merged

_CHOICES = ("literal_error", "enum")


def collapse(problems: Sequence[Problem], level: int = 0) -> list[Problem]:
    """One problem for each mistake, where pydantic has one for each member of a union."""
    settled = [problem for problem in problems if len(problem.branches) <= level]
    unions: dict[object, dict[str, list[Problem]]] = {}
    for problem in problems:
        if len(problem.branches) > level:
            length, member = problem.branches[level]
            place = (problem.path[:length], problem.branches[:level])
            unions.setdefault(place, {}).setdefault(member, []).append(problem)
    for members in unions.values():
        settled += _likeliest(members, level)
    return settled


def _likeliest(members: dict[str, list[Problem]], level: int) -> list[Problem]:
    candidates = [collapse(found, level + 1) for found in members.values()]
    if len(candidates) == 1:
        return candidates[0]
    fitting = [found for found in candidates if not _is_other_kind(found, level)]
    if fitting:
        return min(fitting, key=_distance)
    return [merged([problem for found in candidates for problem in found])]


def _is_other_kind(found: Sequence[Problem], level: int) -> bool:
    """Whether the value as a whole is not what this member is made of: text for a list, a word that is no choice."""
    only = found[0]
    whole = len(found) == 1 and len(only.path) == only.branches[level][0]
    return whole and all(error["type"] in EXPECTED or error["type"] in _CHOICES for error in only.errors)


def _distance(found: Sequence[Problem]) -> tuple[int, int, int]:
    """A wrong choice (``kind: b``) speaks most against a member, an error deep inside of it for it."""
    wrong = sum(problem.kind in _CHOICES for problem in found)
    return wrong, -max(len(problem.path) for problem in found), len(found)
