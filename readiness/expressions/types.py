"""How each Python type of a fact travels in a condition: the one table that everything else is derived from."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo


@dataclass(frozen=True)
class Scalar:
    """A single value. ``choices`` are all texts it can have, none if any; ``forms`` are the kinds of text it may be."""

    name: Literal["bool", "int", "double", "string"]
    choices: tuple[str, ...] = ()
    forms: tuple[Literal["date-time", "ipv4", "ipv6"], ...] = ()


@dataclass(frozen=True)
class Message:
    """A nested model."""

    model: type[BaseModel]


@dataclass(frozen=True)
class Many:
    """A list."""

    item: Scalar | Message


@dataclass(frozen=True)
class Keyed:
    """A map with texts as keys."""

    item: Scalar | Message


Shape: TypeAlias = Scalar | Message | Many | Keyed


@dataclass(frozen=True)
class Slot:
    """A field of a model: its shape, and whether it may be observed absent."""

    shape: Shape
    optional: bool
    info: FieldInfo


SCALARS: Mapping[type, Scalar] = {
    bool: Scalar("bool"),
    int: Scalar("int"),
    float: Scalar("double"),
    str: Scalar("string"),
    datetime: Scalar("string", forms=("date-time",)),
    IPv4Address: Scalar("string", forms=("ipv4",)),
    IPv6Address: Scalar("string", forms=("ipv6",)),
}
# These cannot follow a dot in CEL.
_UNSPEAKABLE = frozenset({"in", "true", "false", "null"})


@cache
def slots(model: type[BaseModel]) -> Mapping[str, Slot]:
    """The fields of a model by name; TypeError naming the first that cannot travel."""
    return {name: _slot(f"{model.__module__}.{model.__qualname__}.{name}", info) for name, info in _fields(model)}


def _fields(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    for name in model.model_fields:
        if not (name.isascii() and name.isidentifier()) or name in _UNSPEAKABLE:
            raise TypeError(f"{model.__qualname__}.{name}: a condition cannot name this field")
    return list(model.model_fields.items())


def _slot(where: str, info: FieldInfo) -> Slot:
    members = _members(info.annotation)
    kinds = [member for member in members if member is not type(None)]
    return Slot(_shape(where, kinds), len(kinds) < len(members), info)


def _members(annotation: Any) -> list[Any]:
    """The members of a union, flattened; anything else is its own only member."""
    annotation = _bare(annotation)
    if get_origin(annotation) in (Union, types.UnionType):
        return [member for part in get_args(annotation) for member in _members(part)]
    return [annotation]


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def _shape(where: str, kinds: list[Any]) -> Shape:
    if len(kinds) != 1:
        return _same(where, [_single(where, kind) for kind in kinds])
    origin, arguments = get_origin(kinds[0]), get_args(kinds[0])
    if origin is list or (origin is tuple and arguments[1:] == (Ellipsis,)):
        return Many(_single(where, _bare(arguments[0])))
    if origin is dict:
        key = _single(where, _bare(arguments[0]))
        if not (isinstance(key, Scalar) and key.name == "string"):
            raise TypeError(f"{where}: keys of a map must be texts")
        return Keyed(_single(where, _bare(arguments[1])))
    return _single(where, kinds[0])


def _same(where: str, found: list[Scalar | Message]) -> Scalar:
    """A union of types that travel alike, such as both kinds of IP address."""
    scalars = [shape for shape in found if isinstance(shape, Scalar)]
    names = {scalar.name for scalar in scalars}
    if len(names) != 1 or len(scalars) < len(found):
        raise TypeError(f"{where}: a fact has one type, this is a union of several")
    closed = all(scalar.choices for scalar in scalars)
    choices = tuple(choice for scalar in scalars for choice in scalar.choices) if closed else ()
    forms = tuple(form for scalar in scalars for form in scalar.forms)
    return Scalar(names.pop(), choices, forms if all(scalar.forms for scalar in scalars) else ())


def _single(where: str, kind: Any) -> Scalar | Message:
    if get_origin(kind) is Literal and all(isinstance(choice, str) for choice in get_args(kind)):
        return Scalar("string", choices=tuple(str(choice) for choice in get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Scalar("string", choices=tuple(member.value for member in kind))
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return Message(kind)
    if isinstance(kind, type) and kind in SCALARS:
        return SCALARS[kind]
    raise TypeError(f"{where}: {kind} cannot travel in a condition")
