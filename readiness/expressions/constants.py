"""Finding, before anything is observed, the calls in a condition that can only ever fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cel_expr_python import cel

from readiness.expressions.ast import Call, Const, Ident, Macro, Node, Select, children, walk
from readiness.expressions.conditions import ConditionError
from readiness.expressions.runtime import environment, one_line
from readiness.expressions.unparse import unparse

# One constant argument is enough to see that these are wrong, whatever the other is.
_PARTLY: dict[str, Callable[[Call], tuple[Node, Call]]] = {
    "matches": lambda call: (call.args[-1], Call("matches", Const("string", ""), call.args[-1:])),
    "cidr_contains": lambda call: (
        call.args[0],
        Call("cidr_contains", None, (call.args[0], Const("string", "::"))),
    ),
}


def check_constants(node: Node) -> None:
    """ConditionError for a malformed constant: a timestamp, a version, a pattern, a network, a division by zero."""
    for call, offset in _constant_calls(node):
        value = _environment().compile(unparse(call), disable_check=True).eval(data={})
        if value.type() == cel.Type.ERROR:
            raise ConditionError(one_line(value.value()), offset)


@lru_cache(maxsize=1)
def _environment() -> Any:
    return environment(datetime(2000, 1, 1, tzinfo=UTC))


def _constant_calls(node: Node) -> Iterator[tuple[Call, int]]:
    if isinstance(node, Call):
        if not any(isinstance(below, Ident | Select | Macro) for below in walk(node)):
            yield node, node.offset
            return
        if node.function in _PARTLY:
            argument, call = _PARTLY[node.function](node)
            if isinstance(argument, Const):
                yield call, argument.offset
    for child in children(node):
        yield from _constant_calls(child)
