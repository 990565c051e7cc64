"""Finding, before anything is observed, the calls in a condition that can only ever fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from cel_expr_python import cel

from readiness.expressions.ast import Call, Const, Ident, Macro, Node, Select, children, walk
from readiness.expressions.conditions import ConditionError
from readiness.expressions.functions import LOOKED_UP
from readiness.expressions.moment import Moment
from readiness.expressions.runtime import ENVIRONMENT, one_line, run
from readiness.expressions.unparse import unparse

_SOME_DAY = Moment(datetime(2000, 1, 1, tzinfo=UTC))
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
        expression = ENVIRONMENT.compile(unparse(call), disable_check=True)
        value = run(expression, ENVIRONMENT.Activation({}), _SOME_DAY)
        if value.type() == cel.Type.ERROR:
            raise ConditionError(one_line(value.value()), offset)


def _constant_calls(node: Node) -> Iterator[tuple[Call, int]]:
    if isinstance(node, Call):
        if not any(_is_open(below) for below in walk(node)):
            yield node, node.offset
            return
        if node.function in _PARTLY:
            argument, call = _PARTLY[node.function](node)
            if isinstance(argument, Const):
                yield call, argument.offset
    for child in children(node):
        yield from _constant_calls(child)


def _is_open(node: Node) -> bool:
    """Whether a value depends on facts, or on lifecycle data, which an environment may replace."""
    return isinstance(node, Ident | Select | Macro) or (isinstance(node, Call) and node.function in LOOKED_UP)
