"""Certificates, their names, their chains and their staples are read into plain values."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.verification import Store
from hypothesis import given
from hypothesis import strategies as st
from tls_certificates import NOW, Identity, Wanted, authority, rsa_key, server, staple

from readiness.protocols.certificate_names import covers, is_address
from readiness.protocols.certificate_paths import strict_problem
from readiness.protocols.certificate_status import read_status
from readiness.protocols.certificates import in_order, load, load_pem, read

ROOT = authority()
MIDDLE = authority("Middle", ROOT)
STRICT = Store([ROOT.certificate])


def certificate(key: CertificateIssuerPrivateKeyTypes) -> x509.Certificate:
    """A bare self-signed certificate of a key."""
    from cryptography.hazmat.primitives import hashes

    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bare")])
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey) else hashes.SHA384()
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(255).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=90, seconds=-1))
    return builder.sign(key, algorithm)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (ec.generate_private_key(ec.SECP384R1()), ("ec", 384, "secp384r1", "sha384")),
        (rsa_key(), ("rsa", 2048, None, "sha384")),
        (ed25519.Ed25519PrivateKey.generate(), ("ed25519", 256, None, None)),
        (ed448.Ed448PrivateKey.generate(), ("ed448", 456, None, None)),
    ],
    ids=["ec", "rsa", "ed25519", "ed448"],
)
def test_keys_and_hashes_are_named(key: CertificateIssuerPrivateKeyTypes, expected: tuple[object, ...]) -> None:
    data = read(certificate(key))
    assert (data.key.type, data.key.bits, data.key.curve, data.signature_hash) == expected
    assert data.self_signed


def test_a_bare_certificate_has_nothing_more() -> None:
    data = read(certificate(ec.generate_private_key(ec.SECP256R1())))
    assert (data.names, data.ocsp_urls, data.crl_urls, data.scts) == ((), (), (), 0)
    assert (data.must_staple, data.authority, data.server_use) == (False, False, True)
    assert (data.serial, data.lifetime_days) == ("ff", 90)


def test_a_certificate_survives_its_encoding() -> None:
    leaf = server(MIDDLE).certificate
    assert read(load(leaf.public_bytes(Encoding.DER))) == read(leaf)


@given(st.binary(max_size=200))
def test_what_is_no_certificate_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="parsing"):
        load(data)


def test_an_extension_that_comes_twice_is_an_error() -> None:
    twice = (
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.9.1"), b"x"),
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.9.2"), b"x"),
    )
    der = server(MIDDLE, Wanted(extra=twice)).certificate.public_bytes(Encoding.DER)
    doubled = load(der.replace(b"\x06\x03\x2b\x09\x02", b"\x06\x03\x2b\x09\x01"))
    with pytest.raises(ValueError, match=r"[Dd]uplicate"):
        read(doubled)
    assert "uplicate" in (strict_problem([doubled, MIDDLE.certificate], STRICT, NOW) or "")


def test_pem_text_is_read_past_comments_and_what_does_not_parse() -> None:
    broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    found = load_pem(f"# roots\n{ROOT.pem}\n{broken}{MIDDLE.pem}")
    assert found == [ROOT.certificate, MIDDLE.certificate]
    with pytest.raises(ValueError, match="no certificate"):
        load_pem(broken)


def test_the_order_of_a_chain_is_told() -> None:
    leaf = server(MIDDLE).certificate
    assert in_order([leaf, MIDDLE.certificate, ROOT.certificate])
    assert in_order([leaf])
    assert not in_order([leaf, ROOT.certificate, MIDDLE.certificate])


@pytest.mark.parametrize(
    ("names", "host", "expected"),
    [
        (["good.test"], "good.test", True),
        (["GOOD.test."], "good.TEST", True),
        (["other.test"], "good.test", False),
        (["*.good.test"], "www.good.test", True),
        (["*.good.test"], "good.test", False),
        (["*.good.test"], "a.www.good.test", False),
        (["*.good.test"], ".good.test", False),
        (["w*.good.test"], "www.good.test", False),
        (["www.*.test"], "www.good.test", False),
        (["*.*.test"], "www.good.test", False),
        (["*.test"], "good.test", False),
        (["*"], "good", False),
        (["*.good.test"], "*.good.test", True),
        (["xn--bcher-kva.test"], "bücher.test", True),
        (["*.xn--bcher-kva.test"], "www.bücher.test", True),
        (["192.0.2.1"], "192.0.2.1", True),
        (["2001:db8::1"], "2001:db8:0:0:0:0:0:1", True),
        (["*.0.2.1"], "192.0.2.1", False),
        (["192.0.2.1"], "192.0.2.2", False),
        ([], "good.test", False),
    ],
)
def test_names_cover_hosts(names: list[str], host: str, expected: bool) -> None:
    assert covers(names, host) is expected


@given(st.lists(st.text(max_size=30), max_size=5), st.text(max_size=30))
def test_any_name_can_be_compared(names: list[str], host: str) -> None:
    covers(names, host)


@given(st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8}){1,3}", fullmatch=True), st.from_regex("[a-z]{1,8}", fullmatch=True))
def test_a_wildcard_covers_exactly_one_label_more(parent: str, label: str) -> None:
    assert covers([f"*.{parent}"], f"{label}.{parent}")
    assert not covers([f"*.{parent}"], parent)
    assert not covers([f"*.{parent}"], f"{label}.{label}.{parent}")


def test_addresses_are_told_from_names() -> None:
    assert is_address("192.0.2.1")
    assert is_address("2001:db8::1")
    assert not is_address("good.test")


@pytest.mark.parametrize(
    ("leaf", "sent", "problem"),
    [
        (server(MIDDLE), [MIDDLE], None),
        (server(MIDDLE, Wanted(names=("*.fleet.test",))), [MIDDLE], None),
        (server(MIDDLE, Wanted(names=("192.0.2.1",))), [MIDDLE], None),
        (server(MIDDLE, Wanted(since=-100, until=-5)), [MIDDLE], None),
        (server(MIDDLE, Wanted(since=5)), [MIDDLE], None),
        (server(MIDDLE), [], "candidates exhausted"),
        (server(MIDDLE, Wanted(names=())), [MIDDLE], "no subject alternative name"),
        (server(MIDDLE, Wanted(server_use=False)), [MIDDLE], "EKU"),
    ],
    ids=["good", "wildcard", "address", "expired", "future", "incomplete", "nameless", "for clients"],
)
def test_a_strict_verifier_objects_to_chains_not_to_dates_and_names(
    leaf: Identity, sent: list[Identity], problem: str | None
) -> None:
    found = strict_problem([leaf.certificate, *(one.certificate for one in sent)], STRICT, NOW)
    assert (found is None) if problem is None else (found is not None and problem in found)


def test_a_staple_is_read() -> None:
    leaf = server(MIDDLE)
    status = read_status(staple(leaf, MIDDLE), [leaf.certificate, MIDDLE.certificate])
    assert (status.status, status.matches, status.signed) == ("good", True, True)
    assert (status.this_update, status.next_update) == (NOW - timedelta(days=1), NOW + timedelta(days=6))


def test_a_staple_cannot_be_checked_without_the_issuer() -> None:
    leaf = server(MIDDLE)
    assert not read_status(staple(leaf, MIDDLE), [leaf.certificate]).signed


def test_a_staple_may_be_an_error_of_the_responder() -> None:
    error = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
    leaf = server(MIDDLE)
    status = read_status(error.public_bytes(Encoding.DER), [leaf.certificate])
    assert (status.status, status.matches, status.signed) == ("try_later", False, False)


@given(st.binary(max_size=100))
def test_what_is_no_staple_is_an_error(data: bytes) -> None:
    with pytest.raises(ValueError, match="parsing"):
        read_status(data, [ROOT.certificate])
