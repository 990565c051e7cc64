"""Loading an environment: targets, their references to each other, and the parameters that it sets."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.load.policy import load_policy, param_problem
from readiness.load.validate import validate
from readiness.load.yaml import Document, parse, read
from readiness.model.attestations import Attestation
from readiness.model.environment import Environment, EnvironmentFile, Release
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.lifecycle import Lifecycle
from readiness.model.mistakes import nearest
from readiness.model.policy import Policy
from readiness.model.report import ParamValue
from readiness.model.target import AnyTarget, Balancer
from readiness.model.waivers import Waiver


@dataclass(frozen=True)
class Loaded:
    """An environment with its policy and parameters.

    ``directory`` is what relative files are relative to, ``attested_beside`` those of attestations; ``said`` is where
    each target's secret is written.
    """

    name: str
    environment: Environment
    policy: Policy
    params: dict[str, ParamValue]
    directory: Path
    said: Mapping[str, Mistake] = dataclasses.field(default_factory=dict)
    release: Release | None = None
    waivers: tuple[Waiver, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    attested_beside: Path = Path()
    lifecycle: Lifecycle | None = None


def load_environment(
    name: str, file: Path, settings: Mapping[str, str] | None = None, policy: str | None = None
) -> Loaded:
    """The environment of that name in a file, with its policy; InputError with every mistake found.

    ``settings`` are ``--set`` values. ``policy`` replaces the environment's own; as a file it is relative to the
    working directory, whereas the environment's own is relative to the environment's file; parameters that it does
    not have are left out.
    """
    return _load(name, read(file), file.parent, settings, policy)


def load_text(
    name: str,
    text: str,
    file: str,
    directory: Path,
    settings: Mapping[str, str] | None = None,
    policy: str | None = None,
) -> Loaded:
    """As ``load_environment``, from text that no file holds (the demo)."""
    return _load(name, parse(text, file), directory, settings, policy)


def load_data(
    name: str, data: Any, policy: str, settings: Mapping[str, str] | None = None, said: str = "command line"
) -> Loaded:
    """As ``load_environment``, from data that was never text (a URL): ``said`` is where its mistakes are."""
    return _load(name, Document(said, data, ""), Path(), settings, policy)


def _load(
    name: str, document: Document, directory: Path, settings: Mapping[str, str] | None, policy: str | None
) -> Loaded:
    environments = validate(document, EnvironmentFile).environments
    if name not in environments:
        hint = nearest(name, environments) or f"it has {', '.join(sorted(environments))}"
        raise InputError(document.mistake(("environments",), f"there is no environment `{name}`", hint))
    place = ("environments", name)
    environment = environments[name]
    mistakes = list(_reference_mistakes(environment, document, place))
    if mistakes:
        raise InputError(*mistakes)
    if policy is None:
        loaded = load_policy(environment.policy, directory, document.mistake((*place, "policy"), ""))
    else:
        loaded = load_policy(policy, Path())
        shared = {key: value for key, value in environment.params.items() if key in loaded.params}
        environment = environment.model_copy(update={"policy": policy, "params": shared})
    params = _params(loaded, environment, document, place, settings or {})
    targets = {key: _with_addresses(target, environment) for key, target in environment.targets.items()}
    said = {
        key: document.mistake((*place, "targets", key, "authorization"), "")
        for key, target in targets.items()
        if getattr(target, "authorization", None) is not None
    }
    return Loaded(name, environment.model_copy(update={"targets": targets}), loaded, params, directory, said)


def _with_addresses(target: AnyTarget, environment: Environment) -> AnyTarget:
    """A site behind a balancer must be where the balancer is."""
    behind = environment.targets.get(getattr(target, "behind", None) or "")
    if isinstance(behind, Balancer) and not getattr(target, "addresses", ()):
        return target.model_copy(update={"addresses": behind.addresses})
    return target


def _reference_mistakes(environment: Environment, document: Document, place: tuple[str, ...]) -> Iterator[Mistake]:
    targets = environment.targets
    for name, target in targets.items():
        for field, kind in (("behind", "balancer"), ("domain", "domain")):
            other = getattr(target, field, None)
            at = (*place, "targets", name, field)
            if other is not None and other not in targets:
                yield document.mistake(at, f"there is no target `{other}`", nearest(other, targets))
            elif other is not None and targets[other].kind != kind:
                yield document.mistake(at, f"the target `{other}` is no {kind}", f"it is a {targets[other].kind}")
    for position, consent in enumerate(environment.consent):
        for index, other in enumerate(consent.targets):
            if other not in targets:
                where: tuple[str | int, ...] = (*place, "consent", position, "targets", index)
                yield document.mistake(where, f"there is no target `{other}`", nearest(other, targets))


def _params(
    policy: Policy, environment: Environment, document: Document, place: tuple[str, ...], settings: Mapping[str, str]
) -> dict[str, ParamValue]:
    values = {n: ParamValue(value=s.default, origin="policy", source=s.source) for n, s in policy.params.items()}
    mistakes = []
    for name, value in environment.params.items():
        at = (*place, "params", name)
        if name not in policy.params:
            message, hint = _no_parameter(name, policy)
            mistakes.append(document.mistake(at, message, hint, key=True))
        elif problem := param_problem(policy.params[name], value):
            mistakes.append(document.mistake(at, f"`{name}` {problem}"))
        else:
            values[name] = values[name].model_copy(update={"value": value, "origin": "environment"})
    for name, text in settings.items():
        _set(policy, values, name, text, mistakes)
    if mistakes:
        raise InputError(*mistakes)
    return values


def _no_parameter(name: str, policy: Policy) -> tuple[str, str]:
    hint = nearest(name, policy.params) or (f"it has {', '.join(sorted(policy.params))}" if policy.params else "")
    return f"the policy {policy.name} has no parameter `{name}`", hint


def _set(policy: Policy, values: dict[str, ParamValue], name: str, text: str, mistakes: list[Mistake]) -> None:
    where = Position("command line")
    if name not in policy.params:
        message, hint = _no_parameter(name, policy)
        mistakes.append(Mistake(where, f"--set {name}: {message}", hint))
        return
    value = _parse(text)
    spec = policy.params[name]
    if spec.type == "string":
        value = text
    elif spec.type == "strings" and not isinstance(value, list):
        value = [part.strip() for part in text.split(",")]
    if problem := param_problem(spec, value):
        mistakes.append(Mistake(where, f"--set {name}={text}: {problem}"))
        return
    values[name] = values[name].model_copy(update={"value": value, "origin": "command line"})


def _parse(text: str) -> Any:
    try:
        return parse(text, "command line").data
    except InputError:
        return text
