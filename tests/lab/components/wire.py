"""The witness: reads every packet on the lab's loopback and writes down DNS questions and opened TCP connections."""

from __future__ import annotations

import sys
from pathlib import Path

from lab.namespace import INSIDE
from lab.orchestrator import Component
from lab.settings import Settings
from lab.traffic import WIRE_LOG


def components(directory: Path) -> tuple[Component, ...]:
    """The witness alone: the only component that is the lab's own program, because it serves nobody."""
    log = directory / "logs" / WIRE_LOG

    def prepare(_: Settings, folder: Path) -> None:
        (folder / "witness.py").write_bytes((Path(__file__).parent.parent / "witness.py").read_bytes())

    argv = (sys.executable, "-I", f"{INSIDE}/wire/witness.py", f"{INSIDE}/logs/{WIRE_LOG}")
    return (Component("wire", argv, prepare, log.exists),)
