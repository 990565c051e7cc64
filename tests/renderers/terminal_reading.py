"""Reading what the terminal renderer wrote, and troubles for it to tell."""

from __future__ import annotations

from report_samples import WWW6, finding, judgement, reason

from readiness.model.outcomes import Outcome, Severity
from readiness.model.report import Finding, Report, Result, Trouble
from readiness.renderers.terminal import render

SILENT = "timeout: [2001:db8::10]:443 is silent"


def unseen(
    control: str,
    group: str = "tls.versions",
    *,
    at: str | None = WWW6,
    cause: str = SILENT,
    severity: Severity = Severity.HIGH,
) -> Finding:
    """A control that could not be decided, for a cause."""
    why = reason(f"{group}.x", Result.ERROR, f"{group} {cause}")
    return finding(control, Outcome.ERROR, judgement(Outcome.ERROR, why, at=at), severity=severity)


def trouble(*controls: str, group: str = "tls.versions", where: str = WWW6, cause: str = SILENT) -> Trouble:
    return Trouble(cause=f"{group} {cause}", where=where, controls=controls)


def lines_of(made: Report, **how: bool) -> list[str]:
    return render(made, **how).splitlines()


def block(made: Report, first: str, **how: bool) -> list[str]:
    """The lines of the block whose first line holds this text."""
    blocks = [part.splitlines() for part in render(made, **how).split("\n\n")]
    return next(part for part in blocks if first in part[0])
