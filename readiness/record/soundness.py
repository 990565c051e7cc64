"""Whether a record that comes from a file can be judged at all."""

from __future__ import annotations

from readiness.expressions import ConditionError, Engine, split
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.policy import Control
from readiness.model.record import Record

CHANGED = "it was changed after the scan, or was not written by readiness"


def check(record: Record, file: str) -> None:
    """InputError when the header, whose form is right, cannot be made sense of: conditions, targets without a kind."""
    engine = Engine(record.header.started)
    wrong = [said for control in record.header.policy.controls for said in _conditions(control, engine)]
    wrong += [f"target `{name}` has no kind" for name, target in record.header.targets.items() if not _has_kind(target)]
    if wrong:
        raise InputError(*(Mistake(Position(file, 1, 1), said, CHANGED) for said in wrong))


def _conditions(control: Control, engine: Engine) -> list[str]:
    wrong = []
    for block in (control.when, control.require, control.recommend):
        for line in split(block or ""):
            try:
                engine.compile(line.text)
            except ConditionError as error:
                wrong.append(f"control `{control.id}`: {error.message}")
    return wrong


def _has_kind(target: dict[str, object]) -> bool:
    return isinstance(target.get("kind"), str)
