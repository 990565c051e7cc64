"""What a bad environment file gets, and bad files of every kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mistakes_shown import ENVIRONMENT, POLICY, assert_points_at, assert_refused, assert_says, write

URL = "https://example.com"


# fmt: off
MISTAKES = [
    ("targets:", "tragets:", "tragets", "unknown key `tragets`", "did you mean `targets`?"),
    ("site: {", "site: {kind: site, ", "kind: site, url", "duplicate key `kind`: line 6 has it already", ""),
    ("kind: site", "kind: sight", "sight", "`kind` must be one of domain, site, api, balancer, mailserver, cutover",
     "did you mean `site`?"),
    ("kind: site, ", "", "{url", "`kind` is missing", "one of domain, site, api, balancer, mailserver, cutover"),
    (URL, "https://", '"https://"', "`url` must be a URL such as https://example.com", ""),
    (URL, "ftp://x", '"ftp://x"', "`url` must be a URL such as https://example.com", ""),
    (URL, "https://x:99999", '"https://x:99999"', "`url` has a port that is not a number from 1 to 65535", ""),
    (URL, "https://x:0", '"https://x:0"', "`url` has a port that is not a number from 1 to 65535", ""),
    (URL, "https://ex ample.com", '"https://ex ample', "`url` is not a host name", ""),
    ("kind: site,", "kind: site, http_port: 70000,", "70000",
     "`http_port` must be less than or equal to 65535", ""),
    ("kind: site,", "kind: site, behind: balanser,", "balanser", "there is no target `balanser`",
     "did you mean `balancer`?"),
    ("kind: site,", "kind: site, domain: balancer,", "balancer,", "the target `balancer` is no domain",
     "it is a balancer"),
    ('"127.0.0.1:9"', "localhost", "localhost",
     "`resolver` must be an IP address, with a port if it is not 53 (192.0.2.1:5353)", ""),
    ('"127.0.0.1:9"', '"127.0.0.1:99999"', '"127', "`resolver` has a port that is not a number from 1 to 65535", ""),
    ('{resolver: "127.0.0.1:9"}', "{timeout_s: 0}", "0", "`timeout_s` must be greater than 0", ""),
    ("./policy.yaml", "web-basline", "web-basline", "there is no policy `web-basline`",
     "did you mean `web-baseline`?"),
    ("./policy.yaml", "./polisy.yaml", "./polisy.yaml", "there is no file `./polisy.yaml`", ""),
    ("    targets:", "    params: {dayz: 3}\n    targets:", "dayz", "the policy tried has no parameter `dayz`",
     "did you mean `days`?"),
    ("    targets:", "    params: {days: three}\n    targets:", "three", "`days` must be a whole number", ""),
    ("    targets:", "    consent: [{allow: active, targets: [sit], by: me, until: 2030-01-01}]\n    targets:",
     "sit]", "there is no target `sit`", "did you mean `site`?"),
    ("    targets:", "    consent: [{allow: active, targets: [site], by: me, until: soon}]\n    targets:",
     "soon", "`until` must be a date such as 2026-12-31", ""),
    ("    targets:", "    consent: [{allow: acitve, targets: [site], by: me, until: 2030-01-01}]\n    targets:",
     "acitve", "`allow` must be one of passive, active, disruptive", "did you mean `active`?"),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "word", "message", "hint"), MISTAKES)
def test_each_mistake_has_one_message_with_its_place(readiness, folder, contacts, old, new, word, message, hint):
    assert old in ENVIRONMENT
    write(folder, readiness=ENVIRONMENT.replace(old, new, 1))
    done = readiness("scan", "prod")
    assert_refused(done, contacts)
    assert_points_at(done, "readiness.yaml", word, message, hint)


def test_a_password_is_refused_where_a_reference_belongs_and_never_repeated(readiness, folder, contacts):
    write(folder, readiness=ENVIRONMENT.replace("kind: site,", "kind: site, authorization: hunter2-hunter2,"))
    done = readiness("scan", "prod")
    assert_refused(done, contacts)
    assert "must be a reference (env:NAME, file:PATH or cmd:COMMAND), never the secret itself" in done.err
    assert "hunter2" not in done.err


def test_an_unknown_environment_gets_the_names_that_there_are(readiness, folder, contacts):
    write(folder)
    done = readiness("scan", "prd")
    assert_refused(done, contacts)
    assert_points_at(done, "readiness.yaml", "prod", "there is no environment `prd`", "did you mean `prod`?")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"# nothing but this\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00", "is not text (UTF-8)"),
        (b"environments: caf\xe9\n", "is not text (UTF-8)"),
        (b"a: " + b"[" * 100_000, "nested more than"),
        (b"a: &a [x, x, x, x, x]\nb: &b [*a, *a]\nc: [" + b"*b, " * 100_000 + b"*b]\n", "expands to more than"),
        (b"x" * 6_000_000, "is larger than 5 MB"),
        (b"environments: []\n", "`environments` must be"),
        (b"- prod\n", "the file must be a mapping"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_moment(readiness, folder, contacts, content, message):
    Path("readiness.yaml").write_bytes(content)
    done = readiness("scan", "prod")
    assert_refused(done, contacts)
    assert done.err.startswith("readiness.yaml")
    assert message in done.err
    assert len(done.err) < 1000


def test_a_bomb_of_aliases_is_refused_in_a_moment(readiness, folder, contacts):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    write(folder, readiness="\n".join(lines) + "\n")
    done = readiness("scan", "prod")
    assert_refused(done, contacts)
    assert "readiness.yaml:" in done.err


def test_a_missing_file_is_told_with_the_ways_to_have_one(readiness, contacts):
    done = readiness("scan", "prod")
    assert_refused(done, contacts)
    hint = "name it with --file, let `readiness init DOMAIN` write one, or give the URL of a site (https://…)"
    assert_says(done, "readiness.yaml: does not exist", hint)


def test_a_folder_is_no_file(readiness, folder, contacts):
    done = readiness("scan", "prod", "-f", str(folder))
    assert_refused(done, contacts)
    assert_says(done, f"{folder}: is a directory, not a file")


def test_a_file_that_cannot_be_read_is_told(readiness, contacts):
    done = readiness("scan", "prod", "-f", "/proc/self/mem")
    assert_refused(done, contacts)
    assert done.err.startswith("/proc/self/mem: cannot be read: ")


def test_the_policy_of_an_environment_is_found_beside_its_file_and_one_on_the_command_line_here(
    readiness, folder, contacts
):
    (folder / "conf").mkdir()
    write(folder / "conf")
    assert readiness("plan", "prod", "-f", "conf/readiness.yaml").code == 0
    missing = readiness("plan", "prod", "-f", "conf/readiness.yaml", "--policy", "./policy.yaml")
    assert_refused(missing, contacts)
    assert_says(missing, "command line: there is no file `./policy.yaml`")
    (folder / "policy.yaml").write_text(POLICY)
    assert readiness("plan", "prod", "-f", "conf/readiness.yaml", "--policy", "./policy.yaml").code == 0


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("env:READINESS_NOT_SET", "the variable is not set"),
        ("file:nowhere.txt", "the file cannot be read: No such file or directory"),
        ("file:.", "the file cannot be read: Is a directory"),
        ("cmd:readiness-no-such-program", "the command cannot be run: No such file or directory"),
        ("cmd:false", "the command ended with exit code 1"),
        ("cmd:printf 'x", "the command is not one, or prints no text"),
    ],
)
def test_a_secret_that_is_missing_stops_the_scan_before_anything_is_sent(readiness, folder, contacts, reference, said):
    write(folder, readiness=ENVIRONMENT.replace("kind: site,", f'kind: site, authorization: "{reference}",'))
    kept = folder / "record.jsonl"
    kept.write_text("an older record")
    done = readiness("scan", "prod", "--record", str(kept))
    assert done.code == 2
    assert re.match(r"readiness\.yaml:\d+:\d+: ", done.err)
    assert f": `{reference}` gives no secret: {said}\n" in done.err
    assert [event for event in contacts if "socket" in event] == []
    assert kept.read_text() == "an older record"


@pytest.mark.parametrize(("value", "said"), [("", "is empty"), ("abc", "less than 4 characters"), ("a\nbcd", "line")])
def test_a_secret_that_could_not_be_kept_secret_is_refused(readiness, folder, contacts, monkeypatch, value, said):
    monkeypatch.setenv("TRIED_SECRET", value)
    write(folder, readiness=ENVIRONMENT.replace("kind: site,", 'kind: site, authorization: "env:TRIED_SECRET",'))
    done = readiness("scan", "prod")
    assert_refused(done, contacts)
    assert said in done.err


def test_planning_needs_no_secret(readiness, folder, contacts):
    write(folder, readiness=ENVIRONMENT.replace("kind: site,", 'kind: site, authorization: "env:READINESS_NOT_SET",'))
    assert (readiness("plan", "prod").code, contacts) == (0, [])


@pytest.mark.parametrize("key", ["trust", "anchor"])
def test_a_file_of_certificates_or_keys_that_is_missing_stops_the_scan(readiness, folder, contacts, key):
    write(folder, readiness=ENVIRONMENT.replace("{resolver:", f"{{{key}: nowhere.pem, resolver:"))
    done = readiness("scan", "prod")
    assert_refused(done, contacts)
    assert_says(done, f"nowhere.pem: `reach.{key}` cannot be read: No such file or directory")
