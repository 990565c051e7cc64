"""Two things that conditions are searched for: guards against emptiness, and comparisons with texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from readiness.expressions.ast import Call, Const, ListOf, Node
from readiness.expressions.origins import ELEMENT, Comparison, Origin, Path

_MIRRORED = {"_<_": "_>_", "_<=_": "_>=_", "_>_": "_<_", "_>=_": "_<=_", "_!=_": "_!=_", "_==_": "_==_"}
# `size(x) OP n` cannot hold for an empty x when n is at least this.
_NON_EMPTY_FROM = {"_>_": 0, "_>=_": 1, "_==_": 1}


def non_empty(node: Call) -> Node | None:
    """The x of ``size(x) > 0`` and all that comes to the same, such as ``1 <= x.size()``."""
    if node.function not in _MIRRORED:
        return None
    (left, right), function = node.args, node.function
    if isinstance(left, Const):
        left, right, function = right, left, _MIRRORED[function]
    if not isinstance(right, Const) or not isinstance(right.value, int):
        return None
    least = _NON_EMPTY_FROM.get(function)
    holds = right.value == 0 if function == "_!=_" else least is not None and right.value >= least
    return _sized(left) if holds else None


def _sized(node: Node) -> Node | None:
    match node:
        case Call("size", None, (measured,)) | Call("size", measured, ()):
            return measured
    return None


def compared(node: Call, operands: Sequence[Origin]) -> Iterator[Comparison]:
    """Texts that are compared with facts by ``==``, ``!=`` or ``in``; ``operands`` are where both sides come from."""
    if node.function not in ("_==_", "_!=_", "@in"):
        return
    left, right = node.args
    yield from _texts(right, operands[0].paths, as_elements=node.function == "@in")
    if node.function == "@in":
        elements = frozenset((*path, ELEMENT) for path in operands[1].paths)
        yield from _texts(left, elements, as_elements=False)
    else:
        yield from _texts(left, operands[1].paths, as_elements=False)


def _texts(node: Node, paths: frozenset[Path], *, as_elements: bool) -> Iterator[Comparison]:
    """``node`` as a text, or as a list of texts that are compared one by one with ``paths`` or their elements."""
    if not paths:
        return
    if isinstance(node, Const) and isinstance(node.value, str):
        yield Comparison(node.value, paths, node.offset)
    if isinstance(node, ListOf):
        below = paths if as_elements else frozenset((*path, ELEMENT) for path in paths)
        for element in node.elements:
            yield from _texts(element, below, as_elements=False)
