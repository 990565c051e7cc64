"""DKIM key records, as RFC 6376 and RFC 8463 have them."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.protocols.dkim import Key, read_key
from readiness.protocols.tags import TagError, read_tags

RSA = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()
SPKI = base64.b64encode(RSA.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
PKCS1 = base64.b64encode(RSA.public_bytes(Encoding.DER, PublicFormat.PKCS1)).decode()
CURVE = base64.b64encode(
    ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
).decode()
# RFC 8463, A.2
RFC_ED25519 = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
# RFC 6376, C
RFC_RSA = (
    "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ"
    "KBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYt"
    "IxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v"
    "/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhi"
    "tdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB"
)


def test_it_reads_the_ed25519_key_of_the_specification() -> None:
    assert read_key(RFC_ED25519) == Key("ed25519", 256)


@pytest.mark.parametrize("data", [SPKI, PKCS1])
def test_it_reads_both_forms_of_an_rsa_key(data: str) -> None:
    assert read_key(f"p={data}") == Key("rsa", 1024)


def test_it_reads_every_tag() -> None:
    key = read_key(f"v=DKIM1; k=rsa; h=sha1:sha256; s=email; t=y:s; n=by hand; p={SPKI};")
    assert key == Key("rsa", 1024, ("sha1", "sha256"), ("email",), testing=True, exact_domain=True)


def test_blanks_may_stand_anywhere() -> None:
    folded = " ".join(SPKI[at : at + 40] for at in range(0, len(SPKI), 40))
    assert read_key(f" v = DKIM1 ;\tk = rsa ; p = {folded} ; ") == Key("rsa", 1024)


def test_an_empty_key_is_revoked() -> None:
    assert read_key("v=DKIM1; p=").revoked
    assert not read_key(f"p={SPKI}").revoked


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("", "is not a tag"),
        ("v=spf1 -all", "v="),
        ("v=DKIM1", "p="),
        (f"p={SPKI}; v=DKIM1", "first"),
        (f"v=DKIM2; p={SPKI}", "v="),
        (f"v=DKIM1; p={SPKI}; p={SPKI}", "twice"),
        ("v=DKIM1; p=***", "base64"),
        (f"v=DKIM1; p={SPKI[:-8]}", "no key"),
        (f"v=DKIM1; p={CURVE}", "not RSA"),
        (f"v=DKIM1; k=dsa; p={SPKI}", "unknown"),
        (f"v=DKIM1; k=ed25519; p={SPKI}", "32 octets"),
        (f"v=DKIM1;; p={SPKI}", "is not a tag"),
        (f"v=DKIM1; =x; p={SPKI}", "is not a tag"),
        (f"v=DKIM1; 1a=x; p={SPKI}", "is not a tag"),
    ],
)
def test_what_a_verifier_must_ignore_is_refused_with_the_reason(record: str, reason: str) -> None:
    with pytest.raises(TagError, match=reason):
        read_key(record)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        key = read_key(text)
    except TagError:
        return
    assert key.algorithm in ("rsa", "ed25519")


@given(st.binary(max_size=200), st.sampled_from(["rsa", "ed25519"]))
def test_any_octets_in_p_are_a_key_or_refused(octets: bytes, algorithm: str) -> None:
    try:
        key = read_key(f"k={algorithm}; p={base64.b64encode(octets).decode()}")
    except TagError:
        assert octets
    else:
        assert key.revoked == (octets == b"")


@given(st.binary(min_size=32, max_size=32))
def test_thirty_two_octets_are_an_ed25519_key(octets: bytes) -> None:
    assert read_key(f"k=ed25519; p={base64.b64encode(octets).decode()}").bits == 256


@settings(deadline=None, max_examples=5)
@given(st.sampled_from([1024, 1536, 2048]))
def test_the_size_of_an_rsa_key_is_that_of_its_modulus(bits: int) -> None:
    made = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    data = base64.b64encode(made.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    assert read_key(f"p={data}").bits == bits


def test_raw_ed25519_keys_round_trip() -> None:
    raw = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert read_key(f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode()}") == Key("ed25519", 256)


_NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,5}", fullmatch=True)
_VALUES = st.from_regex(r"[!-:<-~]([ !-:<-~]{0,20}[!-:<-~])?", fullmatch=True)


@given(st.dictionaries(_NAMES, _VALUES, min_size=1, max_size=6), st.sampled_from(["", ";", " ; "]))
def test_what_is_written_as_tags_is_read_as_tags(tags: dict[str, str], end: str) -> None:
    assert read_tags("; ".join(f"{name} = {value}" for name, value in tags.items()) + end) == tags
