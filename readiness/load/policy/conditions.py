"""Checking a control's conditions, and those of its variants, against the fact models before anything runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from readiness.expressions import Binding, Checked, ConditionError, Line, Read, check, split
from readiness.load.policy.bindings import bindings, ordinarily_empty
from readiness.model.errors import Mistake
from readiness.model.mistakes import nearest
from readiness.model.policy import Control, Variant

Complain = Callable[..., Mistake]
"""``complain(key, message, hint="", line=None, column=None)``: a mistake in the value of one of the control's keys."""

_ALWAYS_KNOWN = frozenset({"params", "endpoint"})
_NO_FACTS = _ALWAYS_KNOWN | {"release", "guide"}
_GUIDE_HINT = "leave `target` out, and read others with `targets: {kind: …}`"
_DEMAND = re.compile(r"""\bguide\.demands\[(["'])([^"']*)\1\]""")


@dataclass
class _Look:
    """What all conditions of a control are checked with, and what they have read so far."""

    names: Mapping[str, Binding]
    demands: Mapping[str, str]
    complain: Complain
    read: set[str] = field(default_factory=set)
    empty: bool = False


def condition_mistakes(
    control: Control, params: type[BaseModel], demands: Mapping[str, str], complain: Complain
) -> Iterator[Mistake]:
    """Every mistake in ``when``, ``require`` and ``recommend`` and in variants, and observations that nothing reads.

    ``demands`` are the versions that the guide names, by product.
    """
    look = _Look(bindings(control, params), demands, complain)
    yield from _missing(control, complain)
    guards: frozenset[Read] = frozenset()
    for key in ("when", "require", "recommend"):
        block = getattr(control, key)
        if block is None or (key == "require" and key not in control.model_fields_set):
            continue
        found = _Block((key,), block, guards)
        yield from found.mistakes(look)
        guards = found.guards if key != "recommend" else guards
    ids: set[str] = set()
    for position, variant in enumerate(control.variants):
        if variant.id in ids:
            yield complain(("variants", position, "id"), f"the variant `{variant.id}` stands here twice")
        ids.add(variant.id)
        yield from _variant(variant, ("variants", position), guards, look)
    for alias in control.observe:
        if alias not in look.read and not look.empty:
            message = f"nothing reads the observation `{alias}`"
            yield complain(("observe", alias), message, "remove it or use it in `require`", at_key=True)


def _missing(control: Control, complain: Complain) -> Iterator[Mistake]:
    """A control needs something that decides it: conditions of its own or of variants, or an attestation."""
    if "require" in control.model_fields_set or control.variants:
        return
    if control.attest is None:
        yield complain("require", "`require` is missing", "write the conditions, or `attest` what no machine can see")
    elif control.recommend is not None:
        yield complain("recommend", "`recommend` needs a `require`", "nothing is recommended beyond no minimum")


def _variant(variant: Variant, place: tuple[str | int, ...], guards: frozenset[Read], look: _Look) -> Iterator[Mistake]:
    for key in ("when", "require", "recommend"):
        block = getattr(variant, key)
        if block is not None:
            found = _Block((*place, key), block, guards)
            yield from found.mistakes(look)
            guards = found.guards


@dataclass
class _Block:
    """The conditions of one key; ``guards`` are what is known not to be empty, before and then after it."""

    place: tuple[str | int, ...]
    text: str
    guards: frozenset[Read]

    def mistakes(self, look: _Look) -> Iterator[Mistake]:
        """Every mistake in the block."""
        lines = split(self.text)
        if not lines:
            look.empty = True
            message = f"`{self.place[-1]}` is empty: it would always hold"
            yield look.complain(self.place, message, "write one condition a line")
        checked: list[tuple[Line, Checked]] = []
        for line in lines:
            try:
                checked.append((line, check(line.text, look.names)))
            except ConditionError as error:
                message, hint = in_words(error, line.text, look.names), error.hint
                if re.match(r"`?guide\b", line.text[max(error.offset, 0) :]) and "guide" not in look.names:
                    message, hint = "`guide` is known to controls of the environment as a whole alone", _GUIDE_HINT
                yield look.complain(self.place, message, hint, *line.position(error.offset))
                look.read |= {name for name in look.names if name in line.text}
        self.guards |= {guard for _, one in checked for guard in one.size_guards}
        look.read |= {root for _, one in checked for root in one.roots}
        for line, one in checked:
            yield from self._wrong(line, one, look)

    def _wrong(self, line: Line, one: Checked, look: _Look) -> Iterator[Mistake]:
        if self.place[-1] == "when" and len(self.place) > 1 and not one.roots & (look.names.keys() - _NO_FACTS):
            message = "a variant is chosen by what is observed or declared"
            yield look.complain(self.place, message, "read a fact or the target", *line.position(0))
        elif self.place != ("when",) and not one.roots & (look.names.keys() - _ALWAYS_KNOWN):
            message = "this condition reads no fact: it is always the same"
            yield look.complain(self.place, message, "", *line.position(0))
        yield from self._demands(line, look)
        yield from self._may_be_empty(line, one.quantified, look)

    def _demands(self, line: Line, look: _Look) -> Iterator[Mistake]:
        for found in _DEMAND.finditer(line.text):
            if found[2] not in look.demands:
                hint = nearest(found[2], look.demands) or "a row of the catalog names it: `demands: {PRODUCT: VERSION}`"
                message = f"the guide demands no version of `{found[2]}`"
                yield look.complain(self.place, message, hint, *line.position(found.start(2)))

    def _may_be_empty(self, line: Line, quantified: Iterable[tuple[Read, int]], look: _Look) -> Iterator[Mistake]:
        for read, offset in sorted(quantified, key=lambda item: item[1]):
            if read.root not in look.names or read in self.guards or ordinarily_empty(read, look.names[read.root]):
                continue
            name = ".".join((read.root, *read.path)).replace(".[]", "[]")
            yield look.complain(
                self.place,
                f"`{name}` may be empty here, and then this would say nothing",
                f"add a condition: size({name}) > 0",
                *line.position(offset),
            )


def in_words(error: ConditionError, text: str, names: Mapping[str, Binding]) -> str:
    """The error's message, with a fact that does not exist named as it is written instead of by its model."""
    missing = re.fullmatch(r"`[^`]*` has no field `([^`]*)`", error.message)
    before = re.search(r"([\w.\[\]]+)\.\s*$", text[: max(error.offset, 0)])
    if missing is None or before is None:
        return error.message
    whose, name = before[1], missing[1]
    if whose == "params":
        return f"there is no parameter `{name}`"
    if whose in ("target", "endpoint", "release", "guide"):
        return f"`{whose}` has no `{name}`"
    kind = "fact group" if whose in names and names[whose].groups else "fact"
    return f"`{whose}` has no {kind} `{name}`"
