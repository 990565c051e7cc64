"""A control as text for a reader."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import fill, indent

from readiness.model.policy import Control, Policy


def explain(control: Control, policy: Policy) -> Iterable[str]:
    """Lines that tell everything about a control."""
    rows = {row.id: row for row in policy.catalog.rows} if policy.catalog else {}
    yield f"{control.id}: {control.title}"
    yield f"{control.severity}, on every {control.target}, weight {control.worth:g}"
    for row in control.rows:
        yield f"row {row}: {rows[row].asks} (phase {rows[row].phase})" if row in rows else f"row {row}"
    yield ""
    yield fill(" ".join(control.rationale.split()), 100)
    for key in ("when", "require", "recommend"):
        block = getattr(control, key)
        if block:
            yield from ("", f"{key}:", indent(block.strip(), "  "))
    yield from ("", "observes:")
    yield from (f"  {line}" for alias in control.observe for line in _observation(control, alias))
    yield from ("", "fix:")
    for where, text in control.remedy.items():
        yield from (f"  {where}: {line}" for line in text.strip().splitlines())
    yield from ("", "references: " + ", ".join(control.references))
    used = [name for name in policy.params if f"params.{name}" in f"{control.require}{control.recommend}{control.when}"]
    for name in used:
        spec = policy.params[name]
        yield f"parameter {name}: {spec.default} ({spec.source})"


def _observation(control: Control, alias: str) -> Iterable[str]:
    seen = control.observe[alias]
    probe = f"probe {seen.probe or alias}"
    where = "on the target"
    if seen.targets:
        where = f"on every {seen.targets.kind}" + (" related to the target" if seen.targets.of else "")
    with_ = f" with {', '.join(f'{k}: {v}' for k, v in seen.with_.items())}" if seen.with_ else ""
    yield f"{alias}: {probe} {where}{with_}"
