"""Loading an environment: targets, their references to each other, and the parameters that it sets."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from readiness.load.companions import Companions
from readiness.load.params import read_params
from readiness.load.policy import load_policy
from readiness.load.yaml import Document, parse, read
from readiness.load.yaml.validate import validate
from readiness.model.attestations import Attestation
from readiness.model.environment import Environment, EnvironmentFile, Release
from readiness.model.errors import InputError, Mistake
from readiness.model.lifecycle import Lifecycle
from readiness.model.mistakes import nearest
from readiness.model.policy import ENVIRONMENT, Policy
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
    return _load(name, Document(said, data, ""), None, settings, policy)


def _load(
    name: str, document: Document, home: Path | None, settings: Mapping[str, str] | None, policy: str | None
) -> Loaded:
    """``home`` is the folder of the environment's file, None where it is in no file."""
    environments = validate(document, EnvironmentFile).environments
    if name not in environments:
        hint = nearest(name, environments) or f"it has {', '.join(sorted(environments))}"
        raise InputError(document.mistake(("environments",), f"there is no environment `{name}`", hint))
    place = ("environments", name)
    environment = environments[name]
    mistakes = list(_reference_mistakes(environment, document, place))
    if mistakes:
        raise InputError(*mistakes)
    directory = home or Path()
    if policy is None:
        loaded = load_policy(environment.policy, directory, document.mistake((*place, "policy"), ""))
    else:
        loaded = load_policy(policy, Path())
        shared = {key: value for key, value in environment.params.items() if key in loaded.params}
        environment = environment.model_copy(update={"policy": policy, "params": shared})
    params = read_params(loaded, environment.params, document, place, settings or {})
    targets = {key: _with_addresses(target, environment) for key, target in environment.targets.items()}
    said = {
        key: document.mistake((*place, "targets", key, "authorization"), "")
        for key, target in targets.items()
        if getattr(target, "authorization", None) is not None
    }
    companions = Companions(environment, document, place, home)
    attestations, attested_beside = companions.attestations()
    return Loaded(
        name=name,
        environment=environment.model_copy(update={"targets": targets}),
        policy=loaded,
        params=params,
        directory=directory,
        said=said,
        release=companions.release(),
        waivers=companions.waivers(),
        attestations=attestations,
        attested_beside=attested_beside,
        lifecycle=companions.lifecycle(),
    )


def _with_addresses(target: AnyTarget, environment: Environment) -> AnyTarget:
    """A site behind a balancer must be where the balancer is."""
    behind = environment.targets.get(getattr(target, "behind", None) or "")
    if isinstance(behind, Balancer) and not getattr(target, "addresses", ()):
        return target.model_copy(update={"addresses": behind.addresses})
    return target


def _reference_mistakes(environment: Environment, document: Document, place: tuple[str, ...]) -> Iterator[Mistake]:
    targets = environment.targets
    if ENVIRONMENT in targets:
        message = f"`{ENVIRONMENT}` is a reserved name: it stands for the environment as a whole"
        yield document.mistake((*place, "targets", ENVIRONMENT), message, "call the target something else", key=True)
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
