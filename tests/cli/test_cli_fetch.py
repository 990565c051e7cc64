"""``readiness policy fetch``: policies from elsewhere, got once and checked ever after."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from cli_servers import Delivering
from mistakes_shown import POLICY

from readiness.cli._fetching import fetch
from readiness.demo.authority import Authority, Leaf
from readiness.model.errors import InputError

DIGEST = sha256(POLICY.encode()).hexdigest()


@pytest.fixture
def delivering(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Delivering]:
    """An https server whose authority is in ``ca.pem``; the cache is in the test's folder."""
    monkeypatch.setenv("READINESS_CACHE", str(folder / "cache"))
    authority = Authority()
    authority.publish(folder / "ca.pem")
    with Delivering(authority.issue(Leaf(("localhost",)), folder / "server.pem")) as server:
        server.pages["/policy.yaml"] = POLICY.encode()
        yield server


@pytest.fixture
def refused(readiness, delivering: Delivering) -> Callable[[str], str]:
    """What is said of a URL that cannot be fetched; nothing is kept of it."""

    def run(url: str) -> str:
        done = readiness("policy", "fetch", url, "--trust", "ca.pem")
        assert (done.code, done.out) == (2, "")
        assert [one for one in Path("cache").rglob("*") if one.is_file()] == []
        return done.err.replace(str(delivering.port), "PORT")

    return run


def test_it_prints_the_pin_to_use_and_what_it_kept(readiness, delivering, folder):
    done = readiness("policy", "fetch", delivering.url, "--trust", "ca.pem")
    assert (done.code, done.out) == (0, f"{delivering.url}#sha256={DIGEST}\n")
    kept = folder / "cache" / "policies" / f"{DIGEST}.yaml"
    assert done.err == f"tried 1, {len(POLICY)} bytes, kept as {kept}\n"
    assert kept.read_bytes() == POLICY.encode()
    assert [one.name for one in kept.parent.iterdir()] == [kept.name]


def test_what_it_printed_is_a_policy_from_then_on(readiness, delivering):
    pin = readiness("policy", "fetch", delivering.url, "--trust", "ca.pem").out.strip()
    delivering.pages.clear()
    assert readiness("policy", "check", pin).out == f"{pin}: 1 controls, no mistake\n"
    Path("mine.yaml").write_text(f'policy: mine\nversion: "1"\nextends: ["{pin}"]\n')
    assert readiness("policy", "check", "./mine.yaml").code == 0


def test_a_policy_that_was_changed_in_the_cache_is_refused(readiness, delivering, contacts):
    pin = readiness("policy", "fetch", delivering.url, "--trust", "ca.pem").out.strip()
    kept = next(Path("cache").rglob("*.yaml"))
    kept.write_text(POLICY.replace("severity: high", "severity: low"))
    contacts.clear()
    done = readiness("policy", "check", pin)
    assert done.code == 2
    assert "is not what was pinned" in done.err
    assert contacts == []


def test_nothing_but_what_was_pinned_is_kept(refused, delivering):
    delivering.pages["/policy.yaml"] = POLICY.replace("high", "low").encode()
    said = refused(f"{delivering.url}#sha256={DIGEST}")
    assert said.startswith(
        "command line: https://localhost:PORT/policy.yaml: its content is not what was pinned: its SHA"
    )


def test_the_right_content_for_a_pin_is_kept(readiness, delivering):
    done = readiness("policy", "fetch", f"{delivering.url}#sha256={DIGEST}", "--trust", "ca.pem")
    assert done.code == 0


def test_it_follows_its_own_host_and_no_other(readiness, refused, delivering):
    delivering.moved["/old"] = "/policy.yaml"
    old = delivering.url.replace("/policy.yaml", "/old")
    assert readiness("policy", "fetch", old, "--trust", "ca.pem").out == f"{old}#sha256={DIGEST}\n"
    next(Path("cache").rglob("*.yaml")).unlink()
    for elsewhere in ("https://127.0.0.1/policy.yaml", delivering.url.replace("https", "http"), "//example.com/x", ""):
        delivering.moved["/old"] = elsewhere
        assert "redirects to another host, which is not followed" in refused(old), elsewhere
    delivering.moved["/old"] = "/old"
    assert "more than 5 redirects" in refused(old)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>log in</html>", "must be a mapping"),
        (b"policy: x\n", "`version` is missing"),
        (b"\xff\xfe", "is not text (UTF-8)"),
        (POLICY.encode() + b"include: [more.yaml]\n", "a pinned policy is one file"),
        (b"#" * 5_000_001, "is larger than 5 MB"),
        (None, "answered 404"),
    ],
)
def test_what_is_no_policy_is_not_kept(refused, delivering, content, said):
    if content is None:
        delivering.pages.clear()
    else:
        delivering.pages["/policy.yaml"] = content
    assert said in refused(delivering.url)


def test_a_server_of_an_unknown_authority_is_not_believed(readiness, delivering):
    done = readiness("policy", "fetch", delivering.url)
    assert (done.code, done.out) == (2, "")
    assert "cannot be fetched" in done.err
    assert delivering.heard == []


@pytest.mark.parametrize("url", ["http://localhost/p.yaml", "https://a:b@localhost/p.yaml", "./p.yaml", "https://"])
def test_what_is_no_https_url_is_refused_without_contact(readiness, contacts, url):
    done = readiness("policy", "fetch", url)
    assert (done.code, done.out, contacts) == (2, "", [])


def test_an_authority_that_cannot_be_read_is_told(readiness, delivering):
    Path("none.pem").write_text("none")
    assert readiness("policy", "fetch", delivering.url, "--trust", "nowhere.pem").code == 2
    done = readiness("policy", "fetch", delivering.url, "--trust", "none.pem")
    assert (done.code, done.err.partition(":")[0]) == (2, "none.pem")


def test_it_gives_up_in_time_on_a_server_that_never_ends(delivering, folder):
    released = threading.Event()
    delivering.stalls_until = released
    try:
        with pytest.raises(InputError, match=r"no whole answer within 0\.5 s"):
            fetch(delivering.url, folder / "ca.pem", within_s=0.5)
    finally:
        released.set()
