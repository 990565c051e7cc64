"""Before the switch: the new stack is scanned at its own address, while public DNS still leads to the old one."""

from __future__ import annotations

import json

from lab.lab import Lab
from lab.scanning import readiness

ENVIRONMENT = """\
environments:
  staged:
    policy: web-baseline
    reach:
      trust: ca.pem
      anchor: trust-anchor.zone
      {addresses}
    consent:
      - {{allow: active, targets: [site], by: cto@edpsychconnect.com, until: 2030-12-31}}
    targets:
      site: {{kind: site, url: https://learn.edpsychconnect.com}}
"""


def scanned(lab: Lab, addresses: str) -> dict:
    file, report = lab.directory / "staged.yaml", lab.directory / "staged.json"
    file.write_text(ENVIRONMENT.format(addresses=addresses))
    report.unlink(missing_ok=True)
    arguments = ("scan", "staged", "-f", str(file), "--active", "-q", "--no-history", "--json", str(report))
    done = readiness(lab, *arguments)
    assert report.exists(), done.stdout + done.stderr
    found: dict = json.loads(report.read_text())
    return found


def places(report: dict) -> set[str]:
    return {one["endpoint"] for finding in report["findings"] for one in finding["judgements"] if one["endpoint"]}


def test_names_as_they_will_be_at_addresses_as_they_are_now(lab: Lab) -> None:
    lab.forget_requests()
    staged = scanned(lab, "addresses: {learn.edpsychconnect.com: [127.0.21.10]}")
    assert staged["verdict"]["word"] == "READY", staged["verdict"]
    assert places(staged) == {"learn.edpsychconnect.com@127.0.21.10:443"}
    assert "127.0.21.90" not in {request.address for request in lab.requests()}


def test_without_the_pin_the_old_stack_is_what_is_judged(lab: Lab) -> None:
    public = scanned(lab, "timeout_s: 5")
    assert places(public) == {"learn.edpsychconnect.com@127.0.21.90:443"}
    assert public["verdict"]["word"] == "NOT READY"
