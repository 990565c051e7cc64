"""What a scan will ask, of whom, and what it may send for it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from readiness.model.facts import Model
from readiness.model.outcomes import Safety
from readiness.model.policy import Control, Policy
from readiness.model.report import ParamValue, Selection
from readiness.model.request import Template


class Asking(Model):
    """One fact group that will be asked for, and its templates. ``withheld`` says why it will not be after all.

    ``name`` is the name of the endpoints that it is asked on, or empty where the probe looks at the target itself.
    """

    probe: str
    target: str
    name: str
    inputs: dict[str, Any]
    group: str
    safety: Safety
    isolated: bool
    timeout_s: float
    templates: tuple[Template, ...]
    withheld: str = ""

    @property
    def observation(self) -> tuple[str, str, str]:
        """Probe, target and inputs: what one probe instance is made for, with each endpoint."""
        return (self.probe, self.target, json.dumps(self.inputs, sort_keys=True))


@dataclass(frozen=True)
class Plan:
    """Everything that is known before anything is contacted. ``names`` are the targets' names that must be resolved.

    ``evidence`` is what looking at the evidence of attestations may send.
    """

    environment: str
    policy: Policy
    selection: Selection
    controls: tuple[Control, ...]
    params: dict[str, ParamValue]
    askings: tuple[Asking, ...]
    names: dict[str, tuple[str, ...]]
    resolving: tuple[Template, ...]
    evidence: tuple[Template, ...] = ()
