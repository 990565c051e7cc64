"""Servers that keep a scan waiting keep it waiting but once, however many they are."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from measuring import at_most

from readiness.expressions import Engine
from readiness.load.environment import load_text
from readiness.model.plan import Plan
from readiness.model.report import Selection
from readiness.scan.plan import Leave, plan
from readiness.scan.scan import scan

ADDRESSES = tuple(f"127.0.90.{n}" for n in range(1, 13))
SILENCE_S = 1.0

POLICY = """
policy: waiting
version: '1'
controls:
  - id: answers
    title: It answers
    severity: high
    target: site
    observe: {http: {}}
    require: http.response.answered
    rationale: tried
    remedy: {none: none}
    references: [none]
"""

ENVIRONMENT = """
environments:
  slow:
    policy: ./policy.yaml
    reach: {{addresses: {{slow.test: [{addresses}]}}, timeout_s: {timeout_s}}}
    targets:
      site: {{kind: site, url: "https://slow.test:{port}"}}
"""


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port on which every address accepts connections and says nothing."""
    with ExitStack() as open_sockets:
        first = open_sockets.enter_context(socket.create_server((ADDRESSES[0], 0)))
        port = int(first.getsockname()[1])
        for address in ADDRESSES[1:]:
            open_sockets.enter_context(socket.create_server((address, port)))
        yield port


def planned(tmp_path: Path, port: int) -> tuple[Plan, object]:
    (tmp_path / "policy.yaml").write_text(POLICY)
    text = ENVIRONMENT.format(addresses=", ".join(ADDRESSES), port=port, timeout_s=SILENCE_S)
    loaded = load_text("slow", text, "readiness.yaml", tmp_path)
    engine = Engine(datetime.now(UTC))
    return plan("slow", loaded.environment, loaded.policy, loaded.params, Selection(), Leave(), engine), loaded


def test_silent_addresses_are_waited_for_together(tmp_path, silent_port):
    questions, loaded = planned(tmp_path, silent_port)

    def measure():
        record = scan(questions, loaded, lambda line, item: None)
        waited = [seen.took_ms / 1000 for seen in record.observations]
        assert len(waited) == len(ADDRESSES)
        assert min(waited) >= SILENCE_S
        whole = (record.end.finished - record.header.started).total_seconds()
        return whole / max(waited), f"{len(waited)} questions in {whole:.2f} s, slowest {max(waited):.2f} s"

    at_most(1.25, measure)
