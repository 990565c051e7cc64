"""Evaluating conditions over plain maps at one moment in time."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cel_expr_python import cel

from readiness.expressions.ast import Call, Node
from readiness.expressions.compiler_messages import closest
from readiness.expressions.conditions import ConditionError, Part, Read, Seen, Truth
from readiness.expressions.explain import absent_paths, looked_at, seen
from readiness.expressions.functions import KNOWN, MACROS
from readiness.expressions.moment import Moment
from readiness.expressions.origins import Path, Reads
from readiness.expressions.parse import parse
from readiness.expressions.reads import find_reads
from readiness.expressions.runtime import ENVIRONMENT, one_line, run
from readiness.expressions.unparse import unparse
from readiness.expressions.values import plain, plain_roots
from readiness.model.lifecycle import Lifecycle

_TRUE, _FALSE = Truth("true"), Truth("false")
_MISSING_KEY = re.compile(r"NOT_FOUND: Key not found in map : (.*)", re.DOTALL)
_BAD_INDEX = re.compile(r"UNKNOWN: Index error: index=(-?\d+) size=\d+")
_UNBOUND = re.compile(r'.*No value with name "(.*)" found')


@dataclass(frozen=True)
class Compiled:
    """A condition ready to be evaluated. ``reads`` are those of ``Checked``."""

    source: str
    roots: frozenset[str]
    reads: frozenset[Read]
    node: Node = field(repr=False, compare=False)
    found: Reads = field(repr=False, compare=False)
    looked_at: tuple[tuple[Path, bool], ...] = field(repr=False, compare=False)
    expression: Any = field(repr=False, compare=False)


@dataclass(frozen=True)
class Bound:
    """Values made ready once for many evaluations; ``unusable`` are names whose values cannot travel, and why."""

    values: Mapping[str, Any]
    unusable: Mapping[str, str]
    activation: Any = field(repr=False, compare=False)


class Engine:
    """Evaluates conditions as of ``now``, which must have a time zone, and of lifecycle data.

    It costs next to nothing: compiled conditions are kept for the whole process and are good for every engine.
    """

    def __init__(self, now: datetime, lifecycle: Lifecycle | None = None) -> None:
        self._now = plain(now, "now")
        self._moment = Moment(now.astimezone(UTC), lifecycle)

    def compile(self, source: str) -> Compiled:
        """Parse a condition without checking its types; ConditionError for bad syntax or an unknown function."""
        return _compile(source)

    def bind(self, values: Mapping[str, Any]) -> Bound:
        """Prepare values once. They are copied; None is a fact observed absent, a missing key likewise."""
        return self._bind(values, frozenset(values))

    def evaluate(self, compiled: Compiled, values: Mapping[str, Any] | Bound) -> Truth:
        """Whether the condition holds.

        *absent* is the answer where a key is needed that is not there, also when a whole group is missing:
        ``has(tls.hsts.max_age)`` is *absent* (``tls.hsts is absent``), never *false*, if ``tls`` has no ``hsts``.
        A name that is not bound at all is an *error*, as is everything else that fails at run time.
        """
        bound = self._bound(compiled, values)
        try:
            value = run(compiled.expression, bound.activation, self._moment)
        except RuntimeError as error:
            return Truth("error", one_line(str(error)))
        kind = value.type()
        if kind == cel.Type.BOOL:
            return _TRUE if value.value() else _FALSE
        if kind != cel.Type.ERROR:
            return Truth("error", f"neither true nor false, but of type {kind.name().lower()}")
        return _failed(value.value(), compiled, bound)

    def explain(self, compiled: Compiled, values: Mapping[str, Any] | Bound) -> tuple[Seen, ...]:
        """Every fact that the condition reads with its value, sorted by path."""
        return seen(compiled.looked_at, self._bound(compiled, values).values)

    def parts(self, compiled: Compiled, values: Mapping[str, Any] | Bound) -> tuple[Part, ...]:
        """What the condition is made of by ``&&`` and ``||``, each part before the parts of its own."""
        return tuple(self._parts(compiled.node, self._bound(compiled, values), 0))

    def _parts(self, node: Node, bound: Bound, depth: int) -> list[Part]:
        compiled = self.compile(unparse(node))
        own = Part(compiled.source, depth, self.evaluate(compiled, bound), self.explain(compiled, bound))
        if not (isinstance(node, Call) and node.function in ("_&&_", "_||_")):
            return [own]
        below = [part for arg in node.args for part in self._parts(arg, bound, depth + 1)]
        return [own, *below]

    def _bound(self, compiled: Compiled, values: Mapping[str, Any] | Bound) -> Bound:
        return values if isinstance(values, Bound) else self._bind(values, compiled.roots)

    def _bind(self, values: Mapping[str, Any], names: frozenset[str]) -> Bound:
        maps, unusable = plain_roots(values, sorted(names))
        maps["now"] = self._now
        return Bound(maps, unusable, ENVIRONMENT.Activation(maps))


@lru_cache(maxsize=8192)
def _compile(source: str) -> Compiled:
    node = parse(source)
    found = find_reads(node)
    for function in sorted(found.functions - KNOWN):
        known = KNOWN | set(MACROS)
        raise ConditionError(f"unknown function `{function}`", source.find(function), closest(function, known))
    expression = ENVIRONMENT.compile(source, disable_check=True)
    return Compiled(source, frozenset(found.roots), found.reads(), node, found, looked_at(found), expression)


@lru_cache(maxsize=1024)
def _literal(text: str) -> str | int:
    """A key as the library prints it: quoted and escaped in a way that Python reads.

    Remembered, because reading it leaves cycles behind that only the garbage collector clears.
    """
    try:
        key: str | int = literal_eval(text)
    except (SyntaxError, ValueError):
        return text
    return key


def _failed(message: str, compiled: Compiled, bound: Bound) -> Truth:
    if found := _UNBOUND.match(message):
        name = found[1]
        return Truth("error", bound.unusable.get(name, f"`{name}` stands for nothing here"))
    if found := _MISSING_KEY.fullmatch(message):
        paths = absent_paths(compiled.found, bound.values, _literal(found[1]))
    elif found := _BAD_INDEX.match(message):
        paths = absent_paths(compiled.found, bound.values, int(found[1]))
    else:
        paths = []
    if paths:
        return Truth("absent", f"{', '.join(paths)} {'is' if len(paths) == 1 else 'are'} absent")
    return Truth("error", one_line(message))
