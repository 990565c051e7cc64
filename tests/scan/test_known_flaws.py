"""The shipped control on known TLS flaws: green on a real server, red before one that is made to have them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from tls_certificates import Wanted, authority, server
from tls_hostile import flawed, serving
from tls_nginx import Site, nginx

from readiness.expressions import Engine
from readiness.judge.report import report
from readiness.load.environment import load_text
from readiness.model.report import Selection
from readiness.scan.plan import Leave, plan
from readiness.scan.scan import scan


@pytest.fixture(scope="module")
def old_server(tmp_path_factory):
    """The port of a real server that speaks what the flaws were found in."""
    site = Site(server(authority(), Wanted(kind="rsa")), "TLSv1 TLSv1.1 TLSv1.2", suites="AES128-SHA:@SECLEVEL=0")
    with nginx(tmp_path_factory.mktemp("nginx"), [site]) as ports:
        yield ports[0]


def judged(folder, port):
    site = {"kind": "site", "url": f"https://good.test:{port}"}
    consent = [{"allow": "active", "targets": ["site"], "by": "cto@good.test", "until": "2099-12-31"}]
    reach = {"addresses": {"good.test": ["127.0.0.1"]}}
    prod = {"policy": "web-baseline", "reach": reach, "consent": consent, "targets": {"site": site}}
    loaded = load_text("prod", json.dumps({"environments": {"prod": prod}}), "test", folder)
    now = datetime.now(UTC)
    only, leave = Selection(only=("tls-known-flaws",)), Leave(active=True, now=now)
    planned = plan("prod", loaded.environment, loaded.policy, loaded.params, only, leave, Engine(now))
    (finding,) = report(scan(planned, loaded, lambda line, item: None)).findings
    return finding


def test_it_is_green_on_a_real_server(tmp_path, old_server):
    assert judged(tmp_path, old_server).outcome == "pass"


def test_it_is_red_on_one_with_heartbleed_and_early_changes(tmp_path, old_server):
    with serving(flawed(old_server)) as listener:
        finding = judged(tmp_path, listener.port)
    assert finding.outcome == "fail"
    conditions = {reason.condition: reason.result for reason in finding.judgements[0].reasons}
    assert conditions == {
        "!tls.flaws.heartbleed": "not met",
        "!tls.flaws.ccs_injection": "not met",
        "!tls.flaws.robot": "held",
    }
