"""Uses of facts that have the right type and are wrong all the same."""

from __future__ import annotations

from collections.abc import Mapping

from readiness.expressions.compiler_messages import closest
from readiness.expressions.conditions import Binding, ConditionError
from readiness.expressions.origins import Path, Reads
from readiness.expressions.types import Keyed, Many, Message, Scalar, Shape, slots


def check_usage(found: Reads, bound: Mapping[str, Binding]) -> None:
    """ConditionError for a type used as a value, ``has()`` on a fact group, a dot on a map, a text no fact can be."""
    for root, offset in found.roots.items():
        if root not in bound and root != "now":
            raise ConditionError(f"unknown name `{root}`", offset, closest(root, bound))
    _check_maps(found, bound)
    for path, offset in found.presences.items():
        _check_presence(path, offset, bound)
    for comparison in found.comparisons:
        shapes = [_element_of_list(path, bound) for path in comparison.paths]
        choices = [s.choices if isinstance(s, Scalar) else () for s in shapes]
        if all(choices) and not any(comparison.text in some for some in choices):
            known = sorted({choice for some in choices for choice in some})
            hint = closest(comparison.text, known) or f"it is one of: {', '.join(known)}"
            where = _shown(min(comparison.paths))
            never = f"`{where[:-2]}` never has" if where.endswith("[]") else f"`{where}` is never"
            raise ConditionError(f"{never} {comparison.text!r}", comparison.offset, hint)


def _check_maps(found: Reads, bound: Mapping[str, Binding]) -> None:
    for path, offset in (found.selections | found.presences).items():
        if isinstance(shape_of(path[:-1], bound), Keyed):
            here, key = _shown(path[:-1]), path[-1]
            hint = f'write "{key}" in {here}' if path in found.presences else f'write {here}["{key}"]'
            raise ConditionError(f"`{here}` is a map and has no fields", offset, hint)


def _check_presence(path: Path, offset: int, bound: Mapping[str, Binding]) -> None:
    binding = bound.get(path[0])
    if binding is None or not binding.groups:
        return
    below = [segment for segment in path[1:] if not segment.startswith("[")]
    shape = shape_of(path, bound)
    if len(below) == 1 and isinstance(shape, Message):
        fact = next(iter(slots(shape.model)), "…")
        message = f"has() sees facts, and `{_shown(path)}` is a fact group"
        raise ConditionError(message, offset, f"ask for one of its facts, such as `{path[-1]}.{fact}`")


def _element_of_list(path: Path, bound: Mapping[str, Binding]) -> Shape | None:
    """The shape at a path, unless that is an element of a map, where the text may be compared with a key."""
    above = shape_of(path[:-1], bound) if len(path) > 1 else None
    return None if isinstance(above, Keyed) else shape_of(path, bound)


def shape_of(path: Path, bound: Mapping[str, Binding]) -> Shape | None:
    """What a path leads to, None where it leads nowhere."""
    binding = bound.get(path[0])
    if binding is None:
        return None
    shape: Shape | None = Many(Message(binding.model)) if binding.many else Message(binding.model)
    for segment in path[1:]:
        match shape:
            case Message():
                slot = slots(shape.model).get(segment)
                shape = slot.shape if slot else None
            case Many() | Keyed() if segment.startswith("["):
                shape = shape.item
            case _:
                return None
    return shape


def _shown(path: Path) -> str:
    return path[0] + "".join(segment if segment.startswith("[") else f".{segment}" for segment in path[1:])
