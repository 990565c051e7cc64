"""The report as JSON, by the published schema; the same report gives the same bytes."""

from __future__ import annotations

import json
import math
from typing import Any

from pydantic_core import to_jsonable_python

from readiness.model.facts import Model
from readiness.model.report import Report


def render(report: Report) -> str:
    """Indented JSON with sorted keys and a newline at the end, in ASCII: odd characters stay behind ``\\u`` escapes."""
    return written(report)


def written(noun: Model) -> str:
    """Anything else in the same form, such as a comparison."""
    return json.dumps(_strict(noun.model_dump()), indent=1, sort_keys=True, allow_nan=False) + "\n"


def line(noun: Model) -> str:
    """The same on a line of its own, for JSON Lines."""
    return json.dumps(_strict(noun.model_dump()), sort_keys=True, allow_nan=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the report."""
    found = Report.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://pypi.org/project/readiness/report.schema.json",
        **found,
    }


def _strict(value: Any) -> Any:
    """The value as JSON that strict readers take: a lone surrogate turns into its escape as text, NaN into null."""
    if isinstance(value, dict):
        return {_strict(str(key)): _strict(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(item) for item in value]
    if isinstance(value, str):
        return str(value).encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int) else to_jsonable_python(value)
