"""JSON Schemas of the files that users write, with the probes and target kinds of this installation filled in."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from readiness import probes
from readiness.model.environment import EnvironmentFile
from readiness.model.policy import ControlsFile, PolicyFile
from readiness.model.target import KINDS

_FILES: dict[str, type[BaseModel]] = {
    "policy": PolicyFile,
    "controls": ControlsFile,
    "environment": EnvironmentFile,
}


def make_schema(what: str) -> dict[str, Any]:
    """The schema of a policy, controls or environment file, or of the JSON report."""
    if what == "report":
        from readiness.renderers.json import schema

        return schema()
    found = _FILES[what].model_json_schema(by_alias=True)
    for name, definition in found.get("$defs", {}).items():
        if name in ("Control", "Others"):
            key = "target" if name == "Control" else "kind"
            definition["properties"][key] = {"enum": sorted(KINDS), "title": key.title()}
        if name == "Observe":
            definition["properties"]["probe"] = {"enum": [*probes.names(), None], "title": "Probe"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://pypi.org/project/readiness/{what}.schema.json",
        **found,
    }
