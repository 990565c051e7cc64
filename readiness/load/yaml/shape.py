"""Walks the schema that pydantic made of a model: which keys and items a place in the data may have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

Schema = Mapping[str, Any]

_INNER = {"lax-or-strict": "lax_schema", "json-or-python": "python_schema"}
_FIELDS = ("model-fields", "typed-dict")


@dataclass(frozen=True)
class Shape:
    """One place of a schema (``pydantic_core.core_schema``), together with the definitions that it may refer to."""

    schema: Schema
    definitions: Mapping[str, Schema]

    @property
    def kind(self) -> str:
        """The schema's type, such as ``model-fields``, ``list`` or ``union``."""
        return str(self.schema["type"])

    def resolved(self) -> Shape:
        """This place with references followed."""
        schema = self.schema
        while schema["type"] == "definition-ref":
            schema = self.definitions[schema["schema_ref"]]
        return Shape(schema, self.definitions)

    def unwrapped(self) -> Shape:
        """What is inside of defaults, ``None``, validators and models: a scalar, a union or something with children."""
        here = self.resolved()
        while True:
            inner = here.schema.get(_INNER.get(here.kind, "schema"))
            if here.kind == "chain":
                inner = here.schema["steps"][0]
            if not isinstance(inner, dict):
                return here
            here = Shape(inner, self.definitions).resolved()

    def keys(self) -> tuple[str, ...]:
        """The keys that a mapping may have here, as users write them; none where that is unknown."""
        return tuple(name for names, _ in self._fields() for name in names[:1])

    def takes_keys(self, data: Any) -> bool:
        """Whether a model may be what is meant by a mapping: it knows every key and misses none that it requires."""
        here = self.resolved()
        inner = Shape(here.schema.get("schema", here.schema), self.definitions)
        if here.kind != "model" or inner.kind != "model-fields":
            return True
        if not isinstance(data, dict):
            return False
        fields = list(inner._fields())
        known = {name for names, _ in fields for name in names}
        closed = here.schema.get("config", {}).get("extra_fields_behavior") == "forbid"
        required = [names for names, field in fields if field["schema"]["type"] != "default"]
        return (not closed or data.keys() <= known) and all(any(name in data for name in names) for names in required)

    def child(self, step: str | int) -> Shape | None:
        """The shape of the value under a key or index; None where anything is allowed."""
        schema: Schema | None = None
        if self.kind in _FIELDS:
            schema = next((field["schema"] for names, field in self._fields() if step in names), None)
        elif self.kind == "tuple" and isinstance(step, int):
            items = self.schema["items_schema"]
            fixed = self.schema.get("variadic_item_index") is None and step < len(items)
            schema = items[step] if fixed else items[self.schema.get("variadic_item_index") or 0] if items else None
        elif self.kind == "dict":
            schema = self.schema.get("values_schema")
        elif isinstance(step, int):
            schema = self.schema.get("items_schema")
        return None if schema is None else Shape(schema, self.definitions)

    def choices(self) -> list[tuple[str, Shape]]:
        """The alternatives of a union with their tag, or with an empty label where pydantic makes one up."""
        choices = self.schema["choices"]
        if isinstance(choices, dict):
            return [(str(tag), Shape(choice, self.definitions)) for tag, choice in choices.items()]
        pairs = [choice if isinstance(choice, tuple) else (choice, "") for choice in choices]
        return [(label, Shape(choice, self.definitions)) for choice, label in pairs]

    def choice(self, label: str) -> Shape | None:
        """The alternative that pydantic calls ``label`` in the location of an error."""
        for given, shape in self.choices():
            if given == label or (not given and shape.is_called(label)):
                return shape
        return None

    def is_called(self, label: str) -> bool:
        """Whether pydantic's name for a validator (``list[A]``, ``constrained-str``) may be this schema's."""
        here = self.resolved()
        found = re.match(r"[\w-]+", label)
        word = found[0] if found else ""
        if here.kind == "model":
            return bool(here.schema["cls"].__name__ == label)
        if not word.endswith(here.kind):
            return False
        inner = label[len(word) + 1 : -1]
        item = here.child(0) if here.kind in ("list", "set", "frozenset") else None
        return item is None or not inner or item.is_called(inner)

    def _fields(self) -> Iterator[tuple[list[str], Schema]]:
        """The names of each field, the one that users write first."""
        for name, field in self.schema.get("fields", {}).items() if self.kind in _FIELDS else ():
            alias = field.get("validation_alias")
            if isinstance(alias, str):
                yield [alias, name], field
            elif isinstance(alias, list):
                paths = [one if isinstance(one, list) else [one] for one in alias]
                yield [*(str(path[0]) for path in paths), name], field
            else:
                yield [name], field


def shape_of(adapter: TypeAdapter[Any]) -> Shape:
    """The shape of a model's data."""
    schema: Schema = adapter.core_schema
    definitions: dict[str, Schema] = {}
    while schema["type"] == "definitions":
        definitions |= {one["ref"]: one for one in schema["definitions"]}
        schema = schema["schema"]
    return Shape(schema, definitions)
