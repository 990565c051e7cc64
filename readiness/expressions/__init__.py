"""Conditions in CEL, for policies: checked against fact models, evaluated over plain maps, explained."""

from readiness.expressions.check import check
from readiness.expressions.conditions import (
    Binding,
    Checked,
    ConditionError,
    Part,
    Read,
    Seen,
    Truth,
    is_name,
)
from readiness.expressions.evaluate import Bound, Compiled, Engine
from readiness.expressions.functions import FUNCTIONS, MACROS, Function
from readiness.expressions.lines import Line, split

__all__ = [
    "FUNCTIONS",
    "MACROS",
    "Binding",
    "Bound",
    "Checked",
    "Compiled",
    "ConditionError",
    "Engine",
    "Function",
    "Line",
    "Part",
    "Read",
    "Seen",
    "Truth",
    "check",
    "is_name",
    "split",
]
