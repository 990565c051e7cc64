"""Protobuf descriptors made from pydantic models, which give the CEL compiler something to check against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool
from pydantic import BaseModel

from readiness.expressions.types import Keyed, Many, Message, Scalar, Slot, slots

# No binding can have this name, so that `x.y` is never taken for a message.
_PACKAGE = "_facts"
_Field = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    "bool": _Field.TYPE_BOOL,
    "int": _Field.TYPE_INT64,
    "double": _Field.TYPE_DOUBLE,
    "string": _Field.TYPE_STRING,
}


@dataclass(frozen=True)
class Descriptors:
    """A descriptor pool, and the full message name of each model in it."""

    pool: Any
    names: Mapping[type[BaseModel], str]


def describe(models: Iterable[type[BaseModel]]) -> Descriptors:
    """Messages for the models and all that they nest; TypeError for a field that cannot travel, or a recursion."""
    names: dict[type[BaseModel], str] = {}
    for model in models:
        _collect(model, names, ())
    # proto2 tracks the presence of every optional field.
    file = descriptor_pb2.FileDescriptorProto(name="facts.proto", package=_PACKAGE, syntax="proto2")
    for model, name in names.items():
        _add_message(file.message_type.add(name=name), model, names)
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return Descriptors(pool, {model: f"{_PACKAGE}.{name}" for model, name in names.items()})


def _collect(model: type[BaseModel], names: dict[type[BaseModel], str], above: tuple[type[BaseModel], ...]) -> None:
    if model in above:
        raise TypeError(f"{model.__module__}.{model.__qualname__} contains itself")
    if model in names:
        return
    plain = re.sub(r"\W", "_", f"{model.__module__}_{model.__qualname__}")
    # Different models may come out alike: a_b.C and a.b_C, or two classes made by one function.
    names[model] = f"{plain}_{len(names)}"
    for slot in slots(model).values():
        inner = slot.shape.item if isinstance(slot.shape, Many | Keyed) else slot.shape
        if isinstance(inner, Message):
            _collect(inner.model, names, (*above, model))


def _add_message(message: Any, model: type[BaseModel], names: Mapping[type[BaseModel], str]) -> None:
    # JSON names play no part, and `v1_0` beside `v10` would clash there.
    message.options.deprecated_legacy_json_field_conflicts = True
    for number, (name, slot) in enumerate(slots(model).items(), 1):
        if isinstance(slot.shape, Keyed):
            _add_map(message, name, number, slot.shape.item, names)
        else:
            _add_field(message, name, number, slot, names)


def _add_field(message: Any, name: str, number: int, slot: Slot, names: Mapping[type[BaseModel], str]) -> None:
    many = isinstance(slot.shape, Many)
    item = slot.shape.item if isinstance(slot.shape, Many | Keyed) else slot.shape
    label = _Field.LABEL_REPEATED if many else _Field.LABEL_OPTIONAL
    _set_type(message.field.add(name=name, number=number, label=label), item, names)


def _add_map(
    message: Any, name: str, number: int, item: Scalar | Message, names: Mapping[type[BaseModel], str]
) -> None:
    """A map is a repeated message of keys and values; the message's name must be the field's in camel case."""
    camel = "".join(part[:1].upper() + part[1:] for part in name.split("_")) + "Entry"
    entry = message.nested_type.add(name=camel)
    entry.options.map_entry = True
    _set_type(entry.field.add(name="key", number=1, label=_Field.LABEL_OPTIONAL), Scalar("string"), names)
    _set_type(entry.field.add(name="value", number=2, label=_Field.LABEL_OPTIONAL), item, names)
    whole = f".{_PACKAGE}.{message.name}.{camel}"
    message.field.add(name=name, number=number, label=_Field.LABEL_REPEATED, type=_Field.TYPE_MESSAGE, type_name=whole)


def _set_type(field: Any, item: Scalar | Message, names: Mapping[type[BaseModel], str]) -> None:
    if isinstance(item, Scalar):
        field.type = _SCALARS[item.name]
    else:
        field.type, field.type_name = _Field.TYPE_MESSAGE, f".{_PACKAGE}.{names[item.model]}"
