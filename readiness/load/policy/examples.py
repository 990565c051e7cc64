"""The parameters that a control's examples set: of the right type, and in their normal form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from readiness.load.params import UnfitError, normal
from readiness.load.policy.controls import Written
from readiness.load.policy.layers import Held
from readiness.model.errors import Mistake
from readiness.model.mistakes import nearest
from readiness.model.policy import Control, ParamSpec


def example_mistakes(written: Written, params: Mapping[str, ParamSpec]) -> Iterator[Mistake]:
    """Parameters in examples that do not exist, or whose value is not of their type."""
    for position, example in enumerate(written.control.examples):
        place = ("examples", position, "params")
        given = example.get("params", {})
        if not isinstance(given, dict):
            yield written.complain(place, "`params` must be a mapping")
            continue
        for name, value in given.items():
            if name not in params:
                message, hint = f"there is no parameter `{name}`", nearest(name, params)
                yield written.complain((*place, name), message, hint, at_key=True)
                continue
            try:
                normal(params[name], value)
            except UnfitError as error:
                yield written.complain((*place, name), f"`{name}` {error.message}", error.hint)


def normalised(held: Held, params: Mapping[str, ParamSpec]) -> Control:
    """The control with its examples' parameters, which must be right, in normal form, and those that they assume."""
    control = held.control
    used = held.written.params_used(params)
    assumed = {name: value for name, value in held.assumed.items() if name in used}
    if not assumed and not any("params" in example for example in control.examples):
        return control
    examples = tuple(_normalised(example, assumed, params) for example in control.examples)
    return control.model_copy(update={"examples": examples})


def _normalised(example: dict[str, Any], assumed: Mapping[str, Any], params: Mapping[str, ParamSpec]) -> dict[str, Any]:
    given = {name: normal(params[name], value) for name, value in example.get("params", {}).items()}
    return {**example, "params": {**assumed, **given}}
