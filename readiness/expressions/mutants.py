"""Small changes to a condition, each of which makes it ask for something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from readiness.expressions.ast import Call, Const, ListOf, Macro, MapOf, Node, Select
from readiness.expressions.patterns import non_empty
from readiness.expressions.unparse import unparse

_TRUE, _FALSE = Const("bool", True), Const("bool", False)
_CHAINS = {"_&&_": _TRUE, "_||_": _FALSE}
_SHIFTED = {"_<_": "_<=_", "_<=_": "_<_", "_>_": "_>=_", "_>=_": "_>_"}
_COMPARISONS = frozenset({*_SHIFTED, "_==_", "_!=_"})


@dataclass(frozen=True)
class Change:
    """What was changed: the part, and how; ``became`` is the text of what stands there now, if that is not plain.

    ``negation``: its opposite; ``removal``: left out; ``guard``: the same of what only keeps a list from being empty,
    which a policy must have even where other conditions see to that; ``boundary``: a bound moved by one.
    """

    kind: Literal["negation", "removal", "guard", "boundary"]
    part: str
    became: str = ""


def mutants(node: Node) -> Iterator[tuple[Change, Node]]:
    """The condition negated and left out, each part of its ``&&`` and ``||`` likewise, and each bound moved by one."""
    text = unparse(node)
    yield Change("negation", text), negated(node)
    yield Change(_left_out(node), text), _TRUE
    yield from _below(node)


def negated(node: Node) -> Node:
    """The opposite; of what is negated already, what it negates."""
    if isinstance(node, Call) and node.function == "!_":
        return node.args[0]
    return Call("!_", None, (node,))


def _left_out(node: Node) -> Literal["removal", "guard"]:
    return "guard" if isinstance(node, Call) and non_empty(node) is not None else "removal"


def _below(node: Node) -> Iterator[tuple[Change, Node]]:
    if isinstance(node, Call) and node.function in _CHAINS:
        for position, part in enumerate(node.args):
            text = unparse(part)
            yield Change("negation", text), _with(node, position, negated(part))
            yield Change(_left_out(part), text), _with(node, position, _CHAINS[node.function])
    if isinstance(node, Call) and node.function in _COMPARISONS and len(node.args) == 2:
        yield from _moved(node)
    for position, child in enumerate(_parts(node)):
        for change, changed in _below(child):
            yield change, _replaced(node, position, changed)


def _moved(node: Call) -> Iterator[tuple[Change, Node]]:
    found: list[Node] = []
    if node.function in _SHIFTED:
        found.append(replace(node, function=_SHIFTED[node.function]))
    for position, part in enumerate(node.args):
        if isinstance(part, Const) and part.kind in ("int", "double"):
            found += [_with(node, position, replace(part, value=part.value + step)) for step in (1, -1)]  # type: ignore[operator]  # a number, by its kind
    for changed in found:
        yield Change("boundary", unparse(node), unparse(changed)), changed


def _with(node: Call, position: int, part: Node) -> Call:
    return replace(node, args=(*node.args[:position], part, *node.args[position + 1 :]))


def _parts(node: Node) -> tuple[Node, ...]:
    """The parts that ``_replaced`` can put another node in place of."""
    match node:
        case Select():
            return (node.operand,)
        case Call():
            return node.args if node.target is None else (*node.args, node.target)
        case ListOf():
            return node.elements
        case MapOf():
            return tuple(value for _, value in node.entries)
        case Macro():
            return tuple(part for part in (node.over, node.where, node.item) if part is not None)
    return ()


def _replaced(node: Node, position: int, part: Node) -> Node:
    match node:
        case Select():
            return replace(node, operand=part)
        case Call():
            return _with(node, position, part) if position < len(node.args) else replace(node, target=part)
        case ListOf():
            return ListOf((*node.elements[:position], part, *node.elements[position + 1 :]), node.offset)
        case MapOf():
            entries = list(node.entries)
            entries[position] = (entries[position][0], part)
            return MapOf(tuple(entries), node.offset)
        case Macro():
            names = [name for name in ("over", "where", "item") if getattr(node, name) is not None]
            return replace(node, **{names[position]: part})  # type: ignore[arg-type]  # a name of its own fields
    raise AssertionError(node)
