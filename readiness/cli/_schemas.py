"""JSON Schemas of the files that users write, with the probes and target kinds of this installation filled in."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from readiness import probes
from readiness.model.comparison import Comparison
from readiness.model.environment import EnvironmentFile
from readiness.model.history import RunHistory
from readiness.model.policy import ENVIRONMENT, ControlsFile, PolicyFile
from readiness.model.target import KINDS

_FILES: dict[str, type[BaseModel]] = {
    "policy": PolicyFile,
    "controls": ControlsFile,
    "environment": EnvironmentFile,
}

_PRINTED: dict[str, type[BaseModel]] = {"comparison": Comparison, "history": RunHistory}


def make_schema(what: str) -> dict[str, Any]:
    """The schema of a policy, controls or environment file, or of what is printed as JSON."""
    if what == "report":
        from readiness.renderers.json import schema

        return schema()
    if what in _PRINTED:
        return _published(what, _PRINTED[what].model_json_schema(mode="serialization"))
    found = _FILES[what].model_json_schema(by_alias=True)
    for name, definition in found.get("$defs", {}).items():
        if name == "Control":
            kinds = [ENVIRONMENT, *sorted(KINDS)]
            definition["properties"]["target"] = {"enum": kinds, "default": ENVIRONMENT, "title": "Target"}
        if name == "Others":
            definition["properties"]["kind"] = {"enum": sorted(KINDS), "title": "Kind"}
        if name == "Observe":
            definition["properties"]["probe"] = {"enum": [*probes.names(), None], "title": "Probe"}
    return _published(what, found)


def _published(what: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://pypi.org/project/readiness/{what}.schema.json",
        **schema,
    }
