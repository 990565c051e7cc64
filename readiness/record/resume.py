"""Taking up an interrupted scan: what it had come to, and whether what is to go on is still the same scan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from readiness.model.attestations import EvidenceSeen
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.observation import Expansion, Observation
from readiness.model.outcomes import CauseKind
from readiness.model.record import Header, Record
from readiness.record.lines import Key, observation_key
from readiness.record.read import read_file

_WHAT = {
    "environment": "the environment's name has",
    "vantage": "where it is looked from has",
    "policy": "the policy has",
    "selection": "the selection of controls has",
    "params": "the parameters have",
    "targets": "the targets have",
    "reach": "the way to the targets has",
    "consent": "the consent has",
    "release": "the release has",
    "waivers": "the waivers have",
    "attestations": "the attestations have",
    "lifecycle": "the lifecycle data have",
    "readiness": "the version of readiness has",
    "versions": "the versions of libraries have",
}


@dataclass(frozen=True)
class Seen:
    """What need not be looked at again: expansions by target and name, answers by what they are of, evidence by place.

    A cause is an answer, unless it is the interruption itself; names that could not be resolved are asked again.
    """

    expansions: Mapping[tuple[str, str], Expansion] = field(default_factory=dict)
    answers: Mapping[Key, Observation] = field(default_factory=dict)
    evidence: Mapping[str, EvidenceSeen] = field(default_factory=dict)


@dataclass(frozen=True)
class Interrupted:
    """An interrupted scan: its file, the record in it, and its whole lines, which take up ``size`` bytes."""

    file: Path
    record: Record
    lines: tuple[str, ...]
    size: int

    @property
    def seen(self) -> Seen:
        """What it had come to."""
        return Seen(
            {(one.target, one.name): one for one in self.record.expansions if one.cause is None},
            {observation_key(one): one for one in self.record.observations if not _cut_off(one)},
            {one.place: one for one in self.record.evidence},
        )

    @property
    def requests(self) -> int:
        """How many requests it sent: those of its questions, or more if it was stopped in the middle of some."""
        items = [json.loads(line) for line in self.lines if line.strip()]
        told = [int(item["requests"]) for item in items if item["line"] == "end"]
        counted = sum(int(sent.get("count", 1)) for item in items for sent in item.get("sent", ()))
        return max(counted, *told[-1:], 0)


def _cut_off(seen: Observation) -> bool:
    return seen.cause is not None and seen.cause.kind is CauseKind.INTERRUPTED


def interrupted(file: Path, environment: str) -> Interrupted:
    """The interrupted scan in a file; InputError when there is none to go on with.

    Read it where nobody else can write to it: its last line may be cut off, and is left out then.
    """
    if not file.exists():
        raise nothing(f"there is no scan of {environment}", file)
    size = whole_lines(file)
    if size == 0:
        raise nothing(f"the last scan of {environment} ended before it began", file)
    record = read_file(file)
    if record.end is not None and record.end.complete:
        raise nothing(f"the last scan of {environment} is complete", file)
    lines = file.read_bytes()[:size].decode("utf-8").split("\n")[:-1]
    return Interrupted(file, record, tuple(f"{line}\n" for line in lines), size)


def nothing(why: str, file: Path) -> InputError:
    """That nothing can be resumed."""
    return InputError(Mistake(Position(str(file)), f"{why}; there is nothing to resume"))


def whole_lines(file: Path) -> int:
    """How many bytes of a file are whole lines: what follows was cut off while it was written."""
    return file.read_bytes().rfind(b"\n") + 1


def check_unchanged(old: Header, new: Header, file: Path) -> None:
    """InputError naming what has changed since an interrupted scan began: two halves of two scans are no verdict."""
    for name, what in _WHAT.items():
        if getattr(old, name) != getattr(new, name):
            raise changed(what, file)


def changed(what: str, file: Path) -> InputError:
    """That a scan cannot be resumed because something is not as it was; ``what`` ends in *has* or *have*."""
    return InputError(Mistake(Position(str(file)), f"{what} changed since; scan anew"))
