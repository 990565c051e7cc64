"""A probe's facts as a listing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from readiness.probes.plugin import Probe


def describe_facts(probe: type[Probe]) -> Iterable[str]:
    """Every fact of a probe with its type, unit and meaning, group by group."""
    yield f"{probe.name}: {(probe.__doc__ or '').strip().splitlines()[0]}"
    yield f"looks at {', '.join(sorted(probe.kinds))}, {'each name at each address' if probe.per_endpoint else 'once'}"
    for name, field in probe.inputs.model_fields.items():
        default = "required" if field.is_required() else f"default {field.get_default(call_default_factory=True)!r}"
        yield f"  with {name}: {type_name(field.annotation)}, {default}: {field.description or ''}"
    for group in probe.groups().values():
        yield ""
        yield f"{probe.name}.{group.name} ({group.safety}, up to {group.timeout_s:g} s): {group.summary}"
        yield from _fields(group.model, f"  {probe.name}.{group.name}")


def _fields(model: type[BaseModel], prefix: str) -> Iterable[str]:
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        unit = f" [{extra['unit']}]" if extra.get("unit") else ""
        yield f"{prefix}.{name}: {type_name(field.annotation)}{unit}: {field.description or ''}"
        inner, mark = _model_in(field.annotation)
        if inner is not None:
            yield from _fields(inner, f"{prefix}.{name}{mark}")


def _model_in(annotation: Any) -> tuple[type[BaseModel] | None, str]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, ""
    for argument in get_args(annotation):
        found, _ = _model_in(argument)
        if found is not None:
            return found, "[]" if get_origin(annotation) in (tuple, list, dict) else ""
    return None, ""


def type_name(annotation: Any) -> str:
    """A type as a policy author reads it."""
    if get_origin(annotation) is Annotated:
        return type_name(get_args(annotation)[0])
    origin, arguments = get_origin(annotation), [a for a in get_args(annotation) if a is not Ellipsis]
    if origin in (tuple, list):
        return f"list of {type_name(arguments[0])}"
    if origin is dict:
        return f"map of {type_name(arguments[1])}"
    if type(None) in arguments:
        return " or ".join(type_name(a) for a in arguments if a is not type(None)) + " or absent"
    if arguments and all(isinstance(a, str) for a in arguments):
        return " | ".join(f'"{a}"' for a in arguments)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "facts"
    return {"str": "string", "int": "int", "float": "number", "bool": "bool", "datetime": "time"}.get(
        getattr(annotation, "__name__", ""), str(annotation)
    )
