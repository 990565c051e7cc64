"""Loading an environment: targets, their references to each other, and the parameters that it sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.load.policy import load_policy, param_problem
from readiness.load.validate import validate
from readiness.load.yaml import Document, parse, read
from readiness.model.environment import Environment, EnvironmentFile
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.mistakes import nearest
from readiness.model.policy import Policy
from readiness.model.report import ParamValue
from readiness.model.target import AnyTarget, Balancer


@dataclass(frozen=True)
class Loaded:
    """An environment with its policy and parameters. ``directory`` is what relative files are relative to."""

    name: str
    environment: Environment
    policy: Policy
    params: dict[str, ParamValue]
    directory: Path


def load_environment(
    name: str, file: Path, settings: Mapping[str, str] | None = None, policy: str | None = None
) -> Loaded:
    """The environment of that name in a file, with its policy; ``settings`` are ``--set`` values. InputError otherwise."""
    document = read(file)
    environments = validate(document, EnvironmentFile).environments
    if name not in environments:
        hint = nearest(name, environments) or f"there are {', '.join(sorted(environments))}"
        raise InputError(document.mistake(("environments",), f"there is no environment `{name}`", hint))
    environment = environments[name]
    if policy is not None:
        environment = environment.model_copy(update={"policy": policy})
    return _finish(name, environment, document, ("environments", name), file.parent, settings or {})


def load_text(
    name: str,
    text: str,
    file: str,
    directory: Path,
    settings: Mapping[str, str] | None = None,
    policy: str | None = None,
) -> Loaded:
    """As ``load_environment``, from text that no file holds (a URL on the command line, the demo)."""
    document = parse(text, file)
    environment = validate(document, EnvironmentFile).environments[name]
    if policy is not None:
        environment = environment.model_copy(update={"policy": policy})
    return _finish(name, environment, document, ("environments", name), directory, settings or {})


def _finish(
    name: str,
    environment: Environment,
    document: Document,
    place: tuple[str, ...],
    directory: Path,
    settings: Mapping[str, str],
) -> Loaded:
    mistakes = list(_reference_mistakes(environment, document, place))
    if mistakes:
        raise InputError(*mistakes)
    said = document.mistake((*place, "policy"), "")
    policy = load_policy(environment.policy, directory, said)
    params = _params(policy, environment, document, place, settings)
    targets = {key: _with_addresses(target, environment) for key, target in environment.targets.items()}
    return Loaded(name, environment.model_copy(update={"targets": targets}), policy, params, directory)


def _with_addresses(target: AnyTarget, environment: Environment) -> AnyTarget:
    """A site behind a balancer must be where the balancer is."""
    behind = environment.targets.get(getattr(target, "behind", None) or "")
    if isinstance(behind, Balancer) and not getattr(target, "addresses", ()):
        return target.model_copy(update={"addresses": behind.addresses})
    return target


def _reference_mistakes(environment: Environment, document: Document, place: tuple[str, ...]) -> Iterator[Mistake]:
    for name, target in environment.targets.items():
        for field in ("behind", "domain"):
            other = getattr(target, field, None)
            if other is not None and other not in environment.targets:
                at = (*place, "targets", name, field)
                yield document.mistake(at, f"there is no target `{other}`", nearest(other, environment.targets))
    for position, consent in enumerate(environment.consent):
        for index, other in enumerate(consent.targets):
            if other not in environment.targets:
                where: tuple[str | int, ...] = (*place, "consent", position, "targets", index)
                yield document.mistake(where, f"there is no target `{other}`", nearest(other, environment.targets))


def _params(
    policy: Policy, environment: Environment, document: Document, place: tuple[str, ...], settings: Mapping[str, str]
) -> dict[str, ParamValue]:
    values = {n: ParamValue(value=s.default, origin="policy", source=s.source) for n, s in policy.params.items()}
    mistakes = []
    for name, value in environment.params.items():
        at = (*place, "params", name)
        if name not in policy.params:
            mistakes.append(document.mistake(at, f"the policy has no parameter `{name}`", nearest(name, values), key=True))
        elif problem := param_problem(policy.params[name], value):
            mistakes.append(document.mistake(at, f"`{name}` {problem}"))
        else:
            values[name] = values[name].model_copy(update={"value": value, "origin": "environment"})
    for name, text in settings.items():
        _set(policy, values, name, text, mistakes)
    if mistakes:
        raise InputError(*mistakes)
    return values


def _set(policy: Policy, values: dict[str, ParamValue], name: str, text: str, mistakes: list[Mistake]) -> None:
    where = Position("command line")
    if name not in policy.params:
        mistakes.append(Mistake(where, f"--set {name}: the policy has no parameter `{name}`", nearest(name, values)))
        return
    value = _parse(text)
    spec = policy.params[name]
    if spec.type == "string":
        value = text
    elif spec.type == "strings" and not isinstance(value, list):
        value = [part.strip() for part in text.split(",")]
    if problem := param_problem(spec, value):
        mistakes.append(Mistake(where, f"--set {name}: {text!r} {problem}"))
        return
    values[name] = values[name].model_copy(update={"value": value, "origin": "command line"})


def _parse(text: str) -> Any:
    try:
        return parse(text, "command line").data
    except InputError:
        return text
