"""An environment whose policy has one control that is observed and one that is attested."""

from __future__ import annotations

from pathlib import Path

from mistakes_shown import ENVIRONMENT

POLICY = """\
policy: tried
version: "1"
gate: {waivers: {longest_days: 100}}
controls:
  - id: versions
    title: Versions
    severity: high
    target: site
    observe: {tls: {}}
    require: '"TLSv1.3" in tls.versions.accepted'
    rationale: tried
    remedy: {none: none}
    references: [none]
  - id: rollback-tested
    title: Rollback
    severity: high
    attest: {valid_for_days: 180, evidence: [run id], roles: [cto, ciso]}
    rationale: tried
    remedy: {none: none}
    references: [none]
"""
OLD_WAIVERS = """\
# ours
waivers:   # all of them
- control:   versions
  reason: 'quoted, as we like it'   # why
  risk: >-
    folded
    text
  owner: al@example.com
  approver: cto@example.com
  ticket: OPS-0
  granted: 2026-01-01
  expires: 2026-02-01

# the end
"""
WAIVE = {
    "reason": "the partner's client is old",
    "risk": "downgrade",
    "owner": "jo@example.com",
    "approver": "cto@example.com",
    "ticket": "OPS-1",
    "days": "30",
}
ATTEST = {"statement": "we rolled back: it worked", "by": "Jo Doe", "role": "cto", "evidence": "run id=run.txt"}


def write(folder: Path, environment: str = ENVIRONMENT) -> None:
    """The environment with its policy, and a file that is evidence."""
    (folder / "readiness.yaml").write_text(environment, encoding="utf-8")
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (folder / "run.txt").write_text("it worked", encoding="utf-8")


def options(standard: dict[str, str], *more: str, **changed: str | None) -> tuple[str, ...]:
    """The standard options with changes; None leaves one away."""
    wanted = {**standard, **changed}
    return (*(part for name, value in wanted.items() if value is not None for part in (f"--{name}", value)), *more)
