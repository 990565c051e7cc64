"""Checking a condition against the models of what it names, before anything is observed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cel_expr_python import cel
from cel_expr_python.ext import ext_strings
from pydantic import BaseModel

from readiness.expressions import operators
from readiness.expressions.compiler_messages import Vocabulary, compile_error
from readiness.expressions.conditions import Binding, Checked, ConditionError, is_name
from readiness.expressions.constants import check_constants
from readiness.expressions.descriptors import describe
from readiness.expressions.functions import typed_declarations
from readiness.expressions.origins import as_read
from readiness.expressions.parse import parse
from readiness.expressions.reads import find_reads
from readiness.expressions.types import slots
from readiness.expressions.usage import check_usage


def check(source: str, bindings: Mapping[str, Binding], params: type[BaseModel] | None = None) -> Checked:
    """What a condition reads, once it is known to be right; ConditionError with place and hint if it is not.

    ``params`` is the model of the name ``params``; the name ``now`` is always there: the time as an RFC 3339 string.
    A model that cannot travel or a name that CEL reserves is a bug of the caller: TypeError, ValueError.
    """
    bound = dict(bindings) if params is None else {**bindings, "params": Binding(params)}
    node = parse(source)
    typed = _typed(frozenset(bound.items()))
    try:
        result = typed.environment.compile(source).return_type()
    except RuntimeError as error:
        raise compile_error(str(error), source, typed.vocabulary) from None
    if result != cel.Type.BOOL:
        kind = typed.vocabulary.spoken(result.name())
        raise ConditionError(f"a condition must be true or false, this is of type {kind}", 0)
    found = find_reads(node)
    check_usage(found, bound)
    check_constants(node)
    return Checked(
        source=source,
        roots=frozenset(found.roots),
        reads=found.reads(),
        functions=frozenset(found.functions),
        quantified=frozenset((as_read(path), offset) for path, offset in found.quantified),
        size_guards=frozenset(as_read(path) for path in found.guards),
    )


@dataclass(frozen=True)
class _Typed:
    environment: Any
    vocabulary: Vocabulary


@lru_cache(maxsize=256)
def _typed(bound: frozenset[tuple[str, Binding]]) -> _Typed:
    for name, _ in bound:
        if not is_name(name):
            raise ValueError(f"a condition cannot use the name {name!r}")
    described = describe(binding.model for _, binding in sorted(bound, key=lambda item: item[0]))
    variables = {"now": cel.Type.STRING}
    for name, binding in bound:
        message = cel.Type(described.names[binding.model])
        variables[name] = cel.Type.List(message) if binding.many else message
    environment = cel.NewEnv(
        described.pool,
        config=operators.config(),
        variables=variables,
        extensions=[ext_strings.ExtStrings()],
        functions=[*typed_declarations(), *operators.orderings()],
    )
    vocabulary = Vocabulary(
        names=tuple(sorted(variables)),
        fields={name: tuple(slots(model)) for model, name in described.names.items()},
        titles={name: model.__name__ for model, name in described.names.items()},
    )
    return _Typed(environment, vocabulary)
