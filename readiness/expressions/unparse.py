"""From a syntax tree back to source, in one canonical form with as few brackets as possible."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable

from readiness.expressions.ast import Call, Const, Ident, ListOf, Macro, MapOf, Node, Select

_BINARY = {
    "_||_": (2, "||"),
    "_&&_": (3, "&&"),
    **{f"_{sign}_": (4, sign) for sign in ("==", "!=", "<", "<=", ">", ">=")},
    "@in": (4, "in"),
    "_+_": (5, "+"),
    "_-_": (5, "-"),
    "_*_": (6, "*"),
    "_/_": (6, "/"),
    "_%_": (6, "%"),
}
_CONDITIONAL, _UNARY, _PRIMARY = 1, 7, 8


def unparse(node: Node) -> str:
    """Source that parses to an equal tree."""
    return _text(node)[1]


def _text(node: Node) -> tuple[int, str]:
    """How tightly the text binds, and the text."""
    match node:
        case Const():
            text = _LITERALS[node.kind](node.value)
            return (_UNARY if text.startswith("-") else _PRIMARY, text)
        case Ident():
            return _PRIMARY, node.name
        case Select():
            selected = f"{_within(node.operand, _PRIMARY)}.{_field(node.name)}"
            return _PRIMARY, f"has({selected})" if node.test else selected
        case ListOf():
            return _PRIMARY, f"[{_listed(node.elements)}]"
        case MapOf():
            return _PRIMARY, "{" + ", ".join(f"{unparse(k)}: {unparse(v)}" for k, v in node.entries) + "}"
        case Macro():
            parts = (Ident(node.variable), *(part for part in (node.where, node.item) if part is not None))
            return _PRIMARY, f"{_within(node.over, _PRIMARY)}.{node.name}({_listed(parts)})"
        case Call():
            return _call(node)


def _call(node: Call) -> tuple[int, str]:
    args = node.args
    if node.target is not None:
        return _PRIMARY, f"{_within(node.target, _PRIMARY)}.{node.function}({_listed(args)})"
    if node.function in _BINARY:
        binds, sign = _BINARY[node.function]
        operands = (_within(args[0], binds), *(_within(arg, binds + 1) for arg in args[1:]))
        return binds, f" {sign} ".join(operands)
    if node.function == "_?_:_":
        condition, yes = (_within(arg, _CONDITIONAL + 1) for arg in args[:2])
        return _CONDITIONAL, f"{condition} ? {yes} : {_within(args[2], _CONDITIONAL)}"
    if node.function == "_[_]":
        return _PRIMARY, f"{_within(args[0], _PRIMARY)}[{unparse(args[1])}]"
    if node.function in ("!_", "-_"):
        sign, operand = node.function[0], _within(args[0], _PRIMARY)
        # A sign right before a digit would become part of the number.
        return _UNARY, f"-({operand})" if sign == "-" and operand[0].isdigit() else f"{sign}{operand}"
    return _PRIMARY, f"{node.function}({_listed(args)})"


def _within(node: Node, least: int) -> str:
    binds, text = _text(node)
    return text if binds >= least else f"({text})"


def _listed(nodes: Iterable[Node]) -> str:
    return ", ".join(unparse(node) for node in nodes)


def _field(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) else f"`{name}`"


def _double(value: float) -> str:
    if math.isinf(value):
        return "1e999" if value > 0 else "-1e999"
    return repr(value)


def _bytes(value: bytes) -> str:
    return 'b"' + "".join(chr(c) if 32 <= c < 127 and c not in b'"\\' else f"\\x{c:02x}" for c in value) + '"'


_LITERALS: dict[str, Callable[..., str]] = {
    "null": lambda _value: "null",
    "bool": lambda value: "true" if value else "false",
    "int": str,
    "uint": "{}u".format,
    "double": _double,
    "string": lambda value: json.dumps(value, ensure_ascii=False),
    "bytes": _bytes,
}
