"""Named frameworks that controls map to, and whether what they map to can be one of their requirements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from readiness.load.policy.controls import Written
from readiness.load.shipped import shipped
from readiness.load.yaml import read
from readiness.load.yaml.validate import validate
from readiness.model.errors import Mistake
from readiness.model.facts import Model
from readiness.model.mistakes import nearest
from readiness.model.policy import Control, Framework, FrameworkId


class _File(Model):
    frameworks: dict[FrameworkId, Framework]


@cache
def frameworks() -> Mapping[str, Framework]:
    """The frameworks that come with readiness, by id."""
    return validate(read(shipped("policies") / "frameworks.yaml"), _File).frameworks


def used_frameworks(controls: Iterable[Control]) -> dict[str, Framework]:
    """The frameworks that some controls map to, sorted by id."""
    names = sorted({name for control in controls for name in control.maps})
    return {name: frameworks()[name] for name in names}


def framework_mistakes(written: Written) -> Iterator[Mistake]:
    """Frameworks that do not exist, and requirements that theirs cannot have."""
    for name, requirements in written.control.maps.items():
        framework = frameworks().get(name)
        if framework is None:
            hint = nearest(name, frameworks()) or f"there are {', '.join(frameworks())}"
            yield written.complain(("maps", name), f"there is no framework `{name}`", hint, at_key=True)
            continue
        if not requirements:
            yield written.complain(("maps", name), f"`{name}` must not be empty", "remove it", at_key=True)
        for position, requirement in enumerate(requirements):
            place = ("maps", name, position)
            if re.fullmatch(framework.requirement, requirement) is None:
                message = f"{framework.title} {framework.version} has no requirement `{requirement}`"
                yield written.complain(place, message, f"they match {framework.requirement}")
            elif requirement in requirements[:position]:
                yield written.complain(place, f"`{requirement}` stands here twice", "remove it")
