"""From a condition's source to its syntax tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from cel_expr_python import cel

from readiness.expressions.ast import Call, Const, Ident, ListOf, Macro, MapOf, Node, Quantifier, Select
from readiness.expressions.compiler_messages import compile_error
from readiness.expressions.conditions import ConditionError
from readiness.expressions.wire import parsed_expr

LONGEST = 4000
_CONSTANTS: dict[str, Literal["null", "bool", "int", "uint", "double", "string", "bytes"]] = {
    "null_value": "null",
    "bool_value": "bool",
    "int64_value": "int",
    "uint64_value": "uint",
    "double_value": "double",
    "string_value": "string",
    "bytes_value": "bytes",
}
_environment = cel.NewEnv()


@lru_cache(maxsize=4096)
def parse(source: str) -> Node:
    """The tree of a condition; ConditionError when it is empty, over-long, no CEL, or builds a message."""
    if not source.strip():
        raise ConditionError("the condition is empty", 0)
    if len(source) > LONGEST:
        raise ConditionError(f"the condition has {len(source)} characters, the most is {LONGEST}", LONGEST)
    try:
        serialized = _environment.compile(_encodable(source), disable_check=True).serialize()
    except RuntimeError as error:
        raise compile_error(str(error), source) from None
    parsed = parsed_expr(serialized)
    return _Decoder(source, {p.key: p.value for p in parsed.source_info.positions}).node(parsed.expr)


def _encodable(source: str) -> str:
    try:
        source.encode()
    except UnicodeEncodeError as error:
        raise ConditionError("the condition has a character that is no Unicode text", error.start) from None
    return source


@dataclass(frozen=True)
class _Decoder:
    source: str
    positions: Mapping[int, int]

    def node(self, expr: Any) -> Node:
        kind = expr.WhichOneof("kind")
        offset = self.positions.get(expr.id, -1)
        match kind:
            case "const_expr":
                which = expr.const_expr.WhichOneof("kind")
                value = None if which == "null_value" else getattr(expr.const_expr, which)
                return Const(_CONSTANTS[which], value, offset)
            case "ident_expr":
                return Ident(expr.ident_expr.name, offset)
            case "select_expr":
                select = expr.select_expr
                operand = self.node(select.operand)
                at = self._after_dot(max(offset, operand.offset), select.field)
                return Select(operand, select.field, select.test_only, at)
            case "call_expr":
                return self._call(expr.call_expr, offset)
            case "list_expr":
                return ListOf(tuple(self.node(e) for e in expr.list_expr.elements), offset)
            case "struct_expr":
                return self._map(expr.struct_expr, offset)
            case _:
                return self._macro(expr.comprehension_expr, offset)

    def _call(self, call: Any, offset: int) -> Call:
        target = self.node(call.target) if call.HasField("target") else None
        args = tuple(self.node(arg) for arg in call.args)
        if call.function in ("_&&_", "_||_"):
            args = tuple(part for arg in args for part in _chain(arg, call.function))
        return Call(call.function, target, args, self._before_bracket(offset, call.function))

    def _map(self, struct: Any, offset: int) -> MapOf:
        if struct.message_name:
            raise ConditionError(f"a condition cannot build a `{struct.message_name}`", offset)
        return MapOf(tuple((self.node(e.map_key), self.node(e.value)) for e in struct.entries), offset)

    def _macro(self, loop: Any, offset: int) -> Macro:
        """CEL expands macros into loops over an accumulator; the shape of the step tells which one it was."""
        step = self.node(loop.loop_step)
        name, where, item = _expanded(step, loop.iter_var, Ident(loop.accu_var), self.node(loop.result))
        at = self._before_bracket(offset, name)
        return Macro(name, self.node(loop.iter_range), loop.iter_var, where, item, at)

    def _before_bracket(self, offset: int, name: str) -> int:
        """The compiler places a call at its bracket; a reader looks for its name."""
        before = self.source[: max(offset, 0)].rstrip()
        return len(before) - len(name) if before.endswith(name) else offset

    def _after_dot(self, offset: int, name: str) -> int:
        """The compiler places a selection at its dot, ``has()`` at its bracket."""
        found = re.compile(rf"\.\s*`?({re.escape(name)})\b").search(self.source, max(offset, 0))
        return found.start(1) if found else offset


def _chain(node: Node, operator: str) -> tuple[Node, ...]:
    return node.args if isinstance(node, Call) and node.function == operator else (node,)


def _expanded(
    step: Node, variable: str, accumulator: Ident, result: Node
) -> tuple[Quantifier, Node | None, Node | None]:
    match step:
        case Call("_&&_" | "_||_" as operator, None, (first, *rest)) if first == accumulator:
            body = rest[0] if len(rest) == 1 else Call(operator, None, tuple(rest), rest[0].offset)
            return ("all" if operator == "_&&_" else "exists"), body, None
        case Call("_?_:_", None, (where, Call("_+_", None, (_, ListOf((item,)))), last)) if last == accumulator:
            return ("filter", where, None) if item == Ident(variable) else ("map", where, item)
        case Call("_?_:_", None, (where, Call("_+_"), last)) if last == accumulator and result != accumulator:
            return "exists_one", where, None
        case Call("_+_", None, (first, ListOf((item,)))) if first == accumulator:
            return "map", None, item
    raise ConditionError(f"this use of `{variable}` is not supported")
