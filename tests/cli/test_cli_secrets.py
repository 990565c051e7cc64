"""Secrets stay secret: whatever a server gives back, no output of any command and no file has them in any form."""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from readiness import probes

GROUPS = ("response", "redirects", "page", "assets", "cors", "protocols")
ENVIRONMENT = """\
environments:
  prod:
    policy: ./policy.yaml
    reach: {{addresses: {{example.com: [127.0.0.1]}}, trust: ca.pem}}
    targets:
      site:
        kind: site
        url: "https://example.com:{port}/"
        http_port: {plain}
        authorization: {reference}
      api:
        kind: api
        url: "https://example.com:{port}/api"
        http_port: {plain}
        origins: ["https://example.com"]
        authorization: {reference}
"""
CONTROL = """\
  - id: {id}
    title: Everything that the probe can say
    severity: high
    target: {kind}
    observe: {{http: {{}}}}
    require: |
{conditions}
    rationale: tried
    remedy: {{none: none}}
    references: [none]
"""
CREDENTIAL = 'pl4nted-S3cret/with+odd"chars&<%20>=='
PASSWORD = "pl4nted-p4ssw0rd-€"


def everything() -> str:
    """A policy whose controls read all that the HTTP probe knows, so that all of it is asked for."""
    assert set(probes.find("http").groups()) == set(GROUPS)
    conditions = "\n".join(f"      http.{group} == http.{group}" for group in GROUPS)
    controls = (CONTROL.format(id=f"all-{kind}", kind=kind, conditions=conditions) for kind in ("site", "api"))
    return 'policy: everything\nversion: "1"\ncontrols:\n' + "".join(controls)


def forms(secret: str) -> set[str]:
    """What the secret looks like, in lower case: as it is, quoted and encoded, and its beginning alone."""
    raw = secret.encode()
    found = {secret, secret[:12], raw.hex(), repr(raw)[2:-1], repr(secret)[1:-1], raw.decode("latin-1")}
    found |= {quote(secret), quote(secret, safe=""), quote_plus(secret), html.escape(secret), json.dumps(secret)[1:-1]}
    for before in (b"", b"x", b"xx"):
        encoded = base64.b64encode(before + raw).decode().rstrip("=")
        found |= {encoded[4:-2], encoded[4:-2].replace("+", "-").replace("/", "_")}
    return {form.lower() for form in found}


def assert_kept(secret: str, *texts: str) -> None:
    for text in texts:
        folded = text.lower()
        found = [(form, folded[max(0, folded.find(form) - 80) :][:200]) for form in forms(secret) if form in folded]
        assert found == []


BASIC = "Basic " + base64.b64encode(f"probe:{PASSWORD}".encode()).decode()


@pytest.fixture
def declared(folder, echoing, plain):
    """``declared("env:NAME")``: an environment whose sites take the secret behind the reference."""
    (folder / "policy.yaml").write_text(everything())

    def declare(reference: str) -> None:
        text = ENVIRONMENT.format(port=echoing.port, plain=plain.port, reference=json.dumps(reference))
        (folder / "readiness.yaml").write_text(text)

    return declare


SCAN = [
    "scan",
    "prod",
    "-v",
    "--json",
    "out.json",
    "--junit",
    "out.xml",
    "--record",
    "out.jsonl",
    "--journal",
    "out.log",
]


def texts(done) -> list[str]:
    written = [path.read_text(encoding="utf-8") for path in sorted(Path().glob("out.*"))]
    assert len(written) == 4
    return [done.out, done.err, *written]


@pytest.mark.parametrize(
    ("reference", "value", "secrets"),
    [
        ("env:PLANTED", f"Bearer {CREDENTIAL}", [CREDENTIAL]),
        ("file:planted.txt", CREDENTIAL, [CREDENTIAL]),
        ("cmd:cat planted.txt", BASIC, [BASIC.partition(" ")[2], PASSWORD]),
    ],
)
def test_no_scan_gives_a_secret_away(apart, declared, echoing, plain, monkeypatch, reference, value, secrets):
    monkeypatch.setenv("PLANTED", value)
    Path("planted.txt").write_text(value + "\n", encoding="utf-8")
    declared(reference)
    found = texts(apart(*SCAN))
    assert value in echoing.heard
    assert sum(f"[{reference.partition(':')[0]} secret]" in text for text in found) >= 3
    assert plain.heard
    for secret in secrets:
        assert_kept(secret, *found, *plain.heard)


def test_no_other_command_gives_a_secret_away(apart, declared, monkeypatch):
    monkeypatch.setenv("PLANTED", f"Bearer {CREDENTIAL}")
    declared("env:PLANTED")
    probed = apart("probe", "http", "site", "--env", "prod")
    assert "[env secret]" in probed.out
    compared = apart("eval", "site", "http.response.status == 0 && http.page.url == ''", "--env", "prod")
    assert "http.response.status == 0" in compared.out
    planned = apart("plan", "prod", "--format", "json")
    assert planned.code == 0
    for done in (probed, compared, planned, apart("plan", "prod"), apart("doctor", "prod")):
        assert "Traceback" not in done.err
        assert_kept(CREDENTIAL, done.out, done.err)


def test_a_bug_shows_no_secret(apart, declared, monkeypatch):
    monkeypatch.setenv("PLANTED", f"Bearer {CREDENTIAL}")
    declared("env:PLANTED")
    code = """
import sys
from readiness.reach import http
async def request(method, url, address, headers, *rest):
    raise RuntimeError(f"a bug in the library: {headers!r} {list(headers.values())}")
http.request = request
from readiness.cli import main
main(sys.argv[1:])
"""
    found = texts(apart(*SCAN, code=code))
    assert any("a bug in the library" in text for text in found)
    assert_kept(CREDENTIAL, *found)


def test_nothing_that_is_kept_packed_or_compared_gives_a_secret_away(apart, declared, monkeypatch):
    monkeypatch.setenv("PLANTED", f"Bearer {CREDENTIAL}")
    monkeypatch.setenv("WORDS", PASSWORD)
    declared("env:PLANTED")
    made = apart("key", "signing.pem", "--passphrase", "env:WORDS")
    private = "".join(Path("signing.pem").read_text(encoding="ascii").splitlines()[1:-1])
    signing = ["--key", "signing.pem", "--passphrase", "env:WORDS"]
    done = [made, apart("scan", "prod", "--bundle", "out.zip", *signing, "--slowest", "5"), apart("scan", "prod", "-q")]
    done += [
        apart("history", "prod"),
        apart("history", "prod", "--format", "json"),
        apart("diff", "-e", "prod", "last~1", "last", "--format", "json"),
        apart("judge", "--each", ".readiness"),
        apart("verify", "out.zip", "--key", "signing.pem.pub"),
        apart("sign-off", "out.zip", "--by", "Ann", "--role", "manager", *signing),
        apart("verify", "out.zip", "--key", "signing.pem.pub", "--require-sign-off", "1"),
    ]
    kept = [path for path in Path(".readiness").rglob("*") if path.is_file()]
    assert len([path for path in kept if path.suffix == ".jsonl"]) == 2
    assert all("Traceback" not in one.err for one in done)
    written = [path.read_bytes().decode("latin-1") for path in (*kept, Path("out.zip"))]
    assert sum("[env secret]" in text for text in written) >= 3
    for secret in (CREDENTIAL, PASSWORD, private):
        assert_kept(secret, *(text for one in done for text in (one.out, one.err)), *written)
