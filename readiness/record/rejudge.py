"""Preparing a record for another look at it: another policy, another selection."""

from __future__ import annotations

from dataclasses import replace

from readiness.model.policy import Policy
from readiness.model.record import Record
from readiness.model.report import ParamValue, Selection


def with_policy(record: Record, policy: Policy) -> Record:
    """The record under another policy: parameters that it shares with the recorded one keep the recorded values."""
    old = record.header.params
    params = {
        name: old[name]
        if name in old and old[name].origin.partition(" ")[0] != "policy"
        else ParamValue(value=spec.default, origin=policy.param_origin(name), source=spec.source)
        for name, spec in policy.params.items()
    }
    header = record.header.model_copy(update={"policy": policy, "params": params, "selection": Selection()})
    return replace(record, header=header)


def with_selection(record: Record, only: tuple[str, ...], skip: tuple[str, ...], phase: str = "") -> Record:
    """The record with other controls selected."""
    header = record.header.model_copy(update={"selection": Selection(only=only, skip=skip, phase=phase)})
    return replace(record, header=header)
