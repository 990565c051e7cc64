"""Parameters that change nothing: no control uses them, or several are one and the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.load.lint._subject import Remark, Subject, conditions
from readiness.model.policy import Control


def look(subject: Subject) -> Iterator[Remark]:
    """A remark for each parameter that is not used, or that has type, default and description of one before it."""
    used = {name for control in subject.policy.controls for name in _used(control)}
    first: dict[str, str] = {}
    for name, spec in subject.policy.params.items():
        if name not in used:
            yield Remark("idle-params", "", f"no control uses the parameter {name}")
        same = first.setdefault(spec.model_dump_json(exclude={"source", "stricter"}), name)
        if same != name and spec.description:
            yield Remark("idle-params", "", f"the parameter {name} is {same} under another name")


def _used(control: Control) -> set[str]:
    inputs = (str(value) for seen in control.observe.values() for value in seen.with_.values())
    return set(re.findall(r"\bparams\.(\w+)", "\n".join((*conditions(control), *inputs))))
