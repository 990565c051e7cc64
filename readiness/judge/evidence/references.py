"""What declarations and inputs refer to: targets that name each other, inputs that stand for a parameter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from readiness.model.policy import Observe

_REFERENCES = ("behind", "domain", "of", "on")


def relates(targets: Mapping[str, Mapping[str, Any]], one: str, other: str) -> bool:
    """Whether one target's declaration names the other."""
    return any(targets[a].get(field) == b for a, b in ((one, other), (other, one)) for field in _REFERENCES)


def resolve_inputs(seen: Observe, target: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """``with`` values with ``params.x`` and ``target.x`` replaced by what they stand for."""
    sources = {"params": params, "target": target}
    resolved = {}
    for name, value in seen.with_.items():
        root, _, rest = value.partition(".") if isinstance(value, str) else ("", "", "")
        resolved[name] = sources[root].get(rest) if rest and root in sources else value
    return resolved


def canonical(inputs: Mapping[str, Any]) -> str:
    """Inputs as a text that is the same for the same inputs."""
    return json.dumps(inputs, sort_keys=True)
