"""The nouns around a condition: what its names stand for, what it reads, and what became of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

# Words that the grammar keeps for itself, and names of types, which CEL treats as values of their own.
_RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
        as bool break bytes const continue double dyn else false for function google if import in int let list
        loop map namespace now null null_type package return string true type uint var void while
        """,
    )
)


@dataclass(frozen=True)
class Binding:
    """What a name in a condition stands for: one ``model``, or a list of them when ``many``.

    ``groups`` is for observations of probes: the fields of the model are fact groups, each a model of its own.
    """

    model: type[BaseModel]
    many: bool = False
    groups: bool = False


class ConditionError(Exception):
    """A condition is wrong. ``offset`` counts characters of its source from 0; -1 when the place is not known."""

    def __init__(self, message: str, offset: int = -1, hint: str = "") -> None:
        self.message = message
        self.offset = offset
        self.hint = hint
        super().__init__(message)


@dataclass(frozen=True, order=True)
class Read:
    """One thing that a condition reads: the name, and the fields that lead there.

    ``[]`` stands for any element of a list or any value of a map. A path ends at the fact, or at the model when that
    is used as a whole (compared, passed on). ``Read("tls", ())`` is a use of everything that ``tls`` stands for;
    how many there are of a name that stands for a list is no read: it is known without observing anything.
    """

    root: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """A condition that fits its names, and what can be said about it before anything was observed.

    ``roots`` are all names it uses. ``quantified`` are the lists and maps that ``all``, ``exists``, ``exists_one``,
    ``filter`` or ``map`` run over, with the offset of that word. ``size_guards`` are the lists and maps that the
    condition itself requires not to be empty.
    """

    source: str
    roots: frozenset[str]
    reads: frozenset[Read]
    functions: frozenset[str]
    quantified: frozenset[tuple[Read, int]]
    size_guards: frozenset[Read]


@dataclass(frozen=True)
class Truth:
    """What became of a condition: met, not met, a fact that it needs was observed absent, or an error."""

    kind: Literal["true", "false", "absent", "error"]
    detail: str = ""


@dataclass(frozen=True)
class Seen:
    """A fact that a condition read: its path and its value as JSON, shortened; ``absent`` when it is not there.

    A path with ``[]`` has a value for each element, in which an absent fact is ``None``.
    """

    path: str
    value: Any = None
    absent: bool = False


@dataclass(frozen=True)
class Part:
    """A part of a condition: its text, how deep inside ``&&`` and ``||`` it stands, its truth, and what it read."""

    text: str
    depth: int
    truth: Truth
    seen: tuple[Seen, ...]


def is_name(text: str) -> bool:
    """Whether a condition can use this name for something that is bound."""
    return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text) is not None and text not in _RESERVED
