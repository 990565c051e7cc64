"""What else a domain says about its mail in DNS: DKIM keys, MTA-STS, TLS reporting, BIMI, MX."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from servers_mail import SILENT, NameServer, mail_zone, txt

from readiness.model.observation import Sent, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.model.target import Domain
from readiness.probes.mail import MailProbe
from readiness.probes.mail.facts import DkimKey

DOMAIN = Domain(kind="domain", name="good.test", dkim=("s1",))
Look = Callable[..., Any]


@pytest.fixture
def look(observe: Callable[..., Any]) -> Look:
    """``look(group, **names)``: the group's facts with these names in the zone."""

    def run(group: str, *, target: Domain = DOMAIN, broken: dict[str, str] | None = None, **names: Any) -> Any:
        sent: list[Sent] = names.pop("sent", [])
        with NameServer(mail_zone(**names), broken) as server:
            return observe(MailProbe, group, target, resolvers=(server.resolver,), timeout_s=1.0, sent=sent)

    return run


@pytest.fixture
def key(look: Look) -> Callable[..., DkimKey]:
    """``key(record, …)``: facts about selector s1 with these records."""

    def run(*records: str) -> DkimKey:
        names = {"s1._domainkey.good.test": {"TXT": tuple(map(txt, records))}} if records else {}
        (found,) = look("dkim", **names).selectors
        assert isinstance(found, DkimKey)
        return found

    return run


def rsa_text(bits: int) -> str:
    """A fresh RSA key as p= has it."""
    made = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    return base64.b64encode(made.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


@pytest.mark.parametrize("bits", [1024, 2048])
def test_it_reads_an_rsa_key(key: Callable[..., DkimKey], bits: int) -> None:
    seen = key(f"v=DKIM1; k=rsa; p={rsa_text(bits)}")
    assert (seen.present, seen.valid, seen.error) == (True, True, None)
    assert (seen.selector, seen.key_type, seen.key_bits) == ("s1", "rsa", bits)
    assert (seen.revoked, seen.testing, seen.hash_algorithms, seen.service_types) == (False, False, (), ("*",))


def test_it_reads_an_ed25519_key(key: Callable[..., DkimKey]) -> None:
    raw = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    seen = key(f"v=DKIM1; k=ed25519; t=y:s; h=sha256; s=email; p={base64.b64encode(raw).decode()}")
    assert (seen.key_type, seen.key_bits, seen.testing) == ("ed25519", 256, True)
    assert (seen.hash_algorithms, seen.service_types) == (("sha256",), ("email",))


def test_an_empty_key_is_revoked(key: Callable[..., DkimKey]) -> None:
    seen = key("v=DKIM1; p=")
    assert (seen.present, seen.valid, seen.revoked, seen.key_bits) == (True, True, True, None)


@pytest.mark.parametrize(
    "record", ["v=DKIM1; k=rsa; p=!!!", "v=DKIM1; p=aGVsbG8=", "v=DKIM1", "v=spf1 -all", "\x00\x1b;"]
)
def test_garbage_is_no_key_and_says_why(key: Callable[..., DkimKey], record: str) -> None:
    seen = key(record)
    assert (seen.present, seen.valid, seen.key_type, seen.key_bits) == (True, False, None, None)
    assert seen.error


def test_two_records_are_no_key(key: Callable[..., DkimKey]) -> None:
    seen = key("v=DKIM1; p=", f"v=DKIM1; p={rsa_text(1024)}")
    assert (seen.present, seen.valid, seen.error) == (True, False, "there are 2 records")


def test_a_selector_that_is_not_there_is_not_present(key: Callable[..., DkimKey]) -> None:
    seen = key()
    assert (seen.present, seen.record, seen.valid) == (False, None, False)


def test_a_key_may_be_published_elsewhere(look: Look) -> None:
    names = {
        "s1._domainkey.good.test": {"CNAME": "s1.keys.test."},
        "s1.keys.test": {"TXT": txt(f"p={rsa_text(2048)}")},
    }
    (seen,) = look("dkim", **names).selectors
    assert (seen.valid, seen.key_bits) == (True, 2048)


def test_every_declared_selector_is_asked_for(look: Look) -> None:
    sent: list[Sent] = []
    target = Domain(kind="domain", name="good.test", dkim=("b", "a"))
    assert [one.selector for one in look("dkim", target=target, sent=sent).selectors] == ["a", "b"]
    assert [one.what for one in sent] == ["TXT a._domainkey.good.test", "TXT b._domainkey.good.test"]


def test_without_declared_selectors_there_are_none(look: Look) -> None:
    assert look("dkim", target=Domain(kind="domain", name="good.test")).selectors == ()


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("dkim", "s1._domainkey.good.test"),
        ("transport_policy", "_mta-sts.good.test"),
        ("reporting", "_smtp._tls.good.test"),
        ("bimi", "default._bimi.good.test"),
        ("exchangers", "good.test"),
        ("exchangers", "mx2.good.test"),
    ],
)
@pytest.mark.parametrize(("how", "kind"), [("SERVFAIL", CauseKind.SERVER), (SILENT, CauseKind.TIMEOUT)])
def test_what_cannot_be_asked_for_is_unknown(look: Look, group: str, name: str, how: str, kind: CauseKind) -> None:
    with pytest.raises(Unobservable) as caught:
        look(group, broken={name: how})
    assert caught.value.cause.kind is kind


def test_it_reads_an_mta_sts_record(look: Look) -> None:
    seen = look("transport_policy")
    assert (seen.valid, seen.error, seen.id) == (True, None, "20260101T000000")


@pytest.mark.parametrize("record", ["v=STSv1; id=a-b;", "v=STSv1;", "v=STSv1; x=1;"])
def test_a_bad_mta_sts_record_is_not_valid(look: Look, record: str) -> None:
    seen = look("transport_policy", **{"_mta-sts.good.test": {"TXT": txt(record)}})
    assert (seen.record, seen.valid) == (record, False)
    assert seen.error


def test_it_reads_a_tls_reporting_record(look: Look) -> None:
    seen = look("reporting")
    assert (seen.valid, seen.error) == (True, None)
    assert seen.destinations == ("https://reports.test/v1", "mailto:tls@good.test")


@pytest.mark.parametrize("record", ["v=TLSRPTv1;", "v=TLSRPTv1; rua=tls@good.test", "v=TLSRPTv1; rua=ftp://x.test"])
def test_a_bad_tls_reporting_record_is_not_valid(look: Look, record: str) -> None:
    seen = look("reporting", **{"_smtp._tls.good.test": {"TXT": txt(record)}})
    assert (seen.record, seen.valid, seen.destinations) == (record, False, ())
    assert seen.error


def test_blanks_between_report_addresses_are_allowed(look: Look) -> None:
    record = "v=TLSRPTv1; rua=mailto:a@good.test , https://good.test/r; x=1"
    seen = look("reporting", **{"_smtp._tls.good.test": {"TXT": txt(record)}})
    assert (seen.valid, seen.destinations) == (True, ("https://good.test/r", "mailto:a@good.test"))


def test_it_reads_a_bimi_record_and_fetches_nothing(look: Look) -> None:
    sent: list[Sent] = []
    seen = look("bimi", sent=sent)
    assert (seen.valid, seen.indicator, seen.evidence) == (
        True,
        "https://good.test/logo.svg",
        "https://good.test/mark.pem",
    )
    assert [one.what for one in sent] == ["TXT default._bimi.good.test"]


def test_a_domain_may_decline_bimi(look: Look) -> None:
    seen = look("bimi", **{"default._bimi.good.test": {"TXT": txt("v=BIMI1; l=; a=;")}})
    assert (seen.valid, seen.indicator, seen.evidence) == (True, None, None)


@pytest.mark.parametrize(
    "record", ["v=BIMI1; l=http://good.test/a.svg", "v=BIMI1; a=https://good.test/m.pem", "v=BIMI1;"]
)
def test_a_bad_bimi_record_is_not_valid(look: Look, record: str) -> None:
    seen = look("bimi", **{"default._bimi.good.test": {"TXT": txt(record)}})
    assert (seen.record, seen.valid) == (record, False)
    assert seen.error


@pytest.mark.parametrize(
    ("group", "name"),
    [("transport_policy", "_mta-sts"), ("reporting", "_smtp._tls"), ("bimi", "default._bimi")],
)
def test_records_that_are_absent_or_twice_there_are_none(look: Look, group: str, name: str) -> None:
    version = {
        "transport_policy": "v=STSv1; id=1",
        "reporting": "v=TLSRPTv1; rua=mailto:a@b.test",
        "bimi": "v=BIMI1; l=",
    }
    for texts in ((), ("unrelated",), (version[group], version[group] + "2")):
        seen = look(group, **{f"{name}.good.test": {"TXT": tuple(map(txt, texts))} if texts else {}})
        assert (seen.record, seen.valid) == (None, False)
        assert seen.error


def test_an_unrelated_record_beside_does_not_disturb(look: Look) -> None:
    names = {"_mta-sts.good.test": {"TXT": (txt("v=STSv1; id=1;"), txt("unrelated"))}}
    assert look("transport_policy", **names).valid


def test_it_reads_the_exchangers(look: Look) -> None:
    seen = look("exchangers")
    assert (seen.count, seen.null_mx) == (2, False)
    assert [(one.host, one.preference, one.resolves, one.is_alias, one.addresses) for one in seen.hosts] == [
        ("mx1.good.test", 10, True, False, ("127.0.0.1",)),
        ("mx2.good.test", 20, True, False, ("127.0.0.1", "::1")),
    ]


def test_an_exchanger_that_is_an_alias_or_nowhere_is_seen_as_such(look: Look) -> None:
    names = {
        "good.test": {"MX": ("10 alias.good.test.", "20 gone.good.test.")},
        "alias.good.test": {"CNAME": "mx1.good.test."},
    }
    alias, gone = look("exchangers", **names).hosts
    assert (alias.is_alias, alias.resolves, alias.addresses) == (True, True, ("127.0.0.1",))
    assert (gone.is_alias, gone.resolves, gone.addresses) == (False, False, ())


def test_a_dangling_alias_is_an_alias_that_does_not_resolve(look: Look) -> None:
    names = {"good.test": {"MX": "10 a.good.test."}, "a.good.test": {"CNAME": "nowhere.test."}}
    (seen,) = look("exchangers", **names).hosts
    assert (seen.is_alias, seen.resolves) == (True, False)


def test_a_null_mx_says_that_no_mail_is_received(look: Look) -> None:
    seen = look("exchangers", **{"good.test": {"MX": "0 ."}})
    assert (seen.null_mx, seen.count, seen.hosts) == (True, 0, ())


def test_a_domain_without_mx_has_no_exchangers(look: Look) -> None:
    seen = look("exchangers", **{"good.test": {"A": "192.0.2.1"}})
    assert (seen.null_mx, seen.count, seen.hosts) == (False, 0, ())


def test_a_horde_of_exchangers_is_bounded_and_counted(look: Look) -> None:
    seen = look("exchangers", **{"good.test": {"MX": tuple(f"{n} mx1.good.test." for n in range(40))}})
    assert (len(seen.hosts), seen.count) == (10, 40)
