"""A shell inside a fresh lab, for a human: ``python -m lab [DIRECTORY]``."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from lab import Lab, LabError

if __name__ == "__main__":
    try:
        with Lab.start(Path(sys.argv[1] if sys.argv[1:] else tempfile.mkdtemp(prefix="lab-"))) as lab:
            print(f"lab in {lab.directory}, {lab.network}, root certificate {lab.ca}; exit ends it", flush=True)
            subprocess.run(lab.command([os.environ.get("SHELL", "/bin/sh")]), check=False)
    except LabError as problem:
        sys.exit(f"lab: {problem}")
