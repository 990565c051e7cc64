"""What a condition says about single values, as far as its syntax tells: ``x >= 3 && !y`` says two things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from readiness.expressions.ast import Call, Const, Ident, ListOf, Node, Select
from readiness.expressions.parse import parse
from readiness.expressions.unparse import unparse
from readiness.load.lint._regions import COUNT, Region, Value, compared, none_of, one_of

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


@dataclass(frozen=True)
class Claims:
    """Regions by the text of what they are about, all of which hold, and choices, of each of which one holds."""

    regions: Mapping[str, Region]
    choices: tuple[tuple[Claims, ...], ...] = ()

    def conflict(self) -> str | None:
        """What cannot be, by its text; None if nothing stands against it."""
        for about, region in sorted(self.regions.items()):
            if region.empty:
                return about
        for choice in self.choices:
            if all(together((Claims(self.regions), option)).conflict() is not None for option in choice):
                return self._impossible(choice)
        return None

    def _impossible(self, choice: Iterable[Claims]) -> str:
        found = (together((Claims(self.regions), option)).conflict() for option in choice)
        return " or ".join(sorted({about for about in found if about}))

    def implies(self, other: Claims) -> bool:
        """Whether all that the other says follows from what this one says for certain."""
        known = self.regions
        certain = all(about in known and known[about].within(region) for about, region in other.regions.items())
        return certain and all(
            choice in self.choices or any(self.implies(option) for option in choice) for choice in other.choices
        )


def together(parts: Iterable[Claims]) -> Claims:
    """Claims that all hold."""
    regions: dict[str, Region] = {}
    choices: list[tuple[Claims, ...]] = []
    for part in parts:
        for about, region in part.regions.items():
            regions[about] = regions[about].meet(region) if about in regions else region
        choices.extend(part.choices)
    return Claims(regions, tuple(choices))


def claims_of(condition: str, params: Mapping[str, Any], names: Mapping[str, str]) -> Claims:
    """What a condition claims where its parameters have these values; ``names`` replace its own in the texts."""
    return _Reader(params, names).read(parse(condition), positive=True)


@dataclass(frozen=True)
class _Reader:
    params: Mapping[str, Any]
    names: Mapping[str, str]

    def read(self, node: Node, *, positive: bool) -> Claims:
        match node:
            case Call("!_", None, (inner,)):
                return self.read(inner, positive=not positive)
            case Call("_&&_" | "_||_" as function, None, args):
                parts = tuple(self.read(arg, positive=positive) for arg in args)
                return together(parts) if (function == "_&&_") is positive else Claims({}, (parts,))
            case Call("@in", None, (left, ListOf(elements))):
                values = [self.fold(element) for element in elements]
                if all(value is not None for value in values):
                    known = [value for value in values if value is not None]
                    return self._about(left, one_of(known) if positive else none_of(known))
            case Call(function, None, (left, right)) if function.strip("_") in _MIRRORED:
                found = self._compare(function.strip("_"), left, right, positive)
                if found is not None:
                    return found
        return self._about(node, one_of([positive]))

    def _compare(self, operator: str, left: Node, right: Node, positive: bool) -> Claims | None:
        value = self.fold(right)
        if value is None:
            left, operator, value = right, _MIRRORED[operator], self.fold(left)
        if value is None or self.fold(left) is not None:
            return None
        region = compared(operator if positive else _NEGATED[operator], value)
        return None if region is None else self._about(left, region)

    def _about(self, node: Node, region: Region) -> Claims:
        if isinstance(node, Call) and node.function == "size":
            region = region.meet(COUNT)
        return Claims({unparse(self._renamed(node)): region})

    def fold(self, node: Node) -> Value | None:
        """The value of what facts do not change; None for everything else."""
        match node:
            case Const(kind, value) if kind in ("bool", "int", "double", "string"):
                return value  # type: ignore[return-value]  # of these kinds alone
            case Select(Ident("params"), name, False):
                value = self.params.get(name)
                return value if isinstance(value, bool | int | float | str) else None
            case Call("double" | "int", None, (inner,)):
                return self.fold(inner)
            case Call("-_", None, (inner,)):
                return _calculated("-", 0, self.fold(inner))
            case Call("_+_" | "_-_" | "_*_" as function, None, (left, right)):
                return _calculated(function[1], self.fold(left), self.fold(right))
        return None

    def _renamed(self, node: Any) -> Any:
        """The tree with names replaced; that a macro's own variable may have one of them does no harm in a text."""
        if isinstance(node, Ident):
            return replace(node, name=self.names.get(node.name, node.name))
        if isinstance(node, tuple):
            return tuple(self._renamed(part) for part in node)
        if not is_dataclass(node) or isinstance(node, type):
            return node
        return replace(node, **{field.name: self._renamed(getattr(node, field.name)) for field in fields(node)})


def _calculated(sign: str, left: Value | None, right: Value | None) -> Value | None:
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in (left, right)):
        return None
    one, other = float(left), float(right)  # type: ignore[arg-type]  # both are numbers by now
    return {"+": one + other, "-": one - other, "*": one * other}[sign]
