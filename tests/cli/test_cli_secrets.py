"""Secrets stay secret: whatever a server gives back, no output of any command and no file has them in any form."""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from cli_runs import CHECKOUT

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
        http_port: {port}
        authorization: {reference}
      api:
        kind: api
        url: "https://example.com:{port}/api"
        http_port: {port}
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


@pytest.mark.parametrize(
    ("reference", "value", "secrets"),
    [
        ("env:PLANTED", f"Bearer {CREDENTIAL}", [CREDENTIAL]),
        ("file:planted.txt", CREDENTIAL, [CREDENTIAL]),
        ("cmd:cat planted.txt", BASIC, [BASIC.partition(" ")[2], PASSWORD]),
    ],
)
def test_no_command_gives_a_secret_away(apart, echoing, folder, monkeypatch, reference, value, secrets):
    monkeypatch.setenv("PLANTED", value)
    (folder / "planted.txt").write_text(value + "\n", encoding="utf-8")
    (folder / "policy.yaml").write_text(everything())
    text = ENVIRONMENT.format(port=echoing.port, reference=json.dumps(reference))
    (folder / "readiness.yaml").write_text(text)
    files = ["--json", "out.json", "--junit", "out.xml", "--record", "out.jsonl", "--journal", "out.journal"]
    before = set(Path().iterdir())
    runs = {
        "scan": apart("scan", "prod", "-v", *files),
        "plan": apart("plan", "prod"),
        "plan json": apart("plan", "prod", "--format", "json"),
        "probe": apart("probe", "http", "site", "--env", "prod"),
        "eval": apart("eval", "site", "http.response.status == 0 && http.page == http.page", "--env", "prod"),
        "judge": apart("judge", "out.jsonl", "-v"),
        "judge json": apart("judge", "out.jsonl", "--json", "-"),
    }
    assert any(said.encode("latin-1").decode("utf-8").endswith(value) for said in echoing.heard)
    written = {path.name: path.read_text(encoding="utf-8") for path in set(Path().iterdir()) - before}
    assert set(written) == {"out.json", "out.xml", "out.jsonl", "out.journal"}
    kind = reference.partition(":")[0]
    assert f"[{kind} secret]" in runs["probe"].out
    assert f"[{kind} secret]" in written["out.jsonl"]
    for done in runs.values():
        assert "Traceback" not in done.err
    texts = [text for done in runs.values() for text in (done.out, done.err)]
    for secret in secrets:
        assert_kept(secret, *texts, *written.values())


def test_a_secret_is_never_sent_in_the_clear(apart, echoing, folder, monkeypatch):
    monkeypatch.setenv("PLANTED", f"Bearer {CREDENTIAL}")
    (folder / "policy.yaml").write_text(everything())
    text = ENVIRONMENT.format(port=echoing.port, reference='"env:PLANTED"').replace(
        "https://example.com:", "http://example.com:"
    )
    (folder / "readiness.yaml").write_text(text)
    done = apart("scan", "prod", "--json", "-")
    assert done.code in (1, 3)
    assert_kept(CREDENTIAL, done.out, done.err, *echoing.heard)


def test_a_bug_shows_no_secret(apart, echoing, folder, monkeypatch):
    monkeypatch.setenv("PLANTED", f"Bearer {CREDENTIAL}")
    (folder / "policy.yaml").write_text(everything())
    (folder / "readiness.yaml").write_text(ENVIRONMENT.format(port=echoing.port, reference='"env:PLANTED"'))
    code = """
import sys
from readiness.reach import http
async def request(method, url, address, headers, *rest):
    raise RuntimeError(f"a bug in the library: {headers!r}")
http.request = request
from readiness.cli import main
main(sys.argv[1:])
"""
    done = apart("scan", "prod", "-v", "--record", "out.jsonl", code=code, PYTHONPATH=str(CHECKOUT))
    record = (folder / "out.jsonl").read_text(encoding="utf-8")
    assert "a bug in the library" in record
    assert_kept(CREDENTIAL, done.out, done.err, record)
