"""What names that there are not get: URLs, controls, policies, probes, targets, commands and facts."""

from __future__ import annotations

from pathlib import Path

import pytest
from mistakes_shown import LINE, POLICIES, assert_refused, assert_says, write

ADDRESS = "has an address for a name: certificates and pages are judged by name"
PINNED = "name the host; in an environment file `reach: {addresses: {NAME: ADDRESS}}` says where it is"

# fmt: off
URLS = [
    ("https://", "`https://` must be a URL such as https://example.com", ""),
    ("https:///path", "`https:///path` must be a URL such as https://example.com", ""),
    ("ftp://x", "`ftp://x` must be a URL such as https://example.com", ""),
    ("https://[::1", "`https://[::1` must be a URL such as https://example.com", ""),
    ("https://x\x1b[2J", "`https://x\\x1b[2J` must be a URL such as https://example.com", ""),
    ("https://x:99999", "`https://x:99999` has a port that is not a number from 1 to 65535", ""),
    ("https://x:0", "`https://x:0` has a port that is not a number from 1 to 65535", ""),
    ("https://x:port", "`https://x:port` has a port that is not a number from 1 to 65535", ""),
    ("https://ex ample.com", "`https://ex ample.com` is not a host name", ""),
    ("https://-x", "`https://-x` is not a host name", ""),
    ("https://user:hunter2@x", "the URL must not carry a password; use `authorization: env:NAME`",
     "declare the site in an environment file; readiness init writes one"),
    ("https://192.0.2.1", f"`https://192.0.2.1` {ADDRESS}", PINNED),
    ("https://[2001:db8::1]/", f"`https://[2001:db8::1]/` {ADDRESS}", PINNED),
]
# fmt: on


@pytest.mark.parametrize(("url", "message", "hint"), URLS)
@pytest.mark.parametrize("command", [["plan"], ["scan"], ["probe", "tls"], ["eval"]])
def test_urls_that_cannot_be_scanned(readiness, contacts, command, url, message, hint):
    condition = ["tls.certificate.trusted"] if command == ["eval"] else []
    done = readiness(*command, url, *condition)
    assert_refused(done, contacts)
    assert_says(done, LINE + message, hint)


@pytest.mark.parametrize("url", ["HTTPS://Example.com/", "https://bücher.example", "http://www.example.com:8080/x?y#z"])
def test_urls_that_can(readiness, contacts, url):
    assert (readiness("plan", url).code, contacts) == (0, [])


# fmt: off
NAMES = [
    (["explain", "tls-verions"], "the policy edpsych-connect has no control `tls-verions`",
     "did you mean `tls-versions`?"),
    (["explain", "zzz"], "the policy edpsych-connect has no control `zzz`",
     "`readiness policy rows edpsych-connect` names them"),
    (["explain", "x", "--policy", "nope"], "there is no policy `nope`", POLICIES),
    (["policy", "check", "nope"], "there is no policy `nope`", POLICIES),
    (["policy", "test", "nope"], "there is no policy `nope`", POLICIES),
    (["policy", "rows", "./nope.yaml"], "there is no file `./nope.yaml`", ""),
    (["probe", "list", "tsl"], "there is no probe `tsl`", "did you mean `tls`?"),
    (["probe", "tls", "https://x", "--group", "verions"], "the probe tls has no fact group `verions`",
     "did you mean `versions`?"),
    (["probe", "tls", "https://x", "--with", "a"], "--with a is not NAME=VALUE", ""),
    (["probe", "tls", "https://x", "--with", "a=1"], "--with a: the probe tls has no input `a`",
     "see `readiness probe list tls`"),
    (["probe", "dns", "https://x", "--with", "tpyes=[A]"], "--with tpyes: the probe dns has no input `tpyes`",
     "did you mean `types`?"),
    (["init", "ex ample"], "`ex ample` is not a host name", ""),
    (["init", "https://example.com"], "`https://example.com` is not a host name",
     "name the domain alone: example.com"),
    (["init", "x.example", "--resolver", "localhost"],
     "--resolver must be an IP address, with a port if it is not 53 (192.0.2.1:5353)", ""),
    (["init", "x.example", "--policy", "web-baselin"], "there is no policy `web-baselin`",
     "did you mean `web-baseline`?"),
]
# fmt: on


@pytest.mark.parametrize(("arguments", "message", "hint"), NAMES)
def test_names_that_there_are_not(readiness, contacts, arguments, message, hint):
    done = readiness(*arguments)
    assert_refused(done, contacts)
    assert_says(done, LINE + message, hint)


def test_a_target_that_there_is_not(readiness, folder, contacts):
    write(folder)
    for command in (["probe", "tls", "sit"], ["eval", "sit", "tls.certificate.trusted"]):
        done = readiness(*command, "--env", "prod")
        assert_refused(done, contacts)
        assert_says(done, f"{LINE}prod has no target `sit`", "did you mean `site`?")


def test_a_target_that_the_probe_does_not_look_at(readiness, folder, contacts):
    write(folder)
    done = readiness("probe", "mail", "site", "--env", "prod")
    assert_refused(done, contacts)
    assert_says(done, f"{LINE}the probe mail looks at domain; `site` is a site")
    done = readiness("eval", "site", "mail.spf.valid", "--env", "prod")
    assert_refused(done, contacts)
    assert_says(done, f"{LINE}the probe mail looks at domain; `site` is a site")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sacn", "demo"], "there is no command `sacn`: did you mean `scan`?"),
        (["zzz"], "there is no command `zzz`: there are attest, bundle, completion"),
        (["policy", "chek", "x"], "there is no command `chek`: did you mean `check`?"),
        (["probe", "tsl", "https://x"], "there is no probe `tsl`: did you mean `tls`?"),
        (["policy", "schema", "polici"], "'polici' is not one of 'policy', 'controls', 'environment', 'report'"),
        (["completion", "tcsh"], "'tcsh' is not one of 'bash', 'zsh', 'fish'"),
        (["judge"], "Missing argument 'RECORD...'"),
        (["judge", "x", "--at", "yesterday"], "'yesterday' does not match the formats"),
    ],
)
def test_commands_that_there_are_not(readiness, contacts, arguments, said):
    done = readiness(*arguments)
    assert_refused(done, contacts)
    assert said in done.err


# fmt: off
CONDITIONS = [
    ("", 1, "the condition is empty", ""),
    ("1 == 1", 1, "the condition reads no fact",
     "name a fact as probe.group.fact; `readiness probe list` names the probes"),
    ("tsl.certificate.trusted", 1, "there is no probe `tsl`", "did you mean `tls`?"),
    ("tls.certificat.trusted", 5, "`tls` has no fact group `certificat`", "did you mean `certificate`?"),
    ("tls.certificate.trustd", 17, "`tls.certificate` has no fact `trustd`", "did you mean `trusted`?"),
    ("tls.certificate.trusted &&", 27, "the condition ends too early", ""),
    ("size(tls.versions.accepted)", 1, "a condition must be true or false, this is of type int", ""),
]
# fmt: on


@pytest.mark.parametrize(("condition", "column", "message", "hint"), CONDITIONS)
def test_conditions_that_are_none(readiness, contacts, condition, column, message, hint):
    done = readiness("eval", "https://x", condition)
    assert_refused(done, contacts)
    excerpt = f"    1 | {condition}\n      | {' ' * (column - 1)}^\n" if condition else ""
    told = f"  hint: {hint}\n" if hint else ""
    assert done.err == f"condition:1:{column}: {message}\n{excerpt}{told}"


def test_an_existing_environment_file_is_never_overwritten(readiness, folder, contacts):
    write(folder)
    before = Path("readiness.yaml").read_text()
    done = readiness("init", "example.com")
    assert_refused(done, contacts)
    assert_says(done, "readiness.yaml: is there already and will not be overwritten", "use --file")
    assert Path("readiness.yaml").read_text() == before


def test_a_file_for_the_environment_that_cannot_be_written_is_told_first(readiness, contacts):
    done = readiness("init", "example.com", "-f", "nowhere/x.yaml")
    assert_refused(done, contacts)
    assert_says(done, "nowhere/x.yaml: cannot be written: No such file or directory")
