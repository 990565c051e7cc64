"""The untyped CEL environment in which conditions are evaluated over plain maps: one for the whole process."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from cel_expr_python import cel
from cel_expr_python.ext import ext_strings

from readiness.expressions.functions import running_declarations
from readiness.expressions.moment import Moment

_MIXED: dict[str, Callable[[Any, Any], Any]] = {
    "_+_": operator.add,
    "_-_": operator.sub,
    "_*_": operator.mul,
    "_/_": operator.truediv,
}
# The library refuses further overloads of an operator that its own declarations name; its implementations stay.
_CONFIG = "stdlib:\n  exclude_functions:\n" + "".join(f'    - name: "{name}"\n' for name in _MIXED)


_moment: ContextVar[Moment] = ContextVar("moment")


def run(expression: Any, activation: Any, moment: Moment) -> Any:
    """The value of a compiled expression as of a moment; RuntimeError for what is no error value."""
    _moment.set(moment)
    return expression.eval(activation)


def _mixed(name: str, run: Callable[[Any, Any], Any]) -> Any:
    number, double = cel.Type.INT, cel.Type.DOUBLE
    return cel.FunctionDecl(
        name,
        [
            cel.Overload(f"{name}_{a.name()}_{b.name()}", return_type=double, parameters=[a, b], impl=run)
            for a, b in ((number, double), (double, number))
        ],
    )


def _environment() -> Any:
    """Compiles unchecked conditions: types were checked before, and plain maps have none.

    Arithmetic between int and double, which standard CEL has not, is added because plain values cannot always tell:
    the sum of an empty list is an int, whatever the list was meant to hold.
    """
    return cel.NewEnv(
        config=cel.NewEnvConfigFromYaml(_CONFIG),
        extensions=[ext_strings.ExtStrings()],
        functions=[*running_declarations(_moment.get), *(_mixed(name, compute) for name, compute in _MIXED.items())],
    )


ENVIRONMENT = _environment()
"""What it compiles is good for every clock: functions ask for the moment when they run."""


def one_line(message: str) -> str:
    """A run-time error of the library without its codes, printable and at most 300 characters long."""
    message = re.sub(r"^[A-Z_]+: |\s*\[[A-Z_]+\]\s*$", "", message)
    message = re.sub(r"[_@](\S{1,2})_(?=\()", r"\1", message).replace("overloads found : ", "overload of ")
    message = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in " ".join(message.split()))
    return message if len(message) <= 300 else message[:299] + "…"
