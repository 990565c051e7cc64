"""A policy as the rules look at it, and what they say about it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from readiness.expressions import split
from readiness.load.lint._claims import Claims, claims_of
from readiness.model.lifecycle import Lifecycle
from readiness.model.policy import Control, Observe, Policy


@dataclass(frozen=True)
class Remark:
    """What a rule says: about a control (empty for the policy as a whole), one of its conditions if it is about one."""

    rule: str
    control: str
    message: str
    condition: str = ""


@dataclass(frozen=True)
class Case:
    """What a control asks in one of the ways in which it can be judged: as it is, or with a variant's conditions."""

    control: Control
    variant: str
    when: tuple[str, ...]
    require: tuple[str, ...]
    recommend: tuple[str, ...]

    @property
    def where(self) -> str:
        """`` (variant NAME)``, nothing for the control itself."""
        return f" (variant {self.variant})" if self.variant else ""


@dataclass(frozen=True)
class Subject:
    """A policy, and the lifecycle data that its conditions would be judged with."""

    policy: Policy
    lifecycle: Lifecycle | None = None

    @cached_property
    def params(self) -> Mapping[str, object]:
        """What the parameters stand for, unless an environment says otherwise."""
        return {name: spec.default for name, spec in self.policy.params.items()}

    def claims(self, condition: str, control: Control | None = None) -> Claims:
        """What a condition says about which values; with ``control`` in words that mean the same in every control."""
        names = {} if control is None else {alias: observed(alias, seen) for alias, seen in control.observe.items()}
        return claims_of(condition, self.params, names)

    def cases(self, control: Control) -> Iterator[Case]:
        """The control as it is, and with each of its variants."""
        when, require = lines(control.when), lines(control.require)
        recommend = lines(control.recommend)
        yield Case(control, "", when, require, recommend)
        for variant in control.variants:
            yield Case(
                control,
                variant.id,
                (*when, *lines(variant.when)),
                (*require, *lines(variant.require)),
                (*recommend, *lines(variant.recommend)),
            )


def lines(block: str | None) -> tuple[str, ...]:
    """The conditions of a block."""
    return tuple(line.text for line in split(block or ""))


def observed(alias: str, seen: Observe) -> str:
    """What an observation is, whatever a control calls it: a name that is no name of anything else."""
    others = seen.targets.model_dump_json() if seen.targets else ""
    return f"{seen.probe or alias}{json.dumps(seen.with_, sort_keys=True)}{others}"


def conditions(control: Control) -> Iterator[str]:
    """Every condition of a control and of its variants."""
    for block in (control.when, control.require, control.recommend):
        yield from lines(block)
    for variant in control.variants:
        for block in (variant.when, variant.require, variant.recommend):
            yield from lines(block)
