"""What a record tells about itself in its first and its last line: enough to list it, without reading all of it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from readiness.model.text import plain

_LONGEST = 32_000_000
_TAIL = 65_536


@dataclass(frozen=True)
class Glimpse:
    """A record file: its name, size and time of change, which run it is, and whether that came to its end.

    ``problem`` says why the file is no record; ``started`` is then the time of its last change.
    """

    file: str
    size: int
    changed_ns: int
    run: str
    started: datetime
    complete: bool = False
    problem: str = ""


def glimpse(path: Path) -> Glimpse | None:
    """Look at a record; None when the file is gone. A damaged one is told, never raised."""
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            first = file.readline(_LONGEST)
            file.seek(max(state.st_size - _TAIL, 0))
            last = file.read(_TAIL)
    except FileNotFoundError:
        return None
    except OSError as error:
        return Glimpse(path.name, 0, 0, path.stem, datetime.fromtimestamp(0, UTC), problem=f"{error.strerror}")
    named = (path.name, state.st_size, state.st_mtime_ns)
    header = _line(first)
    started = _moment(header.get("started"))
    if header.get("line") != "header" or started is None:
        changed = datetime.fromtimestamp(state.st_mtime, UTC)
        return Glimpse(*named, path.stem, changed, problem="is not a record: it has no header")
    end = _line(last[last.rfind(b"\n", 0, -1) + 1 :])
    complete = end.get("line") == "end" and end.get("complete") is True
    return Glimpse(*named, plain(str(header.get("run") or path.stem)), started, complete)


def _line(data: bytes) -> dict[str, Any]:
    if not data.endswith(b"\n"):
        return {}
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else None
    except OverflowError:
        return None
