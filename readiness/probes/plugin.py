"""What a probe is: a class with inputs, fact groups collected by one method each, and what these will send."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, get_type_hints

from pydantic import create_model

from readiness.model.facts import Facts, Model, fact
from readiness.model.observation import Endpoint
from readiness.model.outcomes import Safety
from readiness.model.request import Template
from readiness.model.target import AnyTarget

if TYPE_CHECKING:
    from readiness.reach.reach import Reach  # probes are asked for their facts also where nothing is looked at


class NoInputs(Model):
    """A probe without inputs."""


@dataclass(frozen=True)
class Ask:
    """What a fact group's method gets. ``endpoint`` is None unless the probe works per endpoint; ``now`` is UTC."""

    target: AnyTarget
    endpoint: Endpoint | None
    inputs: Any
    now: datetime
    reach: Reach


@dataclass(frozen=True)
class Planned:
    """What a template function may know before anything is contacted."""

    target: AnyTarget
    name: str
    inputs: Any
    reach_ports: dict[str, int]


Sends = Callable[[Planned], tuple[Template, ...]]
Method = TypeVar("Method", bound=Callable[..., Awaitable[Facts]])


@dataclass(frozen=True)
class Group:
    """A fact group: its name, model, safety class, time limit in seconds and what its collection may send."""

    name: str
    model: type[Facts]
    safety: Safety
    timeout_s: float
    sends: Sends
    summary: str
    isolated: bool


def group(
    sends: Sends, *, timeout_s: float = 20.0, safety: Safety = Safety.PASSIVE, isolated: bool = False
) -> Callable[[Method], Method]:
    """Mark a method as the collector of the fact group that bears its name; its return annotation is the group's model.

    ``isolated`` groups run after the others, one at a time (limiters, lockouts). The method raises ``Unobservable``
    when it could not look; any other exception is recorded as a crash of the probe.
    """

    def mark(method: Method) -> Method:
        method._group = (sends, timeout_s, safety, isolated)  # type: ignore[attr-defined]
        return method

    return mark


class Probe:
    """A plugin that observes one kind of target and returns facts; it never judges.

    Set ``name`` (also the module's or the entry point's), ``kinds`` (target kinds), ``inputs`` (a model) and
    ``per_endpoint``: whether it is asked once for each name at each address or once for the target. ``works`` names the
    modules of its jobs for worker processes, so that they are imported early. One instance lives as long as one
    observation, so that groups may share what was fetched through ``once``.
    """

    name: ClassVar[str]
    kinds: ClassVar[frozenset[str]]
    inputs: ClassVar[type[Model]] = NoInputs
    per_endpoint: ClassVar[bool] = False
    works: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        self._shared: dict[Any, Any] = {}

    async def once(self, key: Any, fetch: Callable[[], Awaitable[Any]]) -> Any:
        """Await ``fetch`` once for all groups of this observation; later callers get the same answer or exception."""
        import asyncio

        if key not in self._shared:
            self._shared[key] = asyncio.ensure_future(fetch())
        return await asyncio.shield(self._shared[key])

    @classmethod
    def groups(cls) -> dict[str, Group]:
        """The probe's fact groups by name, in the order of definition."""
        return _groups(cls)  # type: ignore[arg-type]  # mypy doubts that classes hash

    @classmethod
    def facts(cls) -> type[Facts]:
        """One model with a field for each group: what conditions are checked against."""
        return _facts(cls)  # type: ignore[arg-type]  # as above


@cache
def _groups(probe: type[Probe]) -> dict[str, Group]:
    found = {}
    for name, method in vars(probe).items():
        if hasattr(method, "_group"):
            sends, timeout_s, safety, isolated = method._group
            model = get_type_hints(method)["return"]
            summary = (method.__doc__ or "").strip().splitlines()[0] if method.__doc__ else ""
            found[name] = Group(name, model, safety, timeout_s, sends, summary, isolated)
    return found


@cache
def _facts(probe: type[Probe]) -> type[Facts]:
    fields: dict[str, Any] = {
        name: (found.model, fact(found.summary or name)) for name, found in probe.groups().items()
    }
    return create_model(f"{probe.__name__}Facts", __base__=Facts, __module__=probe.__module__, **fields)
