"""The TLS probe tells which versions a server accepts and refuses, and when it cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

import pytest
from tls_bytes import (
    HELLO_DONE,
    SSLV2_SERVER_HELLO,
    offered_groups,
    offered_version,
    record,
    retry_request,
    server_hello,
)
from tls_certificates import Identity, Wanted, authority, server
from tls_hostile import (
    Behaviour,
    answering,
    closing,
    dripping,
    flooding,
    greeting,
    hanging_up,
    proxy,
    resetting,
    serving,
    silent,
)
from tls_nginx import Site, free_port, nginx

from readiness.model.observation import Endpoint, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Site as SiteTarget
from readiness.probes.tls import Tls

Look = Callable[..., Any]
IMPATIENCE_S = 1.0


@pytest.fixture(scope="module")
def identity() -> Identity:
    return server(authority(), Wanted(kind="rsa"))


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory, identity: Identity) -> Iterator[dict[str, int]]:
    port = free_port()
    sites = {
        "modern": Site(identity),
        "newest": Site(identity, "TLSv1.3"),
        "all": Site(identity, "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"),
        "old": Site(identity, "TLSv1 TLSv1.1"),
        "v6": Site(identity, "TLSv1.2", address="::1"),
        "first": Site(identity, "TLSv1.3", port=port),
        "second": Site(identity, "TLSv1 TLSv1.2 TLSv1.3", address="127.0.0.2", port=port),
        "mutual": Site(identity, extra="ssl_verify_client on; ssl_client_certificate 0.crt;"),
    }
    with nginx(tmp_path_factory.mktemp("nginx"), list(sites.values())) as found:
        yield dict(zip(sites, found, strict=True))


@pytest.fixture
def look(observe: Callable[..., Any]) -> Look:
    """``look(port)``: the facts of a group about the server there."""

    def ask(port: int, group: str = "versions", address: str = "127.0.0.1", **more: Any) -> Any:
        target = SiteTarget(kind="site", url=f"https://good.test:{port}")
        endpoint = Endpoint(name="good.test", address=address, port=port)
        return observe(Tls, group, target, endpoint=endpoint, timeout_s=IMPATIENCE_S, **more)

    return ask


def cause(look: Look, behaviour: Behaviour, group: str = "versions") -> CauseKind:
    """Why the group cannot be observed at such a server; it has to say so within seconds."""
    begun = monotonic()
    with serving(behaviour) as listener, pytest.raises(Unobservable) as raised:
        look(listener.port, group)
    assert monotonic() - begun < 5
    return raised.value.cause.kind


@pytest.mark.parametrize(
    ("site", "accepted"),
    [
        ("modern", ("TLSv1.2", "TLSv1.3")),
        ("newest", ("TLSv1.3",)),
        ("all", ("TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")),
        ("old", ("TLSv1.0", "TLSv1.1")),
    ],
)
def test_it_tells_accepted_from_refused(
    look: Look, ports: dict[str, int], site: str, accepted: tuple[str, ...]
) -> None:
    facts = look(ports[site])
    assert facts.accepted == accepted
    assert set(facts.accepted) | set(facts.refused) == {"SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"}
    assert set(facts.refusals) == set(facts.refused)


def test_it_says_what_the_server_answered(look: Look, ports: dict[str, int]) -> None:
    assert look(ports["newest"]).refusals["TLSv1.2"] == "alert protocol_version"


def test_it_looks_over_ipv6(look: Look, ports: dict[str, int]) -> None:
    assert look(ports["v6"], address="::1").accepted == ("TLSv1.2",)


def test_two_addresses_of_one_name_may_differ(look: Look, ports: dict[str, int]) -> None:
    assert look(ports["first"]).accepted == ("TLSv1.3",)
    assert look(ports["second"], address="127.0.0.2").accepted == ("TLSv1.0", "TLSv1.2", "TLSv1.3")


def test_a_server_that_wants_a_client_certificate_still_accepts_versions(look: Look, ports: dict[str, int]) -> None:
    facts = look(ports["mutual"])
    assert facts.accepted == ("TLSv1.2", "TLSv1.3")
    assert facts.asks_client_certificate
    assert not look(ports["modern"]).asks_client_certificate


def test_a_version_is_accepted_when_the_server_chose_it_whatever_follows(look: Look) -> None:
    def only_sslv3(connection: Any) -> None:
        hello = connection.recv(4096)
        answer = server_hello(0x0300, 0x0035) if offered_version(hello) == 0x0300 else b"\x02\x28"
        connection.sendall(record(0x16 if len(answer) > 2 else 0x15, answer, 0x0300))

    with serving(only_sslv3) as listener:
        assert look(listener.port).accepted == ("SSLv3",)


def test_a_server_that_wants_a_post_quantum_group_accepts_tls_1_3(look: Look) -> None:
    def only_hybrid(connection: Any) -> None:
        hello = connection.recv(4096)
        hybrid = offered_version(hello) == 0x0304 and 0x11EC in offered_groups(hello)
        connection.sendall(record(0x16, retry_request(0x11EC)) if hybrid else record(0x15, b"\x02\x28"))

    with serving(only_hybrid) as listener:
        assert look(listener.port).accepted == ("TLSv1.3",)
        assert listener.accepted == 6


def test_it_gives_up_in_time_on_a_silent_server(look: Look) -> None:
    assert cause(look, silent) is CauseKind.TIMEOUT


def test_it_gives_up_in_time_on_a_server_that_drips_bytes(look: Look) -> None:
    assert cause(look, dripping) is CauseKind.TIMEOUT


def test_it_gives_up_on_a_flood(look: Look) -> None:
    assert cause(look, flooding) is CauseKind.PROTOCOL
    assert cause(look, flooding, "key_exchange") is CauseKind.RESET


def test_a_closed_port_is_refused(look: Look) -> None:
    with pytest.raises(Unobservable) as raised:
        look(free_port())
    assert raised.value.cause.kind is CauseKind.REFUSED


@pytest.mark.parametrize("behaviour", [hanging_up, resetting, closing])
def test_a_server_that_drops_every_hello_refuses_nothing(look: Look, behaviour: Behaviour) -> None:
    assert cause(look, behaviour) is CauseKind.RESET


@pytest.mark.parametrize(
    "behaviour",
    [
        answering(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        greeting(b"SSH-2.0-OpenSSH_9.2\r\n"),
        greeting(b"220 mail.test ESMTP\r\n"),
        answering(b"\x00" * 50),
    ],
    ids=["http", "ssh", "smtp", "zeroes"],
)
def test_what_is_not_tls_is_no_refusal(look: Look, behaviour: Behaviour) -> None:
    assert cause(look, behaviour) is CauseKind.PROTOCOL


def test_silence_to_one_version_is_no_refusal(look: Look, ports: dict[str, int]) -> None:
    mute = proxy(ports["modern"], lambda hello, _: silent if offered_version(hello) == 0x0301 else None)
    assert cause(look, mute) is CauseKind.TIMEOUT


def test_hanging_up_on_one_version_refuses_it_while_another_is_still_accepted(
    look: Look, ports: dict[str, int]
) -> None:
    curt = proxy(ports["all"], lambda hello, _: closing if offered_version(hello) < 0x0303 else None)
    with serving(curt) as listener:
        assert look(listener.port).accepted == ("TLSv1.2", "TLSv1.3")
        assert listener.accepted == 6


def test_a_filter_that_has_had_enough_refuses_nothing(look: Look, ports: dict[str, int]) -> None:
    weary = proxy(ports["all"], lambda _, number: closing if number > 2 else None)
    assert cause(look, weary) is CauseKind.RESET


def test_an_alert_to_every_version_accepts_none(look: Look) -> None:
    with serving(answering(record(0x15, b"\x02\x70"))) as listener:
        facts = look(listener.port)
        assert facts.accepted == ()
        assert facts.refusals["TLSv1.3"] == "alert unrecognized_name"
        with pytest.raises(Unobservable, match="no handshake brought a certificate"):
            look(listener.port, "certificate")


def test_sslv2_is_a_question_of_its_own(look: Look, ports: dict[str, int]) -> None:
    assert not look(ports["all"], "sslv2").accepted
    with serving(answering(SSLV2_SERVER_HELLO)) as listener:
        assert look(listener.port, "sslv2").accepted


def test_sslv2_met_with_silence_is_unknown(look: Look) -> None:
    assert cause(look, silent, "sslv2") is CauseKind.TIMEOUT
    assert cause(look, hanging_up, "sslv2") is CauseKind.RESET
    assert cause(look, answering(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "sslv2") is CauseKind.PROTOCOL


def test_hanging_up_on_sslv2_alone_refuses_it(look: Look, ports: dict[str, int]) -> None:
    curt = proxy(ports["modern"], lambda hello, _: closing if hello[:1] == b"\x80" else None)
    with serving(curt) as listener:
        assert not look(listener.port, "sslv2").accepted


def test_a_hello_in_pieces_is_read_whole(look: Look) -> None:
    whole = record(0x16, server_hello(0x0304, 0x1301, extensions={43: b"\x03\x04"})) + record(0x16, HELLO_DONE)

    def in_pieces(connection: Any) -> None:
        hello = connection.recv(4096)
        data = whole if offered_version(hello) == 0x0304 else record(0x15, b"\x02\x46")
        for at in range(0, len(data), 7):
            connection.sendall(data[at : at + 7])

    with serving(in_pieces) as listener:
        assert look(listener.port).accepted == ("TLSv1.3",)
