"""A model with one field of every sort that a user's file may have."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AliasChoices,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from readiness.model.facts import Model


class Severity(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


def _host(value: str) -> str:
    if " " in value:
        raise ValueError("is not a host name")
    return value


def _secret(value: str) -> str:
    raise ValueError(f"{value} is no reference")


class Site(Model):
    kind: Literal["site"]
    url: Annotated[str, AfterValidator(_host)] = "x"
    port: int = Field(default=443, ge=1, le=65535)


class Domain(Model):
    kind: Literal["domain", "zone"]
    name: str


class Size(Model):
    cpu: int
    disk: int = 0


class Shape(Model):
    sides: int
    name: str = ""


class Short(Model):
    """Also written as a list of names."""

    names: tuple[str, ...] = ()
    on: bool = False

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, value: Any) -> Any:
        return {"names": value} if isinstance(value, list) else value


class Row(Model):
    id: Annotated[str, StringConstraints(pattern=r"^[0-9.]+$")]
    title: Annotated[str, StringConstraints(min_length=1, max_length=10)] = "t"


class Everything(Model):
    severity: Severity = Severity.LOW
    weight: float = Field(default=1, gt=0)
    count: int = 1
    enabled: bool = True
    until: date | None = None
    at: datetime | None = None
    level: Literal["auto", 3] | int = "auto"
    targets: dict[str, Annotated[Site | Domain, Field(discriminator="kind")]] = Field(default={})
    loose: Site | Domain | None = None
    either: Size | Shape | None = None
    sizes: list[int] | list[Size] = Field(default=[])
    several: str | list[str] | Size | None = None
    picked: Annotated[
        Annotated[Size, Tag("size")] | Annotated[str, Tag("word")],
        Discriminator(lambda v: "word" if isinstance(v, str) else "size" if isinstance(v, dict) else None),
    ] = ""
    rows: tuple[Row, ...] = Field(default=(), max_length=3)
    pair: tuple[int, str] = (1, "x")
    with_: dict[Annotated[str, StringConstraints(pattern="^[a-z]+$")], int] = Field(default={}, alias="with")
    origin: str = Field(default="", validation_alias=AliasChoices("from", "source"))
    short: Short = Short()
    inner: Everything | None = None
    api_token: Annotated[str, AfterValidator(_secret)] | None = None
    any: Any = None

    @model_validator(mode="after")
    def _consistent(self) -> Everything:
        if self.count == 13:
            raise ValueError("thirteen is right out")
        return self


class Strict(Model):
    id: str
    observe: dict[str, str]
