"""Which controls a policy's catalog puts into its chapters and phases."""

from __future__ import annotations

from readiness.model.policy import Policy


def phases_of(policy: Policy) -> tuple[str, ...]:
    """The policy's phases, in the order in which each gates the next."""
    return tuple(phase.id for phase in policy.catalog.phases) if policy.catalog else ()


def controls_of_phase(policy: Policy, phase: str) -> set[str]:
    """The ids of the controls that decide a row of this phase."""
    return _with_rows(
        policy, {row.id for row in policy.catalog.rows if row.phase == phase} if policy.catalog else set()
    )


def controls_of_chapter(policy: Policy, chapter: str) -> set[str]:
    """The ids of the controls that decide a row of this chapter."""
    rows = policy.catalog.rows if policy.catalog else ()
    return _with_rows(policy, {row.id for row in rows if row.chapter == chapter})


def _with_rows(policy: Policy, rows: set[str]) -> set[str]:
    return {control.id for control in policy.controls if not rows.isdisjoint(control.rows)}
