"""Checking a control's conditions against the fact models before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from pydantic import BaseModel

from readiness.expressions import Binding, Checked, ConditionError, Line, check, split
from readiness.load.bindings import bindings, ordinarily_empty
from readiness.model.errors import Mistake
from readiness.model.policy import Control

Complain = Callable[..., Mistake]
"""``complain(key, message, hint="", line=0, column=0)``: a mistake in the value of one of the control's keys."""


def condition_mistakes(control: Control, params: type[BaseModel], complain: Complain) -> Iterator[Mistake]:
    """Every mistake in ``when``, ``require`` and ``recommend``, and observations that none of them reads."""
    names = bindings(control, params)
    guards: frozenset[object] = frozenset()
    read: set[str] = set()
    for key in ("when", "require", "recommend"):
        block = getattr(control, key)
        if block is None:
            continue
        lines = split(block)
        if not lines:
            yield complain(key, f"`{key}` is empty: it would always hold", "write one condition a line")
        checked: list[tuple[Line, Checked]] = []
        for line in lines:
            try:
                checked.append((line, check(line.text, names)))
            except ConditionError as error:
                yield complain(key, error.message, error.hint, line.line, line.column + max(error.offset, 0))
                read |= {name for name in names if name in line.text}
        guards |= {guard for _, one in checked for guard in one.size_guards}
        read |= {root for _, one in checked for root in one.roots}
        yield from _block_mistakes(key, checked, names, guards, complain)
    for alias in control.observe:
        if alias not in read:
            yield complain("observe", f"nothing reads the observation `{alias}`", "remove it or use it in `require`")


def _block_mistakes(
    key: str,
    checked: Iterable[tuple[Line, Checked]],
    names: Mapping[str, Binding],
    guards: frozenset[object],
    complain: Complain,
) -> Iterator[Mistake]:
    for line, one in checked:
        if key != "when" and not one.roots & (names.keys() - {"params", "endpoint"}):
            yield complain(key, "this condition reads no fact: it is always the same", "", line.line, line.column)
        for read, offset in sorted(one.quantified, key=lambda item: item[1]):
            if read.root not in names or read in guards or ordinarily_empty(read, names[read.root]):
                continue
            name = ".".join((read.root, *read.path)).replace(".[]", "[]")
            yield complain(
                key,
                f"`{name}` may be empty here, and then this would say nothing",
                f"add a condition: size({name}) > 0",
                line.line,
                line.column + max(offset, 0),
            )
