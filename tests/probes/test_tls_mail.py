"""The TLS probe looks at mail servers after STARTTLS, and knows when it does not come to that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from tls_certificates import Identity, Wanted, authority, server
from tls_hostile import Behaviour, greeting, hanging_up, serving, silent, smtp
from tls_smtp import context, starttls

from readiness.model.observation import Endpoint, Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import MailServer
from readiness.probes.tls import Tls

Look = Callable[..., Any]


@pytest.fixture(scope="module")
def root() -> Identity:
    return authority()


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory, root: Identity) -> Iterator[int]:
    identity = server(root, Wanted(name="mail.test", names=("mail.test",), kind="rsa"))
    with serving(starttls(context(tmp_path_factory.mktemp("smtp"), identity))) as listener:
        yield listener.port


@pytest.fixture
def look(observe: Callable[..., Any], root: Identity) -> Look:
    """``look("certificate", port)``: facts about a mail server."""

    def ask(group: str, port: int, address: str = "127.0.0.1", **more: Any) -> Any:
        target = MailServer(kind="mailserver", host="mail.test", port=port)
        endpoint = Endpoint(name="mail.test", address=address, port=port)
        return observe(Tls, group, target, endpoint=endpoint, timeout_s=1.0, trust=root.pem, **more)

    return ask


def test_it_upgrades_with_starttls(look: Look, port: int) -> None:
    sent: list[Sent] = []
    assert look("versions", port, sent=sent).accepted == ("TLSv1.2", "TLSv1.3")
    assert {(one.kind, one.to) for one in sent} == {("smtp", f"mail.test:{port}")}


def test_it_reads_the_certificate_behind_starttls(look: Look, port: int) -> None:
    facts = look("certificate", port)
    assert (facts.trusted, facts.in_date, facts.covers_name) == (True, True, True)


@pytest.mark.parametrize("group", ["sslv2", "key_exchange", "ciphers", "session", "early_data", "flaws", "profile"])
def test_every_group_works_behind_starttls(look: Look, port: int, group: str) -> None:
    assert look(group, port).model_dump()


def test_it_speaks_smtp_over_ipv6(look: Look, root: Identity, tmp_path: Path) -> None:
    identity = server(root, Wanted(name="mail.test", names=("mail.test",)))
    with serving(starttls(context(tmp_path, identity)), "::1") as listener:
        assert look("versions", listener.port, "::1").accepted == ("TLSv1.2", "TLSv1.3")


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (silent, CauseKind.TIMEOUT),
        (hanging_up, CauseKind.TIMEOUT),
        (greeting(b"220 mail.test\r\n"), CauseKind.TIMEOUT),
        (greeting(b"554 no service\r\n"), CauseKind.PROTOCOL),
        (greeting(b"SSH-2.0-OpenSSH_9.2\r\n"), CauseKind.PROTOCOL),
        (greeting(b"220-" + b"x" * 40_000), CauseKind.TOO_LARGE),
        (smtp([b"220 mail.test\r\n", b"250-mail.test\r\n250 SIZE\r\n"]), CauseKind.PROTOCOL),
        (smtp([b"220 mail.test\r\n", b"502 what?\r\n"]), CauseKind.PROTOCOL),
        (smtp([b"220 a\r\n", b"250-a\r\n250 STARTTLS\r\n", b"454 not now\r\n"]), CauseKind.PROTOCOL),
        (smtp([b"220 a\r\n", b"250-a\r\n250 STARTTLS\r\n"]), CauseKind.RESET),
        (smtp([b"220 a\r\n", b"250-a\r\n250 STARTTLS\r\n", b"220 go\r\n"]), CauseKind.RESET),
        (smtp([b"220 a\r\n", b"250-a\r\n250 STARTTLS\r\n", b"220 go\r\n", b"500 eh?\r\n"]), CauseKind.PROTOCOL),
    ],
    ids=[
        *("silent", "waiting for the client", "silent after greeting", "unwelcoming", "ssh", "endless greeting"),
        *("no starttls", "no ehlo", "starttls refused", "gone at starttls", "gone at hello", "not tls"),
    ],
)
@pytest.mark.parametrize("group", ["versions", "key_exchange"])
def test_it_says_why_it_did_not_come_to_tls(look: Look, group: str, behaviour: Behaviour, kind: CauseKind) -> None:
    begun = monotonic()
    with serving(behaviour) as listener, pytest.raises(Unobservable) as raised:
        look(group, listener.port)
    assert raised.value.cause.kind is kind, raised.value.cause
    assert monotonic() - begun < 6


def test_a_server_without_starttls_is_called_so(look: Look) -> None:
    plain = smtp([b"220 mail.test\r\n", b"250 mail.test\r\n"])
    with serving(plain) as listener, pytest.raises(Unobservable, match="does not offer STARTTLS"):
        look("versions", listener.port)
