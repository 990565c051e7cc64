"""The comparisons of the typed environment: CEL's own, and those between numbers of different kinds."""

from __future__ import annotations

from typing import Any

from cel_expr_python import cel

_T = cel.Type
_NAMES = ("_<_", "_<=_", "_>_", "_>=_")
_NUMBERS = (_T.INT, _T.UINT, _T.DOUBLE)
_ORDERED = (_T.BOOL, _T.STRING, _T.BYTES, _T.TIMESTAMP, _T.DURATION)
_PAIRS = [*((t, t) for t in _ORDERED), *((a, b) for a in _NUMBERS for b in _NUMBERS)]


def config() -> Any:
    """Takes CEL's orderings away, so that ``orderings()`` can declare them anew."""
    excluded = "".join(f'    - name: "{name}"\n' for name in _NAMES)
    return cel.NewEnvConfigFromYaml(f"stdlib:\n  exclude_functions:\n{excluded}")


def orderings() -> list[Any]:
    """``<``, ``<=``, ``>`` and ``>=`` of CEL with its cross-type numeric comparisons, so that ``days > 21`` is right.

    The library evaluates them, but has no switch to make its checker accept them.
    """
    return [
        cel.FunctionDecl(
            name,
            [cel.Overload(f"{name}_{a.name()}_{b.name()}", return_type=_T.BOOL, parameters=[a, b]) for a, b in _PAIRS],
        )
        for name in _NAMES
    ]
