"""Facts, parameters and declared values turned into the plain maps that the CEL binding accepts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

_INT64 = 2**63
_DEEPEST = 64


class TravelError(ValueError):
    """A value that no condition can be asked about; the message names its path."""


def plain(value: Any, path: str, depth: int = 0) -> Any:
    """A copy of bool, int, float, str, list and dict only.

    None in a map is a fact observed absent: the key is left out. In a list None stays, so that indexes stay true.
    Timestamps become RFC 3339 strings; NUL and what is no Unicode in texts is replaced.
    """
    if depth > _DEEPEST:
        raise TravelError(f"{path} is nested more than {_DEEPEST} deep")
    if type(value) is str:  # most values are
        return _text(value)
    match value:
        case None | bool():
            return value
        case float():
            return _finite(value, path)
        case int():
            return _int(value, path)
        case str():
            return _text(value)
        case datetime():
            return _timestamp(value, path)
        case Mapping():
            return _map(value, path, depth)
        case list() | tuple():
            return [plain(item, f"{path}[{n}]", depth + 1) for n, item in enumerate(value)]
        case set() | frozenset():
            return sorted((plain(item, path, depth + 1) for item in value), key=repr)
    raise TravelError(f"{path} is of type {type(value).__name__}")


def plain_roots(values: Mapping[str, Any], names: Iterable[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of these names, and why some cannot be used."""
    maps: dict[str, Any] = {}
    unusable: dict[str, str] = {}
    for name in names:
        if values.get(name) is None:
            continue
        try:
            maps[name] = plain(values[name], name)
        except TravelError as error:
            unusable[name] = str(error)
    return maps, unusable


def _map(value: Mapping[Any, Any], path: str, depth: int) -> dict[str, Any]:
    present = [(key, item) for key, item in value.items() if item is not None]
    copy = {_key(key, path): plain(item, f"{path}.{key}", depth + 1) for key, item in present}
    if len(copy) < len(present):
        raise TravelError(f"{path} has two keys that cannot be told apart")
    return copy


def _int(value: int, path: str) -> int:
    if not -_INT64 <= value < _INT64:
        raise TravelError(f"{path} does not fit 64 bits")
    return int(value)


def _finite(value: float, path: str) -> float:
    if not isfinite(value):
        raise TravelError(f"{path} is {value}, which is no number")
    return value


def _text(value: str) -> str:
    # The binding cuts text at NUL, so that "TLSv1.3\0…" would equal "TLSv1.3": U+2400 stands for it.
    text = str.__str__(value)
    if "\0" in text:
        text = text.replace("\0", "\u2400")
    # It takes UTF-8 only, and JSON can smuggle in half a surrogate pair.
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _timestamp(value: datetime, path: str) -> str:
    if value.tzinfo is None:
        raise TravelError(f"{path} is a time without a time zone")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _key(key: Any, path: str) -> str:
    if not isinstance(key, str):
        raise TravelError(f"{path} has a key of type {type(key).__name__}")
    return _text(key)
