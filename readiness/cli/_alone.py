"""Observing one target for one control, whatever else the environment declares: for asking by hand."""

from __future__ import annotations

from dataclasses import replace

from readiness.cli._options import Choice, make_plan
from readiness.cli._progress import Progress
from readiness.load.environment import Loaded
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.mistakes import nearest
from readiness.model.policy import Control, Policy
from readiness.model.record import Record
from readiness.scan.scan import scan


def observe_alone(choice: Choice, loaded: Loaded, target: str, control: Control) -> Record:
    """The record of a scan of this target by this control, through the same plan, gate and stages as any scan."""
    kept = {target: loaded.environment.targets[target]}
    alone = replace(
        loaded,
        policy=Policy(name=control.id, version="0", controls=(control,)),
        params={},
        waivers=(),
        attestations=(),
        environment=loaded.environment.model_copy(update={"targets": kept}),
    )
    plan = make_plan(choice, alone)
    with Progress(plan) as progress:
        return scan(plan, alone, lambda _, item: progress.note(item))


def unknown_target(name: str, loaded: Loaded) -> InputError:
    """That the environment has no such target."""
    hint = nearest(name, loaded.environment.targets) or f"there are {', '.join(sorted(loaded.environment.targets))}"
    return InputError(Mistake(Position("command line"), f"{loaded.name} has no target `{name}`", hint))
