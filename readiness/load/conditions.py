"""Checking a control's conditions against the fact models before anything runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from pydantic import BaseModel

from readiness.expressions import Binding, Checked, ConditionError, Line, check, split
from readiness.load.bindings import bindings, ordinarily_empty
from readiness.model.errors import Mistake
from readiness.model.policy import Control

Complain = Callable[..., Mistake]
"""``complain(key, message, hint="", line=None, column=None)``: a mistake in the value of one of the control's keys."""


def condition_mistakes(control: Control, params: type[BaseModel], complain: Complain) -> Iterator[Mistake]:
    """Every mistake in ``when``, ``require`` and ``recommend``, and observations that none of them reads."""
    names = bindings(control, params)
    guards: frozenset[object] = frozenset()
    read: set[str] = set()
    empty = False
    for key in ("when", "require", "recommend"):
        block = getattr(control, key)
        if block is None:
            continue
        lines = split(block)
        if not lines:
            empty = True
            yield complain(key, f"`{key}` is empty: it would always hold", "write one condition a line")
        checked: list[tuple[Line, Checked]] = []
        for line in lines:
            try:
                checked.append((line, check(line.text, names)))
            except ConditionError as error:
                message = in_words(error, line.text, names)
                yield complain(key, message, error.hint, *line.position(error.offset))
                read |= {name for name in names if name in line.text}
        guards |= {guard for _, one in checked for guard in one.size_guards}
        read |= {root for _, one in checked for root in one.roots}
        yield from _block_mistakes(key, checked, names, guards, complain)
    for alias in control.observe:
        if alias not in read and not empty:
            message = f"nothing reads the observation `{alias}`"
            yield complain(("observe", alias), message, "remove it or use it in `require`", at_key=True)


def in_words(error: ConditionError, text: str, names: Mapping[str, Binding]) -> str:
    """The error's message, with a fact that does not exist named as it is written instead of by its model."""
    missing = re.fullmatch(r"`[^`]*` has no field `([^`]*)`", error.message)
    before = re.search(r"([\w.\[\]]+)\.\s*$", text[: max(error.offset, 0)])
    if missing is None or before is None:
        return error.message
    whose, name = before[1], missing[1]
    if whose == "params":
        return f"there is no parameter `{name}`"
    if whose in ("target", "endpoint"):
        return f"`{whose}` has no `{name}`"
    kind = "fact group" if whose in names and names[whose].groups else "fact"
    return f"`{whose}` has no {kind} `{name}`"


def _block_mistakes(
    key: str,
    checked: Iterable[tuple[Line, Checked]],
    names: Mapping[str, Binding],
    guards: frozenset[object],
    complain: Complain,
) -> Iterator[Mistake]:
    for line, one in checked:
        if key != "when" and not one.roots & (names.keys() - {"params", "endpoint"}):
            yield complain(key, "this condition reads no fact: it is always the same", "", *line.position(0))
        for read, offset in sorted(one.quantified, key=lambda item: item[1]):
            if read.root not in names or read in guards or ordinarily_empty(read, names[read.root]):
                continue
            name = ".".join((read.root, *read.path)).replace(".[]", "[]")
            yield complain(
                key,
                f"`{name}` may be empty here, and then this would say nothing",
                f"add a condition: size({name}) > 0",
                *line.position(offset),
            )
