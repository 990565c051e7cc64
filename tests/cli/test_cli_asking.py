"""Asking by hand: one probe, one condition, a first environment file, the way from here to a platform."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_servers import Silent
from mistakes_shown import ENVIRONMENT, write

from readiness.demo.environment import environment_text
from readiness.demo.faults import Faults
from readiness.demo.stage import running
from readiness.load.environment import load_environment

DOMAIN = "edpsychconnect.test"


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """A running demo whose second address offers no TLS 1.3."""
    with running(Faults(second_address_without_tls13=True), tmp_path_factory.mktemp("stage")) as started:
        yield started


@pytest.fixture
def demo(stage, folder):
    """Its environment file, as the environment ``demo-here``."""
    (folder / "readiness.yaml").write_text(environment_text(stage, "demo-here"))
    return stage


def test_a_probe_prints_its_facts_by_endpoint_and_group(readiness, demo):
    done = readiness("probe", "tls", "site", "--env", "demo-here", "--group", "versions", "--group", "certificate")
    assert (done.code, done.told) == (0, "")
    assert {one["group"] for one in done.json} == {"tls.versions", "tls.certificate"}
    accepted = {one["endpoint"]: one["facts"]["accepted"] for one in done.json if one["group"] == "tls.versions"}
    assert len(accepted) == 4
    for endpoint, versions in accepted.items():
        assert ("TLSv1.3" in versions) == (demo.web_addresses[0] in endpoint)
    assert {(one["target"], one["cause"], one["withheld"]) for one in done.json} == {("site", None, None)}
    assert sum(one["sent"] for one in done.json) >= 4


def test_a_probe_takes_inputs(readiness, demo):
    name = f"www.{DOMAIN}"
    done = readiness("probe", "dns", "domain", "--env", "demo-here", "--group", "addresses", "--with", f"name={name}")
    assert done.code == 0, done.err
    assert name in json.dumps(done.json)


def test_a_probe_finds_the_target_that_fits(readiness, demo):
    done = readiness("probe", "mail", "demo-here", "--group", "spf")
    assert (done.code, done.json[0]["target"]) == (0, "domain")


def test_what_needs_consent_is_withheld_and_the_exit_code_says_so(readiness, demo):
    done = readiness("probe", "tls", "site", "--env", "demo-here", "--group", "flaws")
    assert done.code == 3
    assert {one["withheld"] for one in done.json} == {"needs --active on the command line"}
    assert {one["facts"] for one in done.json} == {None}


def test_what_cannot_be_resolved_is_a_cause(readiness, folder):
    write(folder)
    done = readiness("probe", "tls", "site", "--env", "prod", "--group", "versions")
    assert done.code == 3
    assert done.json[0]["cause"]["kind"] == "refused"


@pytest.mark.parametrize(
    ("condition", "code", "told"),
    [
        ("size(tls.versions.accepted) == 1", 0, "= true"),
        ('"TLSv1.3" in tls.versions.accepted', 1, "= false"),
        ('"SSLv3" in tls.versions.refused && tls.certificate.trusted', 0, "tls.certificate.trusted = true"),
        ("tls.flaws.heartbleed", 3, "tls.flaws: tls.flaws needs --active on the command line"),
        ("tls.flaws.heartbleed || tls.certificate.trusted", 0, "= true"),
        ('tls.flaws.heartbleed || "TLSv1.3" in tls.versions.accepted', 3, "= true"),
        ('tls.flaws.heartbleed && "TLSv1.3" in tls.versions.accepted', 1, "= false"),
    ],
)
def test_a_condition_is_taken_apart_on_every_endpoint(readiness, demo, condition, code, told):
    done = readiness("eval", "site", condition, "--env", "demo-here")
    assert (done.code, done.told) == (code, ""), done.out
    assert told in done.out
    for name in (DOMAIN, f"www.{DOMAIN}"):
        for address in demo.web_addresses:
            assert f"{name}@{address}:{demo.https_port}\n" in done.out


def test_a_condition_about_a_domain_is_judged_once(readiness, demo):
    done = readiness("eval", "demo-here", "mail.spf.valid && dns.dnssec.signed")
    assert done.code == 0, done.out
    assert "mail.spf.valid = true" in done.out
    assert done.out.count("  = ") == 1


def test_an_absent_fact_is_not_met(readiness, demo):
    done = readiness("eval", "site", 'http.response.location == "/"', "--env", "demo-here")
    assert done.code == 1
    assert "http.response.location = absent" in done.out


def test_a_first_environment_file_is_commented_and_loads_again(readiness, stage, folder):
    resolver = f"{stage.resolver.address}:{stage.resolver.port}"
    done = readiness("init", DOMAIN, "--resolver", resolver)
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("wrote readiness.yaml: 2 addresses, 2 aliases, ")
    text = Path("readiness.yaml").read_text()
    assert text.count("#") > 8
    loaded = load_environment("prod", Path("readiness.yaml"))
    assert (loaded.policy.name, loaded.environment.reach.resolver) == ("edpsych-connect", resolver)
    assert loaded.environment.targets["balancer"].addresses == stage.web_addresses
    assert loaded.environment.targets["domain"].aliases == ("www", "api")
    assert set(loaded.environment.targets) == {"domain", "balancer", "site", "api"}
    assert readiness("plan", "prod").code == 0
    again = readiness("init", DOMAIN, "--resolver", resolver)
    assert again.code == 2
    assert Path("readiness.yaml").read_text() == text


@pytest.mark.parametrize("name", ["staging", "no", "null", "1", "a: b", "{x}", "été", "it's"])
def test_an_environment_may_have_any_name(readiness, stage, folder, name):
    resolver = f"{stage.resolver.address}:{stage.resolver.port}"
    done = readiness(
        "init", DOMAIN, "--resolver", resolver, "--name", name, "-f", "made.yaml", "--policy", "web-baseline"
    )
    assert done.code == 0
    assert load_environment(name, Path("made.yaml")).policy.name == "web-baseline"


def test_a_domain_that_is_not_there_gets_no_file(readiness, stage, folder):
    done = readiness("init", "nowhere.test", "--resolver", f"{stage.resolver.address}:{stage.resolver.port}")
    assert done.code == 2
    assert done.err.startswith("command line: nowhere.test cannot be looked at: ")
    assert not Path("readiness.yaml").exists()


def test_a_resolver_that_does_not_answer_gets_no_file(readiness, folder):
    done = readiness("init", "example.com", "--resolver", "127.0.0.1:9")
    assert done.code == 2
    assert done.err.startswith("command line: example.com cannot be looked at: refused")
    assert not Path("readiness.yaml").exists()


def test_the_way_to_a_platform_is_examined(readiness, demo):
    done = readiness("doctor", "demo-here")
    assert f"ok   site {demo.web_addresses[0]}:{demo.https_port}: connects\n" in done.out
    assert done.code == (0 if "BAD" not in done.out else 1)


def test_what_cannot_be_reached_is_bad_and_told(readiness, folder):
    with Silent() as server:
        port = server.port
    text = ENVIRONMENT.replace(
        "balancer: {kind: balancer, addresses: [192.0.2.1]}", "b: {kind: site, url: https://b.test}"
    )
    text = text.replace("{resolver:", "{addresses: {example.com: [127.0.0.1]}, resolver:")
    write(folder, readiness=text.replace("https://example.com", f"https://example.com:{port}"))
    done = readiness("doctor", "prod")
    assert done.code == 1
    assert f"BAD  site 127.0.0.1:{port}: " in done.out
    assert "BAD  b b.test: " in done.out
