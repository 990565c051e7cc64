"""Start, stop and re-start the lab's components: all at once, each when what it needs is ready."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from lab.namespace import LabError, Namespace, Service
from lab.settings import Settings

START_SECONDS = 30.0


@dataclass(frozen=True)
class Component:
    """One real server of the lab, re-started whenever a setting under its name changes.

    ``prepare`` writes what the server reads into the given empty folder, seen inside as ``/srv/NAME``, which then
    belongs to ``user``. ``ready`` runs on the lab's network and says whether the server answers; OSError is a no.
    """

    name: str
    argv: tuple[str, ...]
    prepare: Callable[[Settings, Path], None]
    ready: Callable[[], bool]
    user: str = "root"
    needs: tuple[str, ...] = ()


class Orchestrator:
    """Keeps the components running as the settings say."""

    def __init__(self, namespace: Namespace, components: Iterable[Component]) -> None:
        self._namespace = namespace
        self._components = {c.name: c for c in components}
        self._order = tuple(TopologicalSorter({c.name: c.needs for c in self._components.values()}).static_order())
        self._services: dict[str, Service] = {}
        self._settings: Settings | None = None

    def apply(self, settings: Settings) -> None:
        """Re-start what the new settings touch and all that needs it; returns when every one of them answers."""
        affected = self._affected(settings)
        self._stop(affected)
        self._settings = settings
        self._start([name for name in affected if name not in settings.stopped], settings)

    def reap(self) -> None:
        """Collect what the end of the namespace has killed."""
        self._stop(list(self._services))

    def _affected(self, settings: Settings) -> list[str]:
        changed = set(self._components) if self._settings is None else settings.changed(self._settings)
        affected: list[str] = []
        for name in self._order:
            if name in changed or set(self._components[name].needs) & set(affected):
                affected.append(name)
        return affected

    def _stop(self, names: Iterable[str]) -> None:
        for name in names:
            if service := self._services.pop(name, None):
                service.kill()

    def _start(self, names: list[str], settings: Settings) -> None:
        started: dict[str, Future[None]] = {}
        with ThreadPoolExecutor(max_workers=len(names) or 1) as pool:
            for name in names:
                component = self._components[name]
                before = [started[need] for need in component.needs if need in started]
                started[name] = pool.submit(self._start_one, component, settings, before)
        for future in started.values():
            future.result()

    def _start_one(self, component: Component, settings: Settings, before: list[Future[None]]) -> None:
        folder = self._namespace.directory / component.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        component.prepare(settings, folder)
        if component.user != "root":
            give(folder, component.user)
        for future in before:
            future.result()
        log = self._namespace.directory / "logs" / f"{component.name}.log"
        service = self._namespace.spawn(component.argv, component.user, log)
        self._services[component.name] = service
        with self._namespace.entered():
            if not wait_until(component.ready, START_SECONDS, while_=lambda: service.alive):
                state = "does not answer" if service.alive else f"ended with {service.process.returncode}"
                msg = f"{component.name} {state}: {log.read_text(errors='replace')[-1500:]}"
                raise LabError(msg)


def wait_until(condition: Callable[[], bool], seconds: float, *, while_: Callable[[], bool] = lambda: True) -> bool:
    """True as soon as ``condition`` holds (OSError counts as no); False after ``seconds`` or when ``while_`` ceases."""
    end = time.monotonic() + seconds
    while not _holds(condition):
        if time.monotonic() > end or not while_():
            return False
        time.sleep(0.005)
    return True


def give(folder: Path, user: str) -> None:
    """Make ``folder`` and everything in it belong to ``user``."""
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, user, user)


def _holds(condition: Callable[[], bool]) -> bool:
    try:
        return condition()
    except OSError:
        return False
