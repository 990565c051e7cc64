"""What the names in a control's conditions are, for the type checker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel, create_model

from readiness.expressions import Binding, Read
from readiness.load.params import PARAM_TYPES
from readiness.model.facts import Facts, fact, may_be_empty
from readiness.model.observation import Endpoint
from readiness.model.policy import ENVIRONMENT, Control, ParamSpec
from readiness.model.target import KINDS
from readiness.probes import find


def params_model(params: Mapping[str, ParamSpec]) -> type[BaseModel]:
    """A model with a field for each parameter."""
    fields: dict[str, Any] = {
        name: (PARAM_TYPES[spec.type], fact(spec.description or name)) for name, spec in params.items()
    }
    return create_model("Params", __base__=Facts, **fields)


class ReleaseFacts(Facts):
    """What is deployed, as the environment declares it; what it does not say is absent."""

    version: str | None = fact("version that is deployed", default=None)
    commit: str | None = fact("commit that it was built from", default=None)
    digest: str | None = fact("digest of its image or archive", default=None)
    deployed_at: datetime | None = fact("when it was deployed", default=None)


class GuideFacts(Facts):
    """What the guide itself says, for controls about the guide."""

    demands: dict[str, str] = fact("the version that it names, by product", may_be_empty=True)


def bindings(control: Control, params: type[BaseModel]) -> dict[str, Binding]:
    """Bindings of every name that the control's conditions may use; its probes and kinds must exist."""
    found = {"params": Binding(params), "release": Binding(ReleaseFacts)}
    if control.target == ENVIRONMENT:
        found["guide"] = Binding(GuideFacts)
    else:
        found["target"] = Binding(KINDS[control.target])
    for alias, seen in control.observe.items():
        probe = find(seen.probe or alias)
        if seen.targets is None:
            found[alias] = Binding(probe.facts(), groups=True)
            if probe.per_endpoint:
                found["endpoint"] = Binding(Endpoint)
        else:
            found[alias] = Binding(_element(probe.name, seen.targets.kind), many=True, groups=True)
    return found


@cache
def _element(name: str, kind: str) -> type[Facts]:
    """One of the other targets: its declaration, its endpoint and its facts."""
    probe = find(name)
    extra: dict[str, Any] = {"target": (KINDS[kind], fact("the target's declaration"))}
    if probe.per_endpoint:
        extra["endpoint"] = (Endpoint, fact("where it was observed"))
    return create_model(f"{probe.__name__}On{kind.title()}", __base__=probe.facts(), **extra)


def ordinarily_empty(read: Read, binding: Binding) -> bool:
    """Whether the list or map at a read may be empty as an ordinary answer, or can never be empty."""
    path = list(read.path[1:] if binding.many else read.path)
    if not path:
        return False
    model: Any = binding.model
    for position, name in enumerate(path):
        if name == "[]":
            continue
        if not (isinstance(model, type) and issubclass(model, BaseModel)) or name not in model.model_fields:
            return False
        field = model.model_fields[name]
        if position == len(path) - 1:
            return may_be_empty(model, name) or any(getattr(m, "min_length", 0) for m in field.metadata)
        model = _inner(field.annotation)
    return False


def _inner(annotation: Any) -> Any:
    """The model inside ``X | None``, ``tuple[X, ...]``, ``list[X]`` or ``dict[str, X]``."""
    while get_origin(annotation) is not None:
        arguments = [a for a in get_args(annotation) if a not in (type(None), Ellipsis)]
        annotation = arguments[-1]
    return annotation
