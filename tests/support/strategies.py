"""Facts of any model as they stand in a record: plain JSON maps, with null where a fact was observed absent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from functools import cache
from typing import Any

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from readiness.expressions.types import Keyed, Many, Message, Scalar, Shape, Slot, slots

_INT64 = 2**63
_FORMS = {
    "date-time": st.datetimes(timezones=st.just(UTC)).map(lambda at: at.isoformat().replace("+00:00", "Z")),
    "ipv4": st.ip_addresses(v=4).map(str),
    "ipv6": st.ip_addresses(v=6).map(str),
}


@cache
def facts_of(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """Maps that the model accepts: every field is there, each optional one also as None."""
    fields = {name: _values(slot) for name, slot in slots(model).items()}
    return st.fixed_dictionaries(fields).filter(lambda facts: _accepts(model, facts))


def _accepts(model: type[BaseModel], facts: dict[str, Any]) -> bool:
    try:
        model.model_validate(facts)
    except ValidationError:
        return False
    return True


def _values(slot: Slot) -> st.SearchStrategy[Any]:
    limits = _limits(slot)
    values = _shaped(slot.shape, limits)
    return st.none() | values if slot.optional else values


def _limits(slot: Slot) -> dict[str, Any]:
    """Constraints of the field as arguments of the strategies."""
    limits: dict[str, Any] = {}
    for rule in slot.info.metadata:
        match rule:
            case Ge():
                limits["min_value"] = rule.ge
            case Gt():
                limits["min_value"] = rule.gt + 1
            case Le():
                limits["max_value"] = rule.le
            case Lt():
                limits["max_value"] = rule.lt - 1
            case MinLen():
                limits["min_size"] = rule.min_length
            case MaxLen():
                limits["max_size"] = rule.max_length
        if pattern := getattr(rule, "pattern", None):
            limits["pattern"] = pattern
    return limits


def _shaped(shape: Shape, limits: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    sizes = {"max_size": 4} | {name: limits[name] for name in ("min_size", "max_size") if name in limits}
    match shape:
        case Many():
            return st.lists(_shaped(shape.item, {}), **sizes)
        case Keyed():
            return st.dictionaries(st.sampled_from(("a", "b")) | st.text(max_size=5), _shaped(shape.item, {}), **sizes)
        case Message():
            return facts_of(shape.model)
        case Scalar():
            return _scalar(shape, limits)


def _scalar(shape: Scalar, limits: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    bounds = {name: limits[name] for name in ("min_value", "max_value") if name in limits}
    match shape.name:
        case "bool":
            return st.booleans()
        case "int":
            return st.integers(**({"min_value": -_INT64, "max_value": _INT64 - 1} | bounds))
        case "double":
            return st.floats(allow_nan=False, allow_infinity=False, **bounds)
    if shape.forms:
        return st.one_of([_FORMS[form] for form in shape.forms])
    if shape.choices:
        return st.sampled_from(shape.choices)
    if "pattern" in limits:
        return st.from_regex(limits["pattern"], fullmatch=True)
    return st.text(**({"max_size": 12} | {name: limits[name] for name in ("min_size", "max_size") if name in limits}))
