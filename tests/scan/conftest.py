"""Scanning with the probes of a third party, which touch nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness import probes
from readiness.expressions import Engine
from readiness.judge.report import report
from readiness.load.environment import load_text
from readiness.model.report import Selection
from readiness.scan.plan import Leave, plan
from readiness.scan.scan import scan

PLUGINS = Path(__file__).parent.parent / "plugins"

ENVIRONMENT = """
environments:
  prod:
    policy: ./policy.yaml
    reach: {{addresses: {{example.com: [{addresses}]}}, timeout_s: 1}}
    consent: {consent}
    targets:
      site: {{kind: site, url: "https://example.com:9"{extra}}}
      domain: {{kind: domain, name: example.com}}
"""

CONTROL = """
  - id: {id}
    title: {id}
    severity: high
    target: {target}
    observe: {observe}
    require: {require}
    rationale: tried
    remedy: {{none: none}}
    references: [none]
"""


@pytest.fixture
def third_party(monkeypatch) -> Iterator[None]:
    """The test probes are installed for the length of a test."""
    monkeypatch.syspath_prepend(str(PLUGINS))
    for cached in (probes._entry_points, probes.find):
        cached.cache_clear()
    import testprobe

    testprobe.ORDER.clear()
    yield
    monkeypatch.undo()
    for cached in (probes._entry_points, probes.find):
        cached.cache_clear()


@pytest.fixture
def scanning(tmp_path, third_party):
    """``scanning({"id": "condition", …})``: scan by a policy of such controls and return record, report and plan."""

    def run(
        conditions,
        *,
        consent="[]",
        leave=None,
        extra="",
        target="site",
        observe=None,
        policy_only=False,
        listen=None,
        how=None,
        addresses=2,
    ):
        parts = ["policy: test\nversion: '1'\ncontrols:\n"]
        for name, condition in conditions.items():
            named = [probe for probe in ("tried", "once") if f"{probe}." in condition]
            looked = observe or "{" + ", ".join(f"{probe}: {{}}" for probe in named) + "}"
            quoted = "'" + condition.replace("'", "''") + "'"
            parts.append(CONTROL.format(id=name, target=target, observe=looked, require=quoted))
        (tmp_path / "policy.yaml").write_text("".join(parts))
        reached = ", ".join(f"127.0.0.{number}" for number in range(1, addresses + 1))
        text = ENVIRONMENT.format(consent=consent, extra=extra, addresses=reached)
        loaded = load_text("prod", text, "readiness.yaml", tmp_path)
        planned = plan(
            "prod",
            loaded.environment,
            loaded.policy,
            loaded.params,
            Selection(),
            leave or Leave(now=datetime(2026, 11, 22, tzinfo=UTC)),
            Engine(datetime.now(UTC)),
        )
        if policy_only:
            return planned
        record = scan(planned, loaded, listen or (lambda line, item: None), how)
        return record, report(record), planned

    return run
