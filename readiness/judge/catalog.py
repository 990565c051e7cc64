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


def rows_of_phase(policy: Policy, phase: str) -> tuple[str, ...]:
    """The rows of a phase, without the one that asks for the phase itself."""
    if policy.catalog is None:
        return ()
    asking = {one.row for one in policy.catalog.phases}
    return tuple(row.id for row in policy.catalog.rows if row.phase == phase and row.id not in asking)


def unclaimed(policy: Policy, phase: str) -> tuple[str, ...]:
    """The rows of a phase that no control decides: what holds there says nothing about these."""
    claimed = {row for control in policy.controls for row in control.rows}
    return tuple(row for row in rows_of_phase(policy, phase) if row not in claimed)


def _with_rows(policy: Policy, rows: set[str]) -> set[str]:
    return {control.id for control in policy.controls if not rows.isdisjoint(control.rows)}
