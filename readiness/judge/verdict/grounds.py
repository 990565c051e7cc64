"""What a verdict rests on: the findings with waivers laid over them, and everything else that the gate asks about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from readiness.judge.verdict.score import is_waived, scorecard
from readiness.model.attestations import AttestationState
from readiness.model.policy import Policy
from readiness.model.report import Baseline, Finding, Selection
from readiness.model.score import Scorecard
from readiness.model.waivers import WaiverState

ALL = Selection()


@dataclass(frozen=True)
class Grounds:
    """The findings of the selected controls with waivers and attestations laid over them, and the rest of it.

    ``baseline`` is None where there is nothing to compare with; ``first`` says that this is meant so. ``incomplete`` is
    why the record is not complete and ``aged`` what is wrong with the age of its evidence; empty if nothing is.
    ``vantages`` are those from which was looked.
    """

    policy: Policy
    findings: tuple[Finding, ...]
    selection: Selection = ALL
    waivers: tuple[WaiverState, ...] = ()
    attestations: tuple[AttestationState, ...] = ()
    baseline: Baseline | None = None
    first: bool = False
    incomplete: str = ""
    aged: str = ""
    vantages: tuple[str, ...] = ()

    @cached_property
    def before(self) -> Scorecard:
        """The scorecard as if there were no waivers."""
        return scorecard(self.findings)

    @cached_property
    def after(self) -> Scorecard:
        """The scorecard without what is waived: the one that the gate looks at."""
        return scorecard(self.findings, after_waivers=True) if self.any_waived else self.before

    @cached_property
    def any_waived(self) -> bool:
        """Whether a waiver covers anything at all."""
        return any(is_waived(finding) for finding in self.findings)
