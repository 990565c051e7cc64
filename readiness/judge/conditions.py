"""One condition on one place: held, not met, or no judgement and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from readiness.expressions import Bound, Compiled, Engine, Read, split
from readiness.judge.evidence.values import Missing, Values
from readiness.model.names import RESERVED
from readiness.model.policy import Control, Variant
from readiness.model.report import Level, Reason, Result, Seen

_BY_KIND = {"true": Result.HELD, "false": Result.NOT_MET, "absent": Result.ABSENT, "error": Result.ERROR}


@dataclass(frozen=True)
class Block:
    """When something is asked, and what: by a control, or by one of its variants on top of that.

    ``recommend`` is None where nothing is recommended.
    """

    when: tuple[Compiled, ...]
    require: tuple[Compiled, ...]
    recommend: tuple[Compiled, ...] | None

    def lines(self) -> tuple[Compiled, ...]:
        """Every condition in it."""
        return (*self.when, *self.require, *(self.recommend or ()))

    def with_variant(self, variant: Block) -> Block:
        """What is asked of targets that a variant fits."""
        nothing = self.recommend is None and variant.recommend is None
        both = None if nothing else (*(self.recommend or ()), *(variant.recommend or ()))
        return Block(self.when + variant.when, self.require + variant.require, both)


@dataclass(frozen=True)
class Conditions:
    """A control's conditions, made ready once for all of its places.

    ``variants`` are by id, in the order in which they are tried. ``wanted`` are the fact groups that all of these read,
    by name; ``many`` are the names that stand for lists.
    """

    own: Block
    variants: tuple[tuple[str, Block], ...]
    wanted: Mapping[str, tuple[str, ...]]
    many: frozenset[str]

    @property
    def require_anything(self) -> bool:
        """Whether conditions decide at all; otherwise attesting alone does."""
        return bool(self.own.require or self.variants)


def prepare(engine: Engine, control: Control) -> Conditions:
    """Compile a control's conditions; ConditionError if one is no CEL."""
    many = names_of_many(control)
    own = _block(engine, control)
    variants = tuple((variant.id, _block(engine, variant)) for variant in control.variants)
    wanted = _groups((line for block in (own, *(b for _, b in variants)) for line in block.lines()), many)
    return Conditions(own, variants, {name: tuple(sorted(groups)) for name, groups in wanted.items()}, many)


def blocks(control: Control) -> tuple[str | None, ...]:
    """Every block of conditions that a control is written with, those of its variants included."""
    written: tuple[Control | Variant, ...] = (control, *control.variants)
    return tuple(block for one in written for block in (one.when, one.require, one.recommend))


def names_of_many(control: Control) -> frozenset[str]:
    """The names that stand for lists of other targets."""
    return frozenset(name for name, seen in control.observe.items() if seen.targets is not None)


def _block(engine: Engine, written: Control | Variant) -> Block:
    return Block(
        when=_compile(engine, written.when),
        require=_compile(engine, written.require),
        recommend=None if written.recommend is None else _compile(engine, written.recommend),
    )


def _compile(engine: Engine, block: str | None) -> tuple[Compiled, ...]:
    return tuple(engine.compile(line.text) for line in split(block or ""))


def groups_read(engine: Engine, blocks: Iterable[str | None], many: frozenset[str]) -> dict[str, set[str]]:
    """The fact groups that some blocks of conditions read, by name; a whole use reads the group ``*``."""
    return _groups((compiled for block in blocks for compiled in _compile(engine, block)), many)


def _groups(conditions: Iterable[Compiled], many: frozenset[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for compiled in conditions:
        for read in compiled.reads:
            found.setdefault(read.root, set()).add(_group(read, read.root in many))
    return found


def _group(read: Read, many: bool) -> str:
    path = read.path[1:] if many else read.path
    return path[0] if path else "*"


def decide(
    engine: Engine, level: Level, compiled: Compiled, values: Values, bound: Bound, many: frozenset[str]
) -> Reason:
    """Judge one condition; ``bound`` are the same values, made ready for the engine.

    A plain yes or no stands even where a group is missing: CEL's ``&&`` and ``||`` give one only if the missing part
    could not change it. Not so where a condition takes a group as one value, which is another without it. Otherwise a
    missing group decides (error before unproven), and only then an absent fact.
    """
    truth = engine.evaluate(compiled, bound)
    result, detail = _BY_KIND[truth.kind], truth.detail
    open_ = result in (Result.ABSENT, Result.ERROR)
    lacking = _lacking(compiled.reads if open_ else _as_one(compiled.reads, many), values, many)
    if open_ or "has" in compiled.source:
        lacking += _unrecorded(compiled.reads, values, many)
    if lacking:
        first = min(lacking, key=lambda missing: (missing.result is not Result.ERROR, missing.text))
        result, detail = first.result, first.text
    seen = (
        ()
        if result is Result.UNPROVEN
        else tuple(Seen(path=s.path, value=s.value, absent=s.absent) for s in engine.explain(compiled, bound))
    )
    return Reason(level=level, condition=compiled.source, result=result, detail=detail, seen=seen)


def _as_one(reads: Iterable[Read], many: frozenset[str]) -> list[Read]:
    """The reads that take a whole group, or all groups, as one value (``has(tls.flaws)``, ``dyn(tls)``).

    The size of a list of other targets is no such read, and what is declared of a target is in no group.
    """
    found = []
    for read in reads:
        many_of = read.root in many
        path = read.path[1:] if many_of else read.path
        declared = read.root in RESERVED or (many_of and path[:1] == ("target",))
        if len(path) <= 1 and not declared and not (many_of and not read.path):
            found.append(read)
    return found


def _lacking(reads: Iterable[Read], values: Values, many: frozenset[str]) -> list[Missing]:
    found: list[Missing] = []
    for read in reads:
        group = _group(read, read.root in many)
        for (alias, name), why in values.missing.items():
            if alias == read.root and (name == group or "*" in (name, group)):
                found.extend(why)
    return found


def _unrecorded(reads: Iterable[Read], values: Values, many: frozenset[str]) -> list[Missing]:
    """Facts of observed groups that the record does not know, because an older probe wrote it.

    They decide even against a plain yes or no of ``has()``, to which they look like a fact that was observed absent.
    """
    return [
        Missing(Result.UNPROVEN, f"{read.root}.{'.'.join(read.path)} is not in the record")
        for read in reads
        if any(_unknown(*inside) for inside in _groups_observed(read, values.maps.get(read.root), read.root in many))
    ]


def _groups_observed(read: Read, value: Any, many: bool) -> Iterable[tuple[Any, tuple[str, ...]]]:
    """The observed groups that a read goes into, each with the rest of its path."""
    path = read.path[1:] if many else read.path
    for holder in value or () if many else (value,):
        if path and isinstance(holder, dict) and path[0] in holder:
            yield holder[path[0]], path[1:]


def _unknown(value: Any, path: tuple[str, ...]) -> bool:
    """Whether the path leads to a key that the facts do not have at all (an absent fact is an explicit null)."""
    if not path or value is None:
        return False
    if path[0] == "[]":
        items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return any(_unknown(item, path[1:]) for item in items)
    if not isinstance(value, dict):
        return False
    return path[0] not in value or _unknown(value[path[0]], path[1:])
