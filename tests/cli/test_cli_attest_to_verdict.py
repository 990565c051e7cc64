"""From what people sign to the verdict: planned, looked at, judged, and judged again without another look."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from http_hostile import answer, hostile, page
from signing_files import ATTEST, WAIVE, options, write

ENVIRONMENT = """\
environments:
  prod:
    policy: ./policy.yaml
    reach: {addresses: {example.com: [127.0.0.1]}, timeout_s: 1}
    targets:
      site: {kind: site, url: "https://example.com:9"}
"""
CONTROL = "rollback-tested"


@pytest.fixture
def scan(readiness, folder):
    """``scan()``: scan and keep the record; the report as data."""

    def run(*arguments):
        done = readiness("scan", "prod", "--record", "prod.record", "--json", "-", *arguments)
        return json.loads(done.out)

    write(folder, ENVIRONMENT)
    return run


def outcomes(report):
    return {one["control"]: (one["outcome"], one["waived"]) for one in report["findings"]}


def standings(report, kind):
    return [one["standing"] for one in report[kind]]


def judged(readiness, at=None):
    when = ("--at", f"{at:%Y-%m-%dT%H:%M:%S}") if at else ()
    return json.loads(readiness("judge", "prod.record", "--json", "-", *when).out)


def test_what_was_attested_passes_until_its_evidence_changes(readiness, folder, scan):
    assert outcomes(scan("--only", CONTROL)) == {CONTROL: ("unproven", None)}
    assert readiness("attest", CONTROL, *options(ATTEST)).code == 0
    report = scan("--only", CONTROL)
    assert outcomes(report) == {CONTROL: ("pass", None)}
    assert standings(report, "attestations") == ["valid"]
    assert report["findings"][0]["basis"] == "attested"
    (folder / "run.txt").write_text("it never worked")
    report = scan("--only", CONTROL)
    assert outcomes(report) == {CONTROL: ("unproven", None)}
    assert standings(report, "attestations") == ["changed"]


def test_judging_again_looks_at_nothing_again(readiness, folder, scan, contacts):
    assert readiness("attest", CONTROL, *options(ATTEST)).code == 0
    scan("--only", CONTROL)
    (folder / "run.txt").unlink()
    contacts.clear()
    assert outcomes(judged(readiness)) == {CONTROL: ("pass", None)}
    assert contacts == []


def test_judged_after_its_end_nothing_is_green(readiness, folder, scan):
    assert readiness("attest", CONTROL, *options(ATTEST, days="10")).code == 0
    report = scan("--only", CONTROL)
    until = report["attestations"][0]["attestation"]["date"]
    end = datetime.fromisoformat(until).replace(tzinfo=UTC) + timedelta(days=11)
    last = judged(readiness, end - timedelta(seconds=1))
    assert (outcomes(last), standings(last, "attestations")) == ({CONTROL: ("pass", None)}, ["valid"])
    late = judged(readiness, end)
    assert (outcomes(late), standings(late, "attestations")) == ({CONTROL: ("unproven", None)}, ["stale"])


def test_evidence_at_a_url_is_in_the_plan_and_fetched_once_by_the_scan(readiness, folder, scan):
    with hostile(answer(page("", b"it worked"))) as server:
        place = f"http://127.0.0.1:{server.port}/run"
        assert readiness("attest", CONTROL, *options(ATTEST, "--fetch", evidence=f"run id={place}")).code == 0
        server.requests.clear()
        planned = readiness("plan", "prod", "--only", CONTROL)
        assert f"127.0.0.1:{server.port}" in planned.out
        assert "GET /run" in planned.out
        assert server.requests == []
        assert outcomes(scan("--only", CONTROL)) == {CONTROL: ("pass", None)}
        assert len(server.requests) == 1


def test_evidence_of_controls_that_are_not_selected_is_left_alone(readiness, folder, scan):
    with hostile(answer(page("", b"it worked"))) as server:
        place = f"http://127.0.0.1:{server.port}/run"
        assert readiness("attest", CONTROL, *options(ATTEST, "--fetch", evidence=f"run id={place}")).code == 0
        server.requests.clear()
        assert str(server.port) not in readiness("plan", "prod", "--only", "versions").out
        scan("--only", "versions")
        assert server.requests == []


def test_a_waiver_is_shown_beside_the_true_outcome_as_long_as_it_holds(readiness, folder, scan):
    assert readiness("waive", "versions", *options(WAIVE, days="10")).code == 0
    report = scan("--only", "versions")
    assert outcomes(report) == {"versions": ("error", "OPS-1")}
    end = datetime.fromisoformat(report["waivers"][0]["waiver"]["expires"]).replace(tzinfo=UTC) + timedelta(days=1)
    assert standings(judged(readiness, end - timedelta(seconds=1)), "waivers") == ["applied"]
    late = judged(readiness, end)
    assert (outcomes(late), standings(late, "waivers")) == ({"versions": ("error", None)}, ["expired"])


def test_a_waiver_that_was_edited_by_hand_to_break_the_rules_is_refused(readiness, folder, scan):
    assert readiness("waive", "versions", *options(WAIVE)).code == 0
    file = Path("waivers.yaml")
    file.write_text(file.read_text().replace("expires: 20", "expires: 21"))
    report = scan("--only", "versions")
    assert outcomes(report) == {"versions": ("error", None)}
    assert standings(report, "waivers") == ["refused"]


def test_a_malformed_waiver_stops_a_scan_before_anything_is_contacted(readiness, folder, scan, contacts):
    assert readiness("waive", "versions", *options(WAIVE)).code == 0
    file = Path("waivers.yaml")
    file.write_text(file.read_text().replace("cto@example.com", "jo@example.com"))
    done = readiness("scan", "prod")
    assert (done.code, done.out, contacts) == (2, "", [])
    assert "waivers.yaml:9:15: `approver` is the `owner`" in done.err
