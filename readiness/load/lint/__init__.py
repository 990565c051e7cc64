"""What in a policy is probably not meant, though every part of it is right: one rule a file, found by the folder."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import Protocol

from readiness.load.lint._subject import Remark, Subject
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.lifecycle import Lifecycle
from readiness.model.mistakes import nearest
from readiness.model.policy import Policy

__all__ = ["Remark", "lint", "rules"]


class _Rule(Protocol):
    __doc__: str | None

    def look(self, subject: Subject) -> Iterator[Remark]: ...


@cache
def rules() -> dict[str, str]:
    """The rules by name, each with what it says about a policy."""
    return {name: (_rule(name).__doc__ or "").partition("\n")[0] for name in _names()}


def lint(policy: Policy, lifecycle: Lifecycle | None = None, ignore: Iterable[str] = ()) -> tuple[Remark, ...]:
    """Every remark on a policy, rule by rule; InputError for a rule to ignore that does not exist.

    Without lifecycle data nothing is said about products and versions.
    """
    ignored = frozenset(ignore)
    for name in sorted(ignored - rules().keys()):
        hint = nearest(name, rules()) or f"there are {', '.join(rules())}"
        raise InputError(Mistake(Position("command line"), f"--ignore {name}: there is no such rule", hint))
    subject = Subject(policy, lifecycle)
    return tuple(remark for name in rules() if name not in ignored for remark in _rule(name).look(subject))


def _names() -> list[str]:
    files = (module.name for module in pkgutil.iter_modules(__path__))
    return sorted(name.replace("_", "-") for name in files if not name.startswith("_"))


def _rule(name: str) -> _Rule:
    rule: _Rule = import_module(f"{__name__}.{name.replace('-', '_')}")
    return rule
