"""What a probe may say about the world: frozen, typed, described facts in groups."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """A frozen noun; an unknown key is an error, and so is a number that is none or has no end."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)


class Facts(Model):
    """Facts about one thing, or one fact group of a probe.

    A field typed ``X | None = None`` may be *observed absent*: asked for, and not there. Allowed field types are
    ``bool, int, float, str``, ``Literal`` and ``StrEnum`` (strings), ``datetime`` (travels as an RFC 3339 string),
    other ``Facts``, and ``tuple[...]`` or ``dict[str, ...]`` of these. Durations are numbers with the unit in the name.
    """


def fact(
    description: str,
    *,
    unit: str | None = None,
    source: str | None = None,
    may_be_empty: bool = False,
    volatile: bool = False,
    **field: Any,
) -> Any:
    """Describe one fact.

    ``unit`` and ``source`` (an RFC, a vendor's page) appear in the reference. ``may_be_empty`` says that an empty list
    or map is an ordinary answer: conditions may then quantify over it without a size guard. ``volatile`` facts differ
    from one look to the next without anything having changed (a clock, a duration): comparisons leave them out.
    """
    extra: dict[str, Any] = {"may_be_empty": may_be_empty}
    if volatile:
        extra["volatile"] = True
    if unit is not None:
        extra["unit"] = unit
    if source is not None:
        extra["source"] = source
    return Field(description=description, json_schema_extra=extra, **field)


def may_be_empty(model: type[BaseModel], field: str) -> bool:
    """Whether an empty list is an ordinary answer for this fact."""
    return _says(model, field, "may_be_empty")


def volatile(model: type[BaseModel], field: str) -> bool:
    """Whether this fact differs from one look to the next without anything having changed."""
    return _says(model, field, "volatile")


def _says(model: type[BaseModel], field: str, key: str) -> bool:
    extra = model.model_fields[field].json_schema_extra
    return isinstance(extra, dict) and bool(extra.get(key, False))
