"""Parameters: values of every type in one normal form, where each came from, and which ask for less than the policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from readiness.expressions import Engine
from readiness.load import units
from readiness.load.yaml.document import Document
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.mistakes import nearest
from readiness.model.policy import ParamSpec, Policy
from readiness.model.report import ParamValue
from readiness.model.tailoring import Loosening

PARAM_TYPES: Mapping[str, Any] = {
    "int": int,
    "float": float,
    "string": str,
    "bool": bool,
    "strings": tuple[str, ...],
    "count": int,
    "duration": int,
    "bytes": int,
    "regex": str,
}
"""What a value is in a condition, by the parameter's type."""

_SAID = {
    "int": "a whole number",
    "float": "a number",
    "string": "text",
    "bool": "true or false",
    "strings": "a list of texts",
    "count": "a whole number from 0",
    "duration": "a span of time with units",
    "bytes": "an amount of data with a unit",
    "regex": "a regular expression",
}
DIRECTED = frozenset({"int", "float", "count", "duration", "bytes"})
"""Types whose values can be higher or lower."""
_TEXTS = ("string", "regex", "duration", "bytes")
_LONGEST_PATTERN = 1000
_INT64 = 2**63


class UnfitError(ValueError):
    """A value that is not of its parameter's type: what it must be (``must be a whole number``), and a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)


def normal(spec: ParamSpec, value: Any) -> Any:
    """A value as written in its normal form: seconds, bytes, or as it is; UnfitError when it is not of the type."""
    match spec.type:
        case "duration":
            return _measured(spec, value, units.seconds(value) if isinstance(value, str) else None)
        case "bytes":
            return _measured(spec, value, units.octets(value) if isinstance(value, str) else None)
        case "regex":
            return _pattern(value)
    try:
        items = tuple(value) if isinstance(value, list) else value
        TypeAdapter(PARAM_TYPES[spec.type]).validate_python(items, strict=True)
    except ValidationError:
        raise UnfitError(f"must be {_SAID[spec.type]}") from None
    if spec.type == "count" and value < 0:
        raise UnfitError(f"must be {_SAID[spec.type]}")
    if spec.type in ("int", "count") and not -_INT64 <= value < _INT64:
        raise UnfitError("must fit 64 bits")
    return value


def _measured(spec: ParamSpec, value: Any, found: int | None) -> int:
    if found is not None:
        return found
    bare = str(value).strip() if isinstance(value, int | str) and not isinstance(value, bool) else ""
    number = bare if bare.isascii() and bare.isdigit() and len(bare) <= 15 else ""
    if spec.type == "duration":
        hint = f"write {number}d, or the unit that is meant" if number else "write 90d, 1h30m; units are w, d, h, m, s"
    else:
        hint = f"write {number or 500} GB, or 4 GiB; units are B, kB, MB, GB, TB, PB and KiB, MiB, GiB, TiB, PiB"
    raise UnfitError(f"must be {_SAID[spec.type]}", hint)


def _pattern(value: Any) -> str:
    if not isinstance(value, str):
        raise UnfitError(f"must be {_SAID['regex']}", "put it in quotes")
    if len(value) > _LONGEST_PATTERN:
        raise UnfitError(f"must not be longer than {_LONGEST_PATTERN} characters")
    engine = _engine()
    truth = engine.evaluate(engine.compile('"".matches(pattern.text)'), {"pattern": {"text": value}})
    if truth.kind == "error":
        said = truth.detail.removeprefix("invalid regular expression: ")
        raise UnfitError(f"must be a regular expression: {said}", "its syntax is that of RE2")
    return value


@lru_cache(maxsize=1)
def _engine() -> Engine:
    return Engine(datetime(2000, 1, 1, tzinfo=UTC))


def spoken(spec: ParamSpec, value: Any) -> str:
    """A value in its normal form as one would write it: ``90d``, ``500 GB``, ``a, b``."""
    if spec.type == "duration" and isinstance(value, int):
        return units.span(value)
    if spec.type == "bytes" and isinstance(value, int):
        return units.amount(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def is_weaker(spec: ParamSpec, value: Any, than: Any) -> bool:
    """Whether a value asks for less than another, both in normal form; without a direction any other value may."""
    before, after = (list(one) if isinstance(one, tuple) else one for one in (than, value))
    if spec.stricter is None or not all(isinstance(one, int | float) for one in (before, after)):
        return bool(before != after)
    return bool(after < before if spec.stricter == "higher" else after > before)


def param_loosenings(policy: Policy, params: Mapping[str, ParamValue]) -> tuple[Loosening, ...]:
    """Parameters that the environment or the command line made weaker than the policy's own value, by name."""
    found = []
    for name, param in sorted(params.items()):
        spec = policy.params.get(name)
        if spec is None or is_policys(param) or not is_weaker(spec, param.value, spec.default):
            continue
        before, after = spoken(spec, spec.default), spoken(spec, param.value)
        found.append(Loosening(kind="parameter", what=name, before=before, after=after, by=param.origin))
    return tuple(found)


def is_policys(param: ParamValue) -> bool:
    """Whether the value is the policy's own."""
    return param.origin.partition(" ")[0] == "policy"


def read_params(
    policy: Policy, written: Mapping[str, Any], document: Document, place: tuple[str, ...], settings: Mapping[str, str]
) -> dict[str, ParamValue]:
    """Every parameter's value: the policy's, the environment's at ``place``, then ``--set``; InputError for wrong ones.

    The policy's defaults are in normal form already.
    """
    values = {
        name: ParamValue(value=spec.default, origin=policy.param_origin(name), source=spec.source)
        for name, spec in policy.params.items()
    }
    mistakes = []
    for name, value in written.items():
        at = (*place, "params", name)
        if name not in policy.params:
            mistakes.append(document.mistake(at, *_no_parameter(name, policy), key=True))
            continue
        try:
            values[name] = _updated(values[name], normal(policy.params[name], value), "environment")
        except UnfitError as error:
            mistakes.append(document.mistake(at, f"`{name}` {error.message}", error.hint))
    for name, text in settings.items():
        try:
            values[name] = _updated(values[name], _setting(policy.params[name], text), "command line")
        except KeyError:
            message, hint = _no_parameter(name, policy)
            mistakes.append(Mistake(Position("command line"), f"--set {name}: {message}", hint))
        except UnfitError as error:
            message = f"--set {name}={text}: {error.message}"
            mistakes.append(Mistake(Position("command line"), message, error.hint))
    if mistakes:
        raise InputError(*mistakes)
    return values


def _updated(param: ParamValue, value: Any, origin: str) -> ParamValue:
    return param.model_copy(update={"value": value, "origin": origin})


def _no_parameter(name: str, policy: Policy) -> tuple[str, str]:
    hint = nearest(name, policy.params) or (f"it has {', '.join(sorted(policy.params))}" if policy.params else "")
    return f"the policy {policy.name} has no parameter `{name}`", hint


def _setting(spec: ParamSpec, text: str) -> Any:
    """The value that a text on the command line stands for."""
    value = text if spec.type in _TEXTS else _parsed(text)
    if spec.type == "strings" and not isinstance(value, list):
        value = [part.strip() for part in text.split(",")]
    return normal(spec, value)


def _parsed(text: str) -> Any:
    from readiness.load.yaml import parse  # judging needs the rest of this module, and no YAML

    try:
        return parse(text, "command line").data
    except InputError:
        return text
