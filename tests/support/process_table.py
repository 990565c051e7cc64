"""What stems from a process that was marked in its environment, and still runs."""

from __future__ import annotations

import time
from pathlib import Path

MARK = "READINESS_TEST_MARK"


def stemming(mark: str) -> list[str]:
    """The command lines of all processes with this mark."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def gone(mark: str, within_s: float = 20.0) -> bool:
    """Whether nothing with this mark is left, now or soon."""
    deadline = time.monotonic() + within_s
    while stemming(mark) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not stemming(mark)
