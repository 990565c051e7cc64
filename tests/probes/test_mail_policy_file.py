"""The MTA-STS policy that a domain serves, held against its exchangers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from servers_mail import NameServer, mail_zone
from servers_mail_hostile import serving, web

from readiness.model.observation import Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Domain
from readiness.probes.mail import MailProbe
from readiness.probes.mail.policyfile import matches

DOMAIN = Domain(kind="domain", name="good.test")
HOST = "mta-sts.good.test"
ADDRESS = "127.0.25.43"
POLICY = b"version: STSv1\r\nmode: enforce\r\nmx: mx1.good.test\r\nmx: *.good.test\r\nmax_age: 604800\r\n"
Look = Callable[..., Any]


@pytest.fixture
def look(observe: Callable[..., Any], tmp_path: Path) -> Look:
    """``look(body, status)``: facts when the policy's address answers so."""

    def run(body: bytes = POLICY, status: int = 200, hosts: tuple[str, ...] = (HOST,), **more: Any) -> Any:
        zone = mail_zone(**{HOST: {"A": ADDRESS}})
        with serving(web(tmp_path, status, body, more.pop("heard", None)), ADDRESS, 443), NameServer(zone) as names:
            return observe(MailProbe, "transport_policy_file", DOMAIN, resolvers=(names.resolver,), hosts=hosts, **more)

    return run


def test_it_reads_the_policy(look: Look) -> None:
    sent: list[Sent] = []
    seen = look(sent=sent)
    assert (seen.present, seen.valid, seen.error) == (True, True, None)
    assert (seen.mode, seen.max_age_s) == ("enforce", 604800)
    assert (seen.patterns, seen.unmatched) == (("*.good.test", "mx1.good.test"), ())
    (fetched,) = [one for one in sent if one.kind == "http"]
    assert (fetched.to, fetched.what) == (f"{HOST}:443", "GET /.well-known/mta-sts.txt")


def test_unix_line_ends_and_unknown_keys_are_allowed(look: Look) -> None:
    assert look(b"version: STSv1\nmode: none\nmax_age: 86400\nfuture: yes\n").mode == "none"


def test_exchangers_that_the_policy_forgets_are_named(look: Look) -> None:
    seen = look(b"version: STSv1\nmode: testing\nmx: mx1.good.test\nmax_age: 86400\n")
    assert (seen.mode, seen.unmatched) == ("testing", ("mx2.good.test",))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe\x00",
        POLICY.replace(b"enforce", b"maybe"),
        POLICY.replace(b"604800", b"a week"),
        POLICY.replace(b"604800", b"99999999"),
        b"version: STSv1\nmode: enforce\nmax_age: 86400\n",
        b"version: STSv1\nmx: mx1.good.test\nmax_age: 86400\n",
    ],
)
def test_bad_syntax_is_not_valid_and_says_why(look: Look, body: bytes) -> None:
    seen = look(body)
    assert (seen.present, seen.valid, seen.mode, seen.max_age_s) == (True, False, None, None)
    assert seen.error


def test_a_policy_without_end_is_cut_and_not_valid(look: Look) -> None:
    assert not look(b"mx: x.test\n" * 20_000).valid


@pytest.mark.parametrize("status", [404, 301, 500])
def test_any_other_answer_is_no_policy_and_redirects_are_not_followed(look: Look, status: int) -> None:
    heard: list[bytes] = []
    seen = look(status=status, heard=heard)
    assert (seen.present, seen.valid) == (False, False)
    assert str(status) in seen.error
    assert len(heard) == 1


def test_a_host_without_an_address_serves_no_policy(observe: Callable[..., Any]) -> None:
    with NameServer(mail_zone()) as names:
        seen = observe(MailProbe, "transport_policy_file", DOMAIN, resolvers=(names.resolver,), hosts=(HOST,))
    assert (seen.present, seen.valid) == (False, False)


def test_a_host_that_nobody_declared_is_not_asked(look: Look) -> None:
    heard: list[bytes] = []
    sent: list[Sent] = []
    with pytest.raises(Unobservable) as caught:
        look(hosts=(), heard=heard, sent=sent)
    assert caught.value.cause.kind is CauseKind.NOT_ALLOWED
    assert (heard, sent) == ([], [])


@pytest.mark.parametrize(
    ("pattern", "host", "covered"),
    [
        ("mx.x.test", "mx.x.test", True),
        ("*.x.test", "mx.x.test", True),
        ("*.x.test", "a.mx.x.test", False),
        ("*.x.test", "x.test", False),
        ("mx.x.test", "y.x.test", False),
    ],
)
def test_a_star_stands_for_one_label(pattern: str, host: str, covered: bool) -> None:
    assert matches(pattern, host) is covered
