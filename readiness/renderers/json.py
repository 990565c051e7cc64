"""The report as JSON, by the published schema; the same report gives the same bytes."""

from __future__ import annotations

import json
from typing import Any

from readiness.model.report import Report


def render(report: Report) -> str:
    """Indented JSON with sorted keys and a newline at the end."""
    return json.dumps(report.model_dump(mode="json"), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the report."""
    found = Report.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://pypi.org/project/readiness/report.schema.json",
        **found,
    }
