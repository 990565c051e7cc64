"""A control as text for a reader."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import fill, indent

from readiness.load.params import spoken
from readiness.load.policy.controls import params_named
from readiness.model.policy import ENVIRONMENT, Control, Policy, Variant


def explain(control: Control, policy: Policy) -> Iterable[str]:
    """Lines that tell everything about a control."""
    rows = {row.id: row for row in policy.catalog.rows} if policy.catalog else {}
    yield f"{control.id}: {control.title}"
    where = "for the environment as a whole" if control.target == ENVIRONMENT else f"on every {control.target}"
    yield f"{control.severity}, {where}, weight {control.worth:g}"
    for row in control.rows:
        yield f"row {row}: {rows[row].asks} (phase {rows[row].phase})" if row in rows else f"row {row}"
    for name, requirements in control.maps.items():
        yield f"{policy.frameworks[name].title} {policy.frameworks[name].version}: {', '.join(requirements)}"
    yield ""
    yield fill(" ".join(control.rationale.split()), 100)
    yield from _conditions(control)
    for variant in control.variants:
        yield from ("", f"variant {variant.id}:")
        yield from (f"  {line}".rstrip() for line in _conditions(variant))
    yield from _attestation(control)
    if control.observe:
        yield from ("", "observes:")
        yield from (f"  {line}" for alias in control.observe for line in _observation(control, alias))
    yield from ("", "fix:")
    for where, text in control.remedy.items():
        yield from (f"  {where}: {line}" for line in text.strip().splitlines())
    yield from ("", "references: " + ", ".join(control.references))
    for name in sorted(params_named(control, policy.params)):
        spec = policy.params[name]
        yield f"parameter {name}: {spoken(spec, spec.default)} ({spec.source})"


def _conditions(part: Control | Variant) -> Iterable[str]:
    for key in ("when", "require", "recommend"):
        block = getattr(part, key)
        if block:
            yield from ("", f"{key}:", indent(block.strip(), "  "))


def _attestation(control: Control) -> Iterable[str]:
    attest = control.attest
    if attest is not None:
        evidence = f", with {', '.join(attest.evidence)}" if attest.evidence else ""
        roles = f", by {' or '.join(attest.roles)}" if attest.roles else ""
        yield from ("", f"attested for at most {attest.valid_for_days} days{evidence}{roles}")


def _observation(control: Control, alias: str) -> Iterable[str]:
    seen = control.observe[alias]
    probe = f"probe {seen.probe or alias}"
    where = "on the target"
    if seen.targets:
        where = f"on every {seen.targets.kind}" + (" related to the target" if seen.targets.of else "")
    with_ = f" with {', '.join(f'{k}: {v}' for k, v in seen.with_.items())}" if seen.with_ else ""
    yield f"{alias}: {probe} {where}{with_}"
