"""What can be broken in the lab, as data: a change of the settings, and how an independent client sees it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from lab.namespace import LabError
from lab.settings import Settings

FAULTS = Path(__file__).parent / "faults.yaml"


@dataclass(frozen=True)
class Replacement:
    """One passage of a file and what stands there instead; the passage occurs exactly once."""

    passage: str
    instead: str

    def __call__(self, text: str) -> str:
        if text.count(self.passage) != 1:
            msg = f"{self.passage!r} occurs {text.count(self.passage)} times, not once"
            raise LabError(msg)
        return text.replace(self.passage, self.instead)


@dataclass(frozen=True)
class Look:
    """How a client that shares no code with us sees the fault: what it prints matches one pattern or the other."""

    argv: tuple[str, ...]
    healthy: re.Pattern[str]
    broken: re.Pattern[str]


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an otherwise healthy estate, and the rows of the guide whose proof it must turn.

    ``flips`` are the controls that it must turn, and to what, its known dependants included; every other control stays
    as it is. ``*site`` and ``*api`` stand for all controls on such a target.
    """

    id: str
    rows: tuple[str, ...]
    breaks: str
    flips: Mapping[str, str]
    look: Look
    edits: Mapping[str, tuple[Replacement, ...]] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    stops: tuple[str, ...] = ()

    def apply(self, settings: Settings) -> Settings:
        """The settings with this fault; LabError when it changes nothing or no longer fits the configuration."""
        for file, replacements in self.edits.items():
            for replacement in replacements:
                settings = settings.edit(file, replacement)
        for name, value in self.choices.items():
            settings = settings.choose(name, value)
        for component in self.stops:
            settings = settings.stop(component)
        return settings


def load_faults(path: Path = FAULTS) -> dict[str, Fault]:
    """All faults by id; a key that no fault has is a TypeError, a repeated id a LabError."""
    faults = [_fault(**entry) for entry in yaml.safe_load(path.read_text())]
    by_id = {fault.id: fault for fault in faults}
    if len(by_id) != len(faults):
        msg = f"{path.name} has an id twice"
        raise LabError(msg)
    return by_id


def _fault(
    id: str,
    rows: list[str],
    breaks: str,
    look: Mapping[str, str],
    flips: Mapping[str, str] | None = None,
    edit: Mapping[str, list[Mapping[str, str]]] | None = None,
    choose: Mapping[str, str] | None = None,
    stop: list[str] | None = None,
) -> Fault:
    edits = {file: tuple(Replacement(e["replace"], e["with"]) for e in list_) for file, list_ in (edit or {}).items()}
    seen = Look(tuple(shlex.split(look["run"])), _pattern(look["healthy"]), _pattern(look["broken"]))
    return Fault(id, tuple(rows), breaks, flips or {}, seen, edits, choose or {}, tuple(stop or ()))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.MULTILINE | re.DOTALL)
