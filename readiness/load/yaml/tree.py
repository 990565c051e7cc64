"""A YAML file's values, each with its place: what a document's positions are looked up in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Node(NamedTuple):
    """A value and where it starts; lines and columns count from 0.

    ``style`` is ``|``, ``>``, a quote or empty. ``written`` is the text of an unquoted scalar. ``children`` are the
    values of a mapping by key or of a list by index, ``keys`` the places of a mapping's keys. ``size`` counts the node
    and all that is below it, ``height`` the nested collections. ``origin`` is, for an alias, what it stands for.
    """

    value: Any
    line: int
    column: int
    style: str = ""
    written: str = ""
    children: Mapping[str | int, Node] = NOTHING
    keys: Mapping[str, tuple[int, int]] = NOTHING
    size: int = 1
    height: int = 0
    origin: Node | None = None
