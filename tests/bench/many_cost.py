"""Measures, in a process of its own, what judging record after record costs as ``readiness judge --each`` does it.

Prints JSON: for each record CPU seconds, and how many bytes the process holds afterwards.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from time import process_time

from readiness.cli._judging import Judging
from readiness.cli._judging_one import Again, One


def held() -> int:
    """Bytes of memory that this process holds."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))


def main(folder: Path) -> None:
    """Judge every record in a folder."""
    gc.set_threshold(200_000, 20, 100)  # as the command and its processes have it
    one, found = One(Again(), Judging()), []
    for path in sorted(folder.iterdir()):
        begun = process_time()
        assert not one(path).problem
        found.append({"cpu_s": process_time() - begun, "held": held()})
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
