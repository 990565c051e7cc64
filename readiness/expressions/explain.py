"""Showing the facts that a condition read, and finding those that it lacked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from readiness.expressions.conditions import Seen
from readiness.expressions.origins import ELEMENT, Path, Reads

_MOST_ELEMENTS = 10
_LONGEST_TEXT = 200
_DEEPEST = 6
_MOST_ABSENT = 3


def looked_at(found: Reads) -> tuple[tuple[Path, bool], ...]:
    """The paths of everything that a condition reads, and of each whether only the size is."""
    sizes = found.sizes()
    return tuple((path, path in sizes) for path in sorted(found.facts() | sizes))


def seen(paths: Iterable[tuple[Path, bool]], values: Mapping[str, Any]) -> tuple[Seen, ...]:
    """Every fact that was read and its value, sorted by path, each once; ``paths`` as ``looked_at`` gives them.

    Of a path that leads nowhere only the part up to the first absent fact is shown, of an unbound name nothing.
    """
    shown = {}
    for path, size_only in paths:
        if path[0] not in values:
            continue
        one = _see(path, values, size_only=size_only)
        shown[one.path] = one
    return tuple(shown[path] for path in sorted(shown))


def _see(path: Path, values: Mapping[str, Any], *, size_only: bool) -> Seen:
    """Follow a path up to its first open index, from where there is a value for each element."""
    open_at = path.index(ELEMENT) if ELEMENT in path else len(path)
    value: Any = values
    for n, segment in enumerate(path[:open_at]):
        if segment[0] != "[" and isinstance(value, dict) and segment in value:
            value = value[segment]
            continue
        found, value = _step(value, segment)
        if not found:
            return Seen(show(path[: n + 1]), absent=True)
    value = _elements(value, path[open_at:])
    if size_only and isinstance(value, list | dict) and any(isinstance(item, list | dict) for item in _items(value)):
        return Seen(f"size({show(path)})", len(value))
    return Seen(show(path), shortened(value))


def _items(value: list[Any] | dict[str, Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value


def _step(value: Any, segment: str) -> tuple[bool, Any]:
    key = _key(segment)
    if isinstance(value, Mapping) and key in value:
        return True, value[key]
    if isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
        return True, value[key]
    return False, None


def _key(segment: str) -> str | int:
    key: str | int = json.loads(segment)[0] if segment.startswith("[") else segment
    return key


def _elements(value: Any, rest: Path) -> Any:
    """The rest of a path for every element; None for an element that lacks it."""
    if not rest:
        return value
    if rest[0] != ELEMENT:
        return _elements(_step(value, rest[0])[1], rest[1:])
    if isinstance(value, Mapping):
        return {key: _elements(item, rest[1:]) for key, item in sorted(value.items())}
    if isinstance(value, list):
        return [_elements(item, rest[1:]) for item in value]
    return None


def shortened(value: Any, depth: int = 0) -> Any:
    """The value with long texts cut, and long lists and maps ended by how many more there are."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else f"{value[:_LONGEST_TEXT]}…"
    if not isinstance(value, list | dict):
        return value
    if depth == _DEEPEST:
        return "…"
    more = len(value) - _MOST_ELEMENTS
    if isinstance(value, list):
        first = [shortened(item, depth + 1) for item in value[:_MOST_ELEMENTS]]
        return [*first, f"… {more} more"] if more > 0 else first
    kept = {shortened(key): shortened(value[key], depth + 1) for key in sorted(value)[:_MOST_ELEMENTS]}
    return kept | {"…": f"{more} more"} if more > 0 else kept


def absent_paths(found: Reads, values: Mapping[str, Any], key: str | int) -> list[str]:
    """Paths that a condition needs and that end at a missing key (str) or index (int); the first few, sorted."""
    needed = found.wholes | found.lengths | found.touched | {path[:-1] for path in found.presences}
    missing = {text for path in needed for text in _missing(values, path, (), key)}
    paths = sorted(missing)
    more = len(paths) - _MOST_ABSENT
    return [*paths[:_MOST_ABSENT], f"{more} more"] if more > 0 else paths


def _missing(value: Any, path: Path, above: Path, key: str | int) -> Iterator[str]:
    if not path:
        return
    segment, rest = path[0], path[1:]
    if segment == ELEMENT:
        yield from _missing_below(value, rest, above, key)
        return
    found, below = _step(value, segment)
    if found:
        yield from _missing(below, rest, (*above, segment), key)
    elif isinstance(value, Mapping | list) and key == _key(segment):
        yield show((*above, segment))


def _missing_below(value: Any, rest: Path, above: Path, key: str | int) -> Iterator[str]:
    """Either a loop over all elements, or an index that only the values know."""
    if isinstance(value, list):
        elements: list[tuple[str | int, Any]] = list(enumerate(value))
        lacks = isinstance(key, int) and not 0 <= key < len(value)
    elif isinstance(value, Mapping):
        elements = sorted(value.items())
        lacks = isinstance(key, str) and key not in value
    else:
        return
    if lacks:
        yield show((*above, f"[{json.dumps(key, ensure_ascii=False)}]"))
    for name, item in elements:
        yield from _missing(item, rest, (*above, f"[{json.dumps(name, ensure_ascii=False)}]"), key)


@lru_cache(maxsize=4096)
def show(path: Path) -> str:
    """A path as one writes it: ``pools[].limits["x"]``."""
    return path[0] + "".join(segment if segment.startswith("[") else f".{segment}" for segment in path[1:])
