"""Names kinds of values in a user's words: what was expected, and what is there."""

from __future__ import annotations

from typing import Any

TEXT, WHOLE, NUMBER, BOOLEAN = "text", "a whole number", "a number", "true or false"
LIST, MAPPING, EMPTY = "a list", "a mapping", "empty"
DATE, TIME = "a date such as 2026-12-31", "a time such as 23:59"
MOMENT, DURATION = "a date and time such as 2026-12-31T23:59:00Z", "a duration such as PT90S"

# pydantic's error types that say: this value is of another kind.
EXPECTED: dict[str, str] = (
    dict.fromkeys(("string_type", "bytes_type", "path_type", "url_type"), TEXT)
    | dict.fromkeys(("int_type", "int_parsing", "int_from_float"), WHOLE)
    | dict.fromkeys(("float_type", "float_parsing", "decimal_type", "decimal_parsing"), NUMBER)
    | dict.fromkeys(("bool_type", "bool_parsing"), BOOLEAN)
    | dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"), LIST)
    | dict.fromkeys(("dict_type", "mapping_type", "model_type", "model_attributes_type", "dataclass_type"), MAPPING)
    | dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), DATE)
    | dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_from_date_parsing"), MOMENT)
    | dict.fromkeys(("time_type", "time_parsing"), TIME)
    | dict.fromkeys(("time_delta_type", "time_delta_parsing"), DURATION)
    | {"none_required": EMPTY}
)
# Written as text: a text that does not fit is malformed, not of another kind.
WRITTEN = (TEXT, DATE, MOMENT, TIME, DURATION)


def actual(value: Any, expected: tuple[str, ...]) -> str:
    """What is there instead (``text``, ``a list``), or an empty string when saying so would not help."""
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int):
        return "a number"
    if isinstance(value, float):
        return "a decimal number" if WHOLE in expected else "a number"
    if isinstance(value, str):
        return "" if any(kind in WRITTEN for kind in expected) else TEXT
    return LIST if isinstance(value, list) else MAPPING if isinstance(value, dict) else ""
