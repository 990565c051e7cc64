"""How much of a policy its own examples would notice: every condition is changed, and some example must turn over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from readiness.expressions import split
from readiness.expressions.ast import Node
from readiness.expressions.mutants import Change, mutants
from readiness.expressions.parse import parse
from readiness.expressions.unparse import unparse
from readiness.judge.trials.examples import run_examples
from readiness.model.policy import Control, Policy, Variant

_BLOCKS: tuple[Literal["when", "require", "recommend"], ...] = ("when", "require", "recommend")


@dataclass(frozen=True)
class Mutant:
    """One change to one condition of a control, and whether an example was judged differently by it.

    ``place`` is the block that the condition stands in, such as ``require`` or ``variant ubuntu: require``.
    """

    control: str
    place: str
    condition: str
    change: Change
    noticed: bool

    @property
    def demanded(self) -> bool:
        """Whether coverage counts it: negations and removals."""
        return self.change.kind in ("negation", "removal")


def mutate(policy: Policy) -> tuple[Mutant, ...]:
    """Every mutant of every control, in the policy's order; a control without conditions or examples has none to show.

    A condition that cannot be read is a bug of the caller: policies are checked when they are loaded.
    """
    return tuple(mutant for control in policy.controls for mutant in _of_control(control, policy))


def coverage(found: tuple[Mutant, ...]) -> float:
    """The share of demanded mutants that an example noticed, in percent; 100 if none was demanded."""
    counted = [mutant.noticed for mutant in found if mutant.demanded]
    return 100 * sum(counted) / len(counted) if counted else 100.0


def _of_control(control: Control, policy: Policy) -> Iterator[Mutant]:
    before = _judged(control, policy)
    for place, condition, change, changed in _changed(control):
        yield Mutant(control.id, place, condition, change, _judged(changed, policy) != before)


def _judged(control: Control, policy: Policy) -> tuple[bool, ...]:
    """Whether each example is judged as it expects; that there are too few is nothing that a change brings about."""
    results = run_examples(policy.model_copy(update={"controls": (control,)}))
    return tuple(not example.problem for example in results[: len(control.examples)])


def _changed(control: Control) -> Iterator[tuple[str, str, Change, Control]]:
    for block in _BLOCKS:
        for condition, change, text in _of_block(getattr(control, block)):
            yield block, condition, change, control.model_copy(update={block: text})
    for position, variant in enumerate(control.variants):
        for block in _BLOCKS:
            for condition, change, text in _of_block(getattr(variant, block)):
                other = variant.model_copy(update={block: text})
                place = f"variant {variant.id}: {block}"
                yield place, condition, change, _with_variant(control, position, other)


def _with_variant(control: Control, position: int, variant: Variant) -> Control:
    variants = (*control.variants[:position], variant, *control.variants[position + 1 :])
    return control.model_copy(update={"variants": variants})


def _of_block(block: str | None) -> Iterator[tuple[str, Change, str]]:
    """Each condition of a block with each change to it, and the block that comes of it."""
    written = [line.text for line in split(block or "")]
    nodes = [parse(text) for text in written]
    for position, condition in enumerate(written):
        for change, node in mutants(nodes[position]):
            yield condition, change, _block([*nodes[:position], node, *nodes[position + 1 :]])


def _block(nodes: list[Node]) -> str:
    return "\n".join(unparse(node) for node in nodes)
