"""Every control in scope: green on the healthy servers, red under its fault, and nothing unrelated flips."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import dns.rdatatype
import pytest
from scope import IN_SCOPE

from lab.components.names import OTHER_RESOLVERS, RESOLVER
from lab.faults import load_faults
from lab.lab import Lab
from lab.scanning import ROOT, Scan, environment_file, readiness, scan
from lab.traffic import Connection, DnsQuestion, HttpRequest
from readiness.model.request import Template

FAULTS = load_faults()


@pytest.fixture(scope="module")
def healthy(session_lab: Lab) -> Scan:
    """The healthy lab, scanned with consent."""
    return scan(session_lab, "--active")


def test_the_healthy_platform_is_ready_with_every_control_green(healthy: Scan) -> None:
    assert set(healthy.outcomes.values()) == {"pass"}, healthy.outcomes
    assert (healthy.exit_code, healthy.report["verdict"]["word"]) == (0, "READY")
    assert (healthy.report["scorecard"]["score"], healthy.report["scorecard"]["coverage"]) == (100, 100)


def test_every_row_in_scope_is_decided(healthy: Scan) -> None:
    decided = {row["row"] for row in healthy.report["rows"] if row["outcome"] == "pass"}
    assert decided == set(IN_SCOPE)


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_flips_its_controls_and_nothing_else(lab: Lab, healthy: Scan, name: str) -> None:
    with lab.fault(name) as fault:
        broken = scan(lab, "--active")
    flipped = {control: outcome for control, outcome in broken.outcomes.items() if outcome != "pass"}
    assert flipped == _expected(fault.flips, broken)


def _expected(flips, broken: Scan) -> dict[str, str]:
    groups = {name[1:]: outcome for name, outcome in flips.items() if name.startswith("*")}
    spread = {control: outcome for name, outcome in groups.items() for control in broken.targets(name)}
    return spread | {name: outcome for name, outcome in flips.items() if not name.startswith("*")}


def test_every_fault_says_what_it_flips() -> None:
    assert [name for name, fault in FAULTS.items() if not fault.flips] == []


def test_every_control_is_turned_red_by_some_fault(healthy: Scan) -> None:
    red = {control for fault in FAULTS.values() for control, outcome in fault.flips.items() if outcome == "fail"}
    unproven = set(healthy.outcomes) - red
    # No server of today has Heartbleed, an early CCS or ROBOT: these are told by the probe's own tests.
    assert unproven == {"tls-known-flaws"}


def test_a_dead_environment_yields_no_green_at_all(lab: Lab) -> None:
    settings = lab.settings
    for component in ("nginx", "postfix", "ns1", "ns2", "unbound", "root", "com"):
        settings = settings.stop(component)
    lab.become(settings)
    dead = scan(lab, "--active")
    assert dead.exit_code == 3
    assert set(dead.outcomes.values()) <= {"error", "unproven", "fail"}, dead.outcomes


def test_dead_web_and_mail_servers_yield_no_green_for_what_they_serve(lab: Lab) -> None:
    lab.become(lab.settings.stop("nginx").stop("postfix"))
    dead = scan(lab, "--active")
    green = {control for control, outcome in dead.outcomes.items() if outcome == "pass"}
    names = {"name-servers", "aliases", "addresses-agree", "dnssec", "cutover-ttl-lowered", "cutover-seen"}
    assert green <= names | {"spf", "dkim", "dmarc", "dmarc-reports"}


def test_without_consent_what_needs_it_is_unproven_and_blocks(lab: Lab) -> None:
    found = scan(lab)
    assert found.outcomes["tls-known-flaws"] == "unproven"
    assert (found.exit_code, found.report["verdict"]["word"]) == (3, "UNDECIDED")


def test_the_record_judged_offline_is_the_same_report(lab: Lab, healthy: Scan) -> None:
    first = scan(lab, "--active")
    again = lab.directory / "again.json"
    forbidding = (
        "import sys\n"
        "def forbid(event, arguments):\n"
        "    if event.startswith('socket.'): raise PermissionError(event)\n"
        "sys.addaudithook(forbid)\n"
        "from readiness.cli import main; main(sys.argv[1:])"
    )
    done = lab.run(
        [sys.executable, "-c", forbidding, "judge", str(first.record), "-q", "--json", str(again)], cwd=str(ROOT)
    )
    assert done.returncode == first.exit_code, done.stderr
    assert again.read_bytes() == (lab.directory / "report.json").read_bytes()


def test_every_request_in_the_servers_logs_matches_a_template_that_plan_printed(lab: Lab) -> None:
    file = environment_file(lab)
    lab.forget_requests()
    planned = json.loads(readiness(lab, "plan", "prod", "-f", str(file), "--active", "--format", "json").stdout)
    assert lab.requests() == [], "planning sends nothing"
    found = scan(lab, "--active")
    templates = planned["requests"]
    unplanned = [request for request in lab.requests() if not _planned(request, templates, lab)]
    assert unplanned == []
    assert len(lab.requests()) > 100
    assert found.exit_code == 0
    pages = Counter(
        (r.address, r.host, r.port, f"{r.method} {r.path}") for r in lab.requests() if type(r) is HttpRequest
    )
    assert [page for page, count in pages.items() if count > _at_most(page, templates)] == []


def _at_most(page: tuple[str, str, int, str], templates: list[dict]) -> int:
    """How many such requests may be sent to one address, by all templates that they match together."""
    _, host, port, what = page
    known = [Template.model_validate(template) for template in templates]
    return sum(t.at_most for t in known if t.matches("http", f"{host.split(':')[0]}:{port}", what))


def _planned(request: HttpRequest | DnsQuestion | Connection, templates: list[dict], lab: Lab) -> bool:
    known = [Template.model_validate(template) for template in templates]
    if isinstance(request, HttpRequest):
        to, what = f"{request.host.split(':')[0]}:{request.port}", f"{request.method} {request.path}"
        return any(template.matches("http", to, what) for template in known)
    if isinstance(request, DnsQuestion):
        others = OTHER_RESOLVERS.values()
        to = f"{request.address}:53" if request.address in others else "nameservers"
        to = "resolver" if request.address == RESOLVER else to
        name = request.name.rstrip(".").lower() or "."
        kind = dns.rdatatype.to_text(dns.rdatatype.from_text(request.kind))
        return any(template.matches("dns", to, f"{kind} {name}") for template in known)
    return any(_connects(template, request.port) for template in known)


def _connects(template, port: int) -> bool:
    """A TCP connection carries no name: its port must be one that some planned request goes to."""
    return port == 53 if template.kind == "dns" else template.to.endswith((f":{port}", "*"))


def test_two_scans_see_the_same(lab: Lab, healthy: Scan) -> None:
    assert scan(lab, "--active").outcomes == healthy.outcomes


def test_a_url_is_judged_without_any_file(lab: Lab, tmp_path: Path) -> None:
    report = lab.directory / "url.json"
    done = readiness(lab, "scan", "https://edpsychconnect.com", "-q", "--json", str(report))
    found = json.loads(report.read_text())
    outcomes = {finding["control"]: finding["outcome"] for finding in found["findings"]}
    assert outcomes["certificate"] == "fail"  # this machine does not trust the lab's own authority
    assert outcomes["hsts"] == outcomes["tls-versions"] == "pass"
    assert done.returncode == 1
