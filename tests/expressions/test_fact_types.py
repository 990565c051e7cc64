"""Which types a fact can have, and how they travel."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, create_model
from sample_facts import BINDINGS, Params
from strategies import facts_of

from readiness.expressions import Binding, Engine, check
from readiness.expressions.types import SCALARS, Keyed, Many, Message, Scalar, slots


class Color(StrEnum):
    RED = "red"
    BLUE = "blue"


class Number(IntEnum):
    ONE = 1


class Inner(BaseModel):
    x: int


def shape(annotation: Any) -> Any:
    slot = slots(create_model("Made", field=(annotation, ...)))["field"]
    return slot.shape, slot.optional


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (bool, (Scalar("bool"), False)),
        (int, (Scalar("int"), False)),
        (float | None, (Scalar("double"), True)),
        (Annotated[str, Field(min_length=1)], (Scalar("string"), False)),
        (Literal["a", "b"], (Scalar("string", ("a", "b")), False)),
        (Literal["a"] | Literal["b"], (Scalar("string", ("a", "b")), False)),
        (Literal["a"] | str, (Scalar("string"), False)),
        (Color | None, (Scalar("string", ("red", "blue")), True)),
        (datetime, (Scalar("string", forms=("date-time",)), False)),
        (IPv4Address | IPv6Address | None, (Scalar("string", forms=("ipv4", "ipv6")), True)),
        (Inner | None, (Message(Inner), True)),
        (tuple[Annotated[int, Field(ge=0)], ...], (Many(Scalar("int")), False)),
        (list[Inner], (Many(Message(Inner)), False)),
        (Annotated[dict[str, Inner], "x"] | None, (Keyed(Message(Inner)), True)),
        (dict[Literal["a"], bool], (Keyed(Scalar("bool")), False)),
    ],
)
def test_these_travel(annotation, expected):
    assert shape(annotation) == expected


@pytest.mark.parametrize(
    "annotation",
    [
        date, bytes, Decimal, Any, object, Number, Literal[1], int | str, tuple[int, str], tuple[int, ...] | str,
        list[list[str]], dict[str, tuple[str, ...]], dict[int, str], list[str | None], set[str], None, Inner | int,
    ],
)  # fmt: skip
def test_these_do_not_and_the_field_is_named(annotation):
    with pytest.raises(TypeError, match=r"Made\.field"):
        shape(annotation)


@pytest.mark.parametrize("name", ["in", "true", "null", "naïve"])
def test_a_field_that_no_condition_can_name_is_refused(name):
    with pytest.raises(TypeError, match="cannot name this field"):
        slots(create_model("Made", **{name: (int, ...)}))


def test_a_model_that_contains_itself_is_refused():
    class Tree(BaseModel):
        children: tuple[Tree, ...]

    Tree.model_rebuild(_types_namespace={"Tree": Tree})
    with pytest.raises(TypeError, match="contains itself"):
        check("true", {"tree": Binding(Tree)})


def made(number: int) -> type[BaseModel]:
    class Same(BaseModel):
        pass

    return create_model("Same", __base__=Same, **{f"field_{number}": (int, ...)})


def test_models_of_the_same_name_are_kept_apart():
    names = {"a": Binding(made(1)), "b": Binding(made(2))}
    assert check("a.field_1 > b.field_2", names).roots == {"a", "b"}


@pytest.mark.parametrize(
    "name",
    ["function", "package", "let", "size", "type", "has", "all", "timestamp", "matches", "v1_0", "descriptor", "A_b"],
)
def test_fields_may_be_called_what_they_like(name):
    model = create_model("Made", **{name: (int, ...), "v10": (dict[str, int], ...), "a_b": (dict[str, Inner], ...)})
    condition = f"x.{name} > 1 && x.v10['a'] > 1 && has(x.{name})"
    assert check(condition, {"x": Binding(model)}).source == condition
    engine = Engine(datetime.fromisoformat("2026-01-01T00:00:00Z"))
    assert engine.evaluate(engine.compile(condition), {"x": {name: 2, "v10": {"a": 2}}}).kind == "true"


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_generated_facts_are_accepted_by_their_models(data):
    for model in (*(binding.model for binding in BINDINGS.values()), Params):
        assert model.model_validate(data.draw(facts_of(model)))


def test_the_sample_models_use_the_whole_table():
    seen = set()

    def visit(model):
        for slot in slots(model).values():
            seen.add((type(slot.shape), slot.optional))
            inner = getattr(slot.shape, "item", slot.shape)
            if isinstance(inner, Message):
                visit(inner.model)
            else:
                seen.add((inner.name, *inner.forms, bool(inner.choices)))

    for binding in BINDINGS.values():
        visit(binding.model)
    kinds = {(scalar.name, *scalar.forms, False) for scalar in SCALARS.values()} - {("string", "ipv6", False)}
    assert kinds | {("string", "ipv4", "ipv6", False), ("string", True)} <= seen
    shapes = {(Scalar, False), (Scalar, True), (Message, False), (Message, True), (Many, False), (Keyed, False)}
    assert shapes <= seen
