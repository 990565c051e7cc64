"""The demo's mail server is what a sender expects: it greets, secures the connection and relays for nobody."""

from __future__ import annotations

import smtplib
from collections.abc import Callable

import pytest
from demo_visitor import Visitor

DOMAIN = "edpsychconnect.test"


def test_a_sender_can_secure_the_connection_and_verify_the_server(healthy: Visitor) -> None:
    with healthy.greet_mail() as client:
        assert client.has_extn("starttls")
        code, _ = client.starttls(context=healthy.trust())
        client.ehlo()

        assert code == 220
        assert client.sock.version() == "TLSv1.3"  # type: ignore[union-attr]
        assert not client.has_extn("starttls")


def test_mail_for_others_is_refused(healthy: Visitor) -> None:
    with healthy.greet_mail() as client:
        client.mail("probe@visitor.test")

        assert client.rcpt(f"postmaster@{DOMAIN}")[0] == 250
        assert client.rcpt("somebody@elsewhere.test") == (554, b"5.7.1 Relay access denied")
        assert client.rcpt(f"somebody@elsewhere.test{DOMAIN}")[0] == 554


def test_no_message_is_kept(healthy: Visitor) -> None:
    with healthy.greet_mail() as client, pytest.raises(smtplib.SMTPDataError, match="keeps no mail"):
        client.sendmail("probe@visitor.test", [f"postmaster@{DOMAIN}"], "Subject: none\r\n\r\n")


def test_it_says_goodbye(healthy: Visitor) -> None:
    assert healthy.greet_mail().quit()[0] == 221


def test_unknown_commands_are_refused_and_at_last_cut_off(healthy: Visitor) -> None:
    with healthy.greet_mail() as client:
        assert client.docmd("VRFY", "root")[0] == 502
        codes = [client.docmd("NOOP")[0] for _ in range(97)]
        assert set(codes) == {250}
        client.docmd("NOOP")

        with pytest.raises(smtplib.SMTPServerDisconnected):
            [client.docmd("NOOP") for _ in range(3)]


def test_starttls_is_unknown_where_it_is_not_offered(play: Callable[..., Visitor]) -> None:
    with play(starttls_absent=True).greet_mail() as client:
        assert client.docmd("STARTTLS")[0] == 502


def test_the_name_that_mail_goes_to_leads_to_the_server(healthy: Visitor) -> None:
    assert healthy.records(DOMAIN, "MX") == {f"10 {healthy.stage.mail_host}."}
    assert healthy.records(healthy.stage.mail_host, "A") == {healthy.stage.smtp.address}
