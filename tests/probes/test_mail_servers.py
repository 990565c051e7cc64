"""The exchangers of a domain, greeted and asked for encryption: postfix, and servers that misbehave."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import pytest
from servers_mail import NameServer
from servers_mail_hostile import Behaviour, closing, dripping, saying, serving, silent, without_end
from servers_mail_postfix import HOST, Postfix, postfix

from readiness.model.observation import Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Domain
from readiness.probes.mail import MailProbe

DOMAIN = Domain(kind="domain", name="good.test")
Look = Callable[..., Any]


@pytest.fixture(scope="module")
def server() -> Iterator[Postfix]:
    with postfix() as running:
        yield running


@pytest.fixture
def look(observe: Callable[..., Any]) -> Look:
    """``look(group, port, *addresses)``: the group's facts when the only exchanger has these addresses."""

    def run(group: str, port: int, *addresses: str, zone: dict[str, Any] | None = None, **more: Any) -> Any:
        found: dict[str, tuple[str, ...]] = {
            "A": tuple(one for one in addresses if ":" not in one),
            "AAAA": tuple(one for one in addresses if ":" in one),
        }
        names = zone or {"good.test": {"MX": f"10 {HOST}."}, HOST: {kind: on for kind, on in found.items() if on}}
        with NameServer(names) as names_server:
            return observe(
                MailProbe,
                group,
                DOMAIN,
                resolvers=(names_server.resolver,),
                smtp_port=port,
                **{"timeout_s": 2.0, **more},
            )

    return run


def test_a_server_that_offers_encryption_is_seen_to(look: Look, server: Postfix) -> None:
    sent: list[Sent] = []
    (seen,) = look("smtp", server.port, server.addresses["good"], sent=sent).servers
    assert (seen.host, seen.address) == (HOST, server.addresses["good"])
    assert (seen.answers, seen.starttls) == (True, True)
    assert seen.greeting == f"220 {HOST} ESMTP Postfix"
    assert {"STARTTLS", "PIPELINING"} <= set(seen.extensions)
    mail = [one for one in sent if one.kind == "smtp"]
    assert [(one.to, one.what, one.at) for one in mail] == [(f"mx:{server.port}", "EHLO", server.addresses["good"])]


def test_a_server_without_starttls_is_seen_to_lack_it(look: Look, server: Postfix) -> None:
    (seen,) = look("smtp", server.port, server.addresses["plain"]).servers
    assert (seen.answers, seen.starttls) == (True, False)
    assert "STARTTLS" not in seen.extensions


def test_what_is_not_offered_has_no_certificate(look: Look, server: Postfix) -> None:
    sent: list[Sent] = []
    (seen,) = look("starttls", server.port, server.addresses["plain"], sent=sent).servers
    assert (seen.offered, seen.accepted, seen.trusted, seen.covers_name, seen.in_date) == (False, (), None, None, None)
    assert not [one for one in sent if one.what == "handshake"]


def test_a_good_certificate_is_seen_as_good(look: Look, server: Postfix) -> None:
    (seen,) = look("starttls", server.port, server.addresses["good"], trust=server.trust).servers
    assert (seen.offered, seen.accepted) == (True, ("TLSv1.2", "TLSv1.3"))
    assert (seen.trusted, seen.covers_name, seen.in_date) == (True, True, True)
    assert (seen.key_type, seen.key_bits) == ("ec", 256)
    assert seen.not_after > datetime.now(UTC)


@pytest.mark.parametrize(
    ("kind", "trusted", "covers", "in_date"),
    [
        ("expired", True, True, False),
        ("stranger", True, False, True),
        ("selfmade", False, True, True),
        ("bare", False, True, True),
    ],
)
def test_each_fault_of_a_certificate_is_seen_alone(
    look: Look, server: Postfix, kind: str, trusted: bool, covers: bool, in_date: bool
) -> None:
    (seen,) = look("starttls", server.port, server.addresses[kind], trust=server.trust).servers
    assert (seen.trusted, seen.covers_name, seen.in_date) == (trusted, covers, in_date)


def test_a_root_that_nobody_declared_is_not_trusted(look: Look, server: Postfix) -> None:
    (seen,) = look("starttls", server.port, server.addresses["good"]).servers
    assert (seen.trusted, seen.covers_name) == (False, True)


def test_versions_are_those_of_the_server(look: Look, server: Postfix) -> None:
    (seen,) = look("starttls", server.port, server.addresses["modern"], trust=server.trust).servers
    assert seen.accepted == ("TLSv1.3",)


def test_one_address_of_each_family_is_asked_and_the_rest_counted(look: Look, server: Postfix) -> None:
    addresses = (server.addresses["good"], server.addresses["plain"], server.addresses["six"])
    seen = look("smtp", server.port, *addresses)
    assert [(one.address, one.starttls) for one in seen.servers] == [(addresses[0], True), ("::1", True)]
    assert seen.unexamined == 1


def test_a_family_that_is_not_asked_for_is_left_out(look: Look, server: Postfix) -> None:
    addresses = (server.addresses["good"], server.addresses["six"])
    seen = look("smtp", server.port, *addresses, inputs={"families": ["ipv4"]})
    assert [one.address for one in seen.servers] == [addresses[0]]
    assert seen.unexamined == 1


def test_exchangers_are_asked_in_order_and_only_the_first_five(look: Look, server: Postfix) -> None:
    hosts = {f"mx{n}.good.test": {"A": server.addresses["good"]} for n in range(7)}
    mx = tuple(f"{n} mx{n}.good.test." for n in range(7))
    seen = look("smtp", server.port, zone={"good.test": {"MX": mx}, **hosts})
    assert [one.host for one in seen.servers] == [f"mx{n}.good.test" for n in range(5)]


def test_addresses_that_the_environment_pins_are_the_ones_asked(look: Look, server: Postfix) -> None:
    pins = {HOST: (server.addresses["plain"],)}
    (seen,) = look("smtp", server.port, "192.0.2.1", addresses=pins).servers
    assert (seen.address, seen.starttls) == (server.addresses["plain"], False)


@pytest.mark.parametrize("zone", [{"good.test": {"MX": "0 ."}}, {"good.test": {"A": "127.0.0.1"}}])
def test_without_exchangers_nobody_is_asked(look: Look, zone: dict[str, Any]) -> None:
    sent: list[Sent] = []
    assert look("smtp", 1, zone=zone, sent=sent).servers == ()
    assert {one.kind for one in sent} == {"dns"}


def test_an_exchanger_that_is_nowhere_cannot_be_asked(look: Look) -> None:
    assert look("smtp", 1, zone={"good.test": {"MX": "10 gone.test."}}).servers == ()


def test_a_refused_connection_is_an_answer(look: Look) -> None:
    with serving(silent) as port:
        pass
    (seen,) = look("smtp", port, "127.0.0.1").servers
    assert (seen.answers, seen.greeting, seen.starttls, seen.extensions) == (False, None, False, ())
    (encryption,) = look("starttls", port, "127.0.0.1").servers
    assert not encryption.offered


def test_a_server_that_turns_away_does_not_answer(look: Look) -> None:
    with serving(saying(b"554 no service here\r\n")) as port:
        (seen,) = look("smtp", port, "127.0.0.1").servers
    assert (seen.answers, seen.greeting, seen.starttls) == (False, "554 no service here", False)


def test_a_server_that_knows_no_ehlo_offers_nothing(look: Look) -> None:
    with serving(saying(b"220 old\r\n", b"502 what?\r\n")) as port:
        (seen,) = look("smtp", port, "127.0.0.1").servers
    assert (seen.answers, seen.starttls, seen.extensions) == (True, False, ())


def test_control_characters_and_length_are_bounded(look: Look) -> None:
    with serving(saying(b"220 " + b"\xff\x1b" * 500 + b"\r\n", b"250-x\r\n250 " + b"Y" * 900 + b"\r\n")) as port:
        (seen,) = look("smtp", port, "127.0.0.1").servers
    assert len(seen.greeting) == 300
    assert [len(word) for word in seen.extensions] == [40]


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        (silent, CauseKind.TIMEOUT),
        (dripping, CauseKind.TIMEOUT),
        (saying(b"220-wait\r\n"), CauseKind.TIMEOUT),
        (saying(b"220 hello\r\n"), CauseKind.TIMEOUT),
        (closing, CauseKind.RESET),
        (saying(b"421 come back later\r\n"), CauseKind.SERVER),
        (saying(b"220 hello\r\n", b"451 not now\r\n"), CauseKind.SERVER),
        (saying(b"SSH-2.0-OpenSSH_9.2\r\n"), CauseKind.PROTOCOL),
        (saying(b"220-x\r\n250 y\r\n"), CauseKind.PROTOCOL),
        (saying(b"\x15\x03\x01\x00\x02\x02\x46\n"), CauseKind.PROTOCOL),
        (without_end(b"220-and\r\n"), CauseKind.TOO_LARGE),
        (without_end(b"220 and and and"), CauseKind.TOO_LARGE),
    ],
)
def test_what_is_no_answer_leaves_it_unknown_in_time(look: Look, behave: Behaviour, kind: CauseKind) -> None:
    began = monotonic()
    with serving(behave) as port, pytest.raises(Unobservable) as caught:
        look("smtp", port, "127.0.0.1", timeout_s=0.5)
    assert caught.value.cause.kind is kind
    assert monotonic() - began < 10


def test_one_silent_server_leaves_the_whole_group_unknown(look: Look) -> None:
    zone: dict[str, Any] = {
        "good.test": {"MX": ("10 one.test.", "20 two.test.")},
        "one.test": {"A": "127.0.25.101"},
        "two.test": {"A": "127.0.25.102"},
    }
    with (
        serving(saying(b"220 hello\r\n", b"250 x\r\n"), "127.0.25.101") as port,
        serving(silent, "127.0.25.102", port),
        pytest.raises(Unobservable) as caught,
    ):
        look("smtp", port, zone=zone, timeout_s=0.5)
    assert caught.value.cause.kind is CauseKind.TIMEOUT
    assert "127.0.25.102" in caught.value.cause.detail


def test_a_handshake_that_is_promised_and_not_kept_leaves_encryption_unknown(look: Look) -> None:
    behave = saying(b"220 hello\r\n", b"250-x\r\n250 STARTTLS\r\n", b"220 go\r\n", b"no TLS at all, sorry\r\n")
    with serving(behave) as port, pytest.raises(Unobservable) as caught:
        look("starttls", port, "127.0.0.1", timeout_s=0.5)
    assert caught.value.cause.kind in (CauseKind.PROTOCOL, CauseKind.TLS)
