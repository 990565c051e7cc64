"""Scanning the lab from inside, as its operators would."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.lab import Lab

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "edpsych-connect" / "readiness.yaml"


@dataclass(frozen=True)
class Scan:
    """What a scan printed and wrote."""

    exit_code: int
    report: dict[str, Any]
    record: Path
    stderr: str

    @property
    def outcomes(self) -> dict[str, str]:
        """Outcome of each control that counts; those on the age of what the guide asks for change with the calendar."""
        parts = self.report["scorecard"]["contributions"]
        informing = {finding["control"] for finding in self.report["findings"] if finding["weight"] == 0}
        return {part["control"]: part["outcome"] for part in parts if part["control"] not in informing}

    def targets(self, kind: str) -> set[str]:
        """Controls on a target of that name."""
        return {finding["control"] for finding in self.report["findings"] if finding["target"] == kind}


def readiness(lab: Lab, *arguments: str, timeout: float = 120) -> Any:
    """Run the command line inside the lab."""
    return lab.run([sys.executable, "-m", "readiness", *arguments], cwd=str(ROOT), timeout=timeout)


def environment_file(lab: Lab) -> Path:
    """The example's environment file beside the lab's certificate authority and trust anchor."""
    file = lab.directory / "readiness.yaml"
    shutil.copy(EXAMPLE, file)
    return file


def scan(lab: Lab, *options: str) -> Scan:
    """Scan the example's prod environment; AssertionError with all that was printed if there is no report."""
    file, report, record = environment_file(lab), lab.directory / "report.json", lab.directory / "record.jsonl"
    report.unlink(missing_ok=True)
    outputs = ("--json", str(report), "--record", str(record))
    done = readiness(lab, "scan", "prod", "-f", str(file), "-q", *outputs, *options)
    assert report.exists(), done.stdout + done.stderr
    return Scan(done.returncode, json.loads(report.read_text()), record, done.stderr)
