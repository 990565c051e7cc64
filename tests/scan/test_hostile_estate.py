"""A scan of an estate full of hostile servers: each gets its cause, in time, and the healthy one is judged as ever."""

from __future__ import annotations

import json
import resource
import time
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from http_behaviours import HOSTILE_HEADS
from http_hostile import answer, hostile, page, tls

from readiness.demo.faults import Faults
from readiness.demo.stage import running
from readiness.expressions import Engine
from readiness.judge.report import report
from readiness.load.environment import load_text
from readiness.model.outcomes import CauseKind
from readiness.model.report import Selection
from readiness.scan.plan import Leave, plan
from readiness.scan.scan import scan

TIMEOUT_S = 5.0
POLICY = """
policy: hostile
version: "1"
controls:
  - id: answers
    title: The site answers
    severity: high
    target: site
    observe: {http: {}}
    require: http.response.status == 200
    rationale: tried
    remedy: {none: none}
    references: [none]
  - id: redirects
    title: Plain HTTP leads to HTTPS
    severity: high
    target: site
    observe: {http: {}}
    require: http.redirects.final_https
    rationale: tried
    remedy: {none: none}
    references: [none]
  - id: versions
    title: TLS 1.3
    severity: high
    target: site
    observe: {tls: {}}
    require: '"TLSv1.3" in tls.versions.accepted'
    rationale: tried
    remedy: {none: none}
    references: [none]
"""
REDIRECTS = {
    "loops": "/",
    "leads to a private address": "http://169.254.169.254/latest/meta-data/",
    "leads to a stranger": "https://stranger.example/",
}


@pytest.fixture(scope="module")
def estate(tmp_path_factory):
    """What a scan of the whole estate found, how long it took and how much memory it grew by (MiB)."""
    folder = tmp_path_factory.mktemp("estate")
    with ExitStack() as stack:
        healthy = stack.enter_context(running(Faults(), folder))
        sites, addresses = {}, {"edpsychconnect.test": list(healthy.web_addresses)}
        for number, (name, (behave, _)) in enumerate(HOSTILE_HEADS.items()):
            server = stack.enter_context(hostile(behave, tls()))
            sites[name] = f"https://h{number}.test:{server.port}"
            addresses[f"h{number}.test"] = ["127.0.0.1"]
        for number, (name, location) in enumerate(REDIRECTS.items()):
            secure = stack.enter_context(hostile(answer(page("")), tls()))
            plain = stack.enter_context(hostile(answer(page(f"Location: {location}\r\n", status="302 Found"))))
            sites[name] = (f"https://r{number}.test:{secure.port}", plain.port)
            addresses[f"r{number}.test"] = ["127.0.0.1"]
        sites["healthy"] = (healthy.site_url, healthy.http_port)
        yield _scan(folder, sites, addresses)


def _scan(folder, sites, addresses):
    (folder / "policy.yaml").write_text(POLICY)
    targets = {}
    for name, site in sites.items():
        url, http_port = site if isinstance(site, tuple) else (site, 9)
        targets[name] = {"kind": "site", "url": url, "http_port": http_port}
    environment = {
        "policy": "./policy.yaml",
        "reach": {"addresses": addresses, "timeout_s": TIMEOUT_S},
        "targets": targets,
    }
    loaded = load_text("prod", json.dumps({"environments": {"prod": environment}}), "test", folder)
    now = datetime.now(UTC)
    planned = plan("prod", loaded.environment, loaded.policy, {}, Selection(), Leave(now=now), Engine(now))
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    record = scan(planned, loaded, lambda line, item: None)
    took, grown = time.monotonic() - started, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return record, report(record), took, grown


def test_each_hostile_server_gets_its_own_cause(estate):
    record, _, _, _ = estate
    causes = {seen.target: seen.cause.kind for seen in record.observations if seen.group == "response" and seen.cause}
    expected = {name: kind for name, (_, kind) in HOSTILE_HEADS.items()}
    assert causes == expected


def test_none_of_them_is_green_and_none_is_called_a_failure(estate):
    _, found, _, _ = estate
    answers = {finding.target: finding.outcome for finding in found.findings if finding.control == "answers"}
    assert {answers[name] for name in HOSTILE_HEADS} == {"error"}


def test_a_redirect_that_never_ends_at_https_is_red_and_leads_the_scanner_nowhere(estate):
    record, found, _, _ = estate
    redirects = {finding.target: finding.outcome for finding in found.findings if finding.control == "redirects"}
    assert redirects["loops"] == redirects["leads to a private address"] == "fail"
    sent = {one.to for seen in record.observations for one in seen.sent}
    assert not [to for to in sent if "169.254" in to or "stranger" in to]


def test_the_healthy_site_among_them_is_judged_as_ever(estate):
    _, found, _, _ = estate
    assert {finding.outcome for finding in found.findings if finding.target == "healthy"} == {"pass"}


def test_it_takes_no_longer_than_its_time_limits_and_memory_stays_bounded(estate):
    record, _, took, grown = estate
    waited = max(seen.took_ms for seen in record.observations) / 1000
    assert took < waited + 15
    assert waited < 12 * TIMEOUT_S
    assert grown < 300
    assert CauseKind.CRASH not in {seen.cause.kind for seen in record.observations if seen.cause}
