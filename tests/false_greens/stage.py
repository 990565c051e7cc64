"""Where the cases are played: the command line in a folder of its own, with what it says in every format."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from false_greens.written import lines
from readiness.cli import main
from readiness.model.record import Record
from readiness.model.report import Report

T = TypeVar("T")
CHECKOUT = Path(__file__).parents[2]
PLUGINS = (CHECKOUT / "tests" / "plugins", Path(__file__).parent / "lying")


@dataclass(frozen=True)
class Seen:
    """What a user gets to see: the exit code, everything that was said, and the reports if there are any."""

    code: int
    said: str
    report: Report | None = None
    junit: str = ""

    def says(self, message: str) -> bool:
        """Whether it was said, however the lines are broken."""
        return message in " ".join(self.said.split())

    @property
    def suite(self) -> ET.Element:
        """The suite of the JUnit report."""
        suite = ET.fromstring(self.junit).find("testsuite")
        assert suite is not None
        return suite


@dataclass(frozen=True)
class Stage:
    """One playing of a case, with its trick or without it, by the command line in this process.

    ``install`` makes the probes of ``tests/plugins`` and of ``lying`` known.
    """

    folder: Path
    tricked: bool
    capture: pytest.CaptureFixture[str]
    install: Callable[[], None]

    def pick(self, tricked: T, sound: T) -> T:
        """What differs between the case with its trick and the case without it."""
        return tricked if self.tricked else sound

    def write(self, **files: str) -> None:
        """Write files such as ``policy="…"`` as ``policy.yaml``."""
        for name, text in files.items():
            (self.folder / f"{name}.yaml").write_text(text, encoding="utf-8")

    def keep(self, name: str, found: Record | str) -> str:
        """Write a record, or what is left of one, and say where."""
        text = found if isinstance(found, str) else lines(found)
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def run(self, *arguments: str) -> Seen:
        """Run a command that makes no report."""
        self.capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        return Seen(int(ended.value.code or 0), "".join(self.capture.readouterr()))

    def report(self, *arguments: str) -> Seen:
        """Run a command that makes a report, in all formats."""
        return self._reported(self.run, arguments)

    def _reported(self, run: Callable[..., Seen], arguments: tuple[str, ...]) -> Seen:
        for old in self.folder.glob("report.*"):
            old.unlink()
        done = run(*arguments, "--json", "report.json", "--junit", "report.xml")
        json, junit = self.folder / "report.json", self.folder / "report.xml"
        if not json.exists():
            return done
        found = Report.model_validate_json(json.read_text(encoding="utf-8"))
        return Seen(done.code, done.said, found, junit.read_text(encoding="utf-8"))

    def judge(self, found: Record | str, *options: str, others: tuple[Record, ...] = ()) -> Seen:
        """Judge a record, with others beside it, as a file each."""
        names = [self.keep(f"{number}.jsonl", one) for number, one in enumerate((found, *others))]
        return self.report("judge", *names, *options)

    def scan(self, *options: str) -> Seen:
        """Scan ``prod`` of the folder's ``readiness.yaml``."""
        return self.report("scan", "prod", *options)

    def start(self, *arguments: str, cwd: Path | None = None) -> subprocess.Popen[str]:
        """Start a command as a process of its own, with the probes of ``tests/plugins``."""
        return subprocess.Popen(
            [sys.executable, "-m", "readiness", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=cwd or self.folder,
            env={**os.environ, "PYTHONPATH": ":".join(map(str, (CHECKOUT, *PLUGINS)))},
            start_new_session=True,
        )

    def scan_apart(self, *options: str) -> Seen:
        """Scan ``prod`` in a process of its own, which probes that hold on to it may end as they like."""
        return self._reported(lambda *arguments: ended(self.start("scan", "prod", *arguments)), options)

    def outcome(self, seen: Seen, name: str) -> str:
        """What became of a control in a report."""
        assert seen.report is not None
        return next(str(one.outcome) for one in seen.report.findings if one.control == name)


def ended(process: subprocess.Popen[str]) -> Seen:
    """What a command came to."""
    said, _ = process.communicate(timeout=60)
    return Seen(process.returncode, said)
