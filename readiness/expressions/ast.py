"""The syntax tree of a condition, with CEL's macros kept as what the author wrote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Quantifier = Literal["all", "exists", "exists_one", "filter", "map"]


@dataclass(frozen=True)
class Const:
    """A literal; ``kind`` keeps ``1``, ``1u``, ``1.0`` and ``true`` apart, which Python takes for equal."""

    kind: Literal["null", "bool", "int", "uint", "double", "string", "bytes"]
    value: bool | int | float | str | bytes | None
    offset: int = field(default=-1, compare=False)


@dataclass(frozen=True)
class Ident:
    """A name: of something bound, or of an element inside a macro."""

    name: str
    offset: int = field(default=-1, compare=False)


@dataclass(frozen=True)
class Select:
    """``operand.name``, or ``has(operand.name)`` when ``test``. The offset is that of the field's name."""

    operand: Node
    name: str
    test: bool = False
    offset: int = field(default=-1, compare=False)


@dataclass(frozen=True)
class Call:
    """A function, method or operator; operators have CEL's names (``_[_]``, ``@in``).

    A chain of ``_&&_`` or ``_||_`` is one call of all its operands, however it was bracketed.
    """

    function: str
    target: Node | None
    args: tuple[Node, ...]
    offset: int = field(default=-1, compare=False)


@dataclass(frozen=True)
class ListOf:
    """``[a, b]``."""

    elements: tuple[Node, ...]
    offset: int = field(default=-1, compare=False)


@dataclass(frozen=True)
class MapOf:
    """``{k: v}``."""

    entries: tuple[tuple[Node, Node], ...]
    offset: int = field(default=-1, compare=False)


@dataclass(frozen=True)
class Macro:
    """``over.name(variable, where)`` or ``over.map(variable, [where,] item)``."""

    name: Quantifier
    over: Node
    variable: str
    where: Node | None
    item: Node | None
    offset: int = field(default=-1, compare=False)


Node: TypeAlias = Const | Ident | Select | Call | ListOf | MapOf | Macro


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case Const() | Ident():
            return ()
        case Select():
            return (node.operand,)
        case Call():
            return node.args if node.target is None else (node.target, *node.args)
        case ListOf():
            return node.elements
        case MapOf():
            return tuple(part for entry in node.entries for part in entry)
        case Macro():
            return tuple(part for part in (node.over, node.where, node.item) if part is not None)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    for child in children(node):
        yield from walk(child)
