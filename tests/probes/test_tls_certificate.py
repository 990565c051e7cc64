"""The TLS probe tells apart whether a certificate is trusted, in date, and of the right name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp
from tls_certificates import NOW, Identity, Wanted, authority, responder_url, server, staple
from tls_nginx import Site, nginx

from readiness.model.observation import Endpoint, Unobservable
from readiness.model.target import Site as SiteTarget
from readiness.probes.tls import Tls

Look = Callable[..., Any]


@dataclass(frozen=True)
class Authorities:
    """The trusted root with its intermediates, and a stranger."""

    root: Identity
    middle: Identity
    lapsed: Identity
    stranger: Identity
    plain: Identity


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    root = authority()
    return Authorities(
        root,
        authority("Test Intermediate", root),
        authority("Lapsed Intermediate", root, until=-1),
        authority("Strange Root"),
        authority("Plain Root", usage=False),
    )


@pytest.fixture(scope="module")
def identities(authorities: Authorities) -> dict[str, Identity]:
    middle = authorities.middle
    forger = Identity(middle.certificate, authorities.stranger.key)
    good = server(middle, Wanted(names=("good.test", "*.fleet.test", "127.0.0.1")))
    return {
        "good": good,
        "rsa": server(middle, Wanted(kind="rsa", extra=(responder_url("http://ocsp.test/"),), must_staple=True)),
        "expired": server(middle, Wanted(since=-100, until=-5)),
        "future": server(middle, Wanted(since=5, until=100)),
        "self-signed": server(None),
        "other-name": server(middle, Wanted(names=("other.test",))),
        "name-in-subject": server(middle, Wanted(names=())),
        "no-intermediate": Identity(good.certificate, good.key),
        "wrong-authority": server(authorities.stranger),
        "lapsed-intermediate": server(authorities.lapsed),
        "for-clients": server(middle, Wanted(server_use=False)),
        "plain-authority": server(authorities.plain),
        "disordered": Identity(good.certificate, good.key, (authorities.root.certificate, middle.certificate)),
        "forged": server(forger, Wanted()),
        "forged-expired": server(forger, Wanted(since=-100, until=-5)),
        "expired-self-signed": server(None, Wanted(since=-100, until=-5)),
    }


@pytest.fixture(scope="module")
def ports(
    tmp_path_factory: pytest.TempPathFactory, authorities: Authorities, identities: dict[str, Identity]
) -> Iterator[dict[str, int]]:
    folder = tmp_path_factory.mktemp("nginx")
    good, middle = identities["good"], authorities.middle
    staples = {
        "good": staple(good, middle),
        "revoked": staple(good, middle, ocsp.OCSPCertStatus.REVOKED),
        "stray": staple(identities["expired"], middle),
        "forged": staple(good, authorities.stranger),
    }
    for name, response in staples.items():
        (folder / f"{name}.der").write_bytes(response)
    extra = {name: f"ssl_stapling on; ssl_stapling_file {folder}/{name}.der;" for name in staples}
    sites = {name: Site(identity) for name, identity in identities.items()}
    sites |= {f"{name}-staple": Site(good, extra=lines) for name, lines in extra.items()}
    sites["old-staple"] = Site(good, "TLSv1", extra=extra["good"])
    with nginx(folder, list(sites.values())) as found:
        yield dict(zip(sites, found, strict=True))


@pytest.fixture
def look(observe: Callable[..., Any], ports: dict[str, int], authorities: Authorities) -> Look:
    """``look("expired")``: facts about that server's certificate, trusting the good and the plain root."""

    def ask(site: str, group: str = "certificate", name: str = "good.test", trust: str | None = "") -> Any:
        port = ports[site]
        target = SiteTarget(kind="site", url=f"https://{name}:{port}")
        endpoint = Endpoint(name=name, address="127.0.0.1", port=port)
        roots = authorities.root.pem + authorities.plain.pem if trust == "" else trust
        return observe(Tls, group, target, endpoint=endpoint, trust=roots)

    return ask


def test_a_good_certificate_is_trusted_in_date_and_covers_its_name(
    look: Look, identities: dict[str, Identity], authorities: Authorities
) -> None:
    facts = look("good")
    der = identities["good"].certificate.public_bytes(Encoding.DER)
    info = identities["good"].key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert (facts.trusted, facts.complete, facts.in_date, facts.covers_name) == (True, True, True, True)
    assert (facts.why_untrusted, facts.strict_problem, facts.self_signed) == (None, None, False)
    assert (facts.subject, facts.issuer) == ("CN=good.test", "CN=Test Intermediate")
    assert facts.names == ("*.fleet.test", "127.0.0.1", "good.test")
    assert (facts.key_type, facts.key_bits, facts.key_curve) == ("ec", 256, "secp256r1")
    assert (facts.signature_algorithm, facts.signature_hash) == ("ecdsa-with-SHA256", "sha256")
    assert (facts.not_before, facts.not_after) == (NOW - timedelta(days=1), NOW + timedelta(days=60))
    assert facts.fingerprint_sha256 == sha256(der).hexdigest()
    assert facts.spki_sha256 == sha256(info).hexdigest()
    assert (facts.chain_length, facts.chain_in_order) == (2, True)
    assert [one.subject for one in facts.chain] == ["CN=Test Intermediate"]
    assert facts.chain[0].not_after == authorities.middle.certificate.not_valid_after_utc


def test_trusted_roots_that_cannot_be_read_are_the_cause(look: Look) -> None:
    with pytest.raises(Unobservable, match="trusted roots cannot be read"):
        look("good", trust="no certificate")


def test_the_machines_own_roots_do_not_trust_a_private_authority(look: Look) -> None:
    facts = look("good", trust=None)
    assert not facts.trusted
    assert not facts.complete
    assert "issuer" in facts.why_untrusted


@pytest.mark.parametrize("site", ["expired", "future"])
def test_a_date_leaves_trust_alone(look: Look, site: str) -> None:
    facts = look(site)
    assert (facts.trusted, facts.in_date, facts.covers_name) == (True, False, True)


def test_another_name_leaves_trust_alone(look: Look) -> None:
    facts = look("other-name")
    assert (facts.trusted, facts.in_date, facts.covers_name) == (True, True, False)
    assert facts.strict_problem is None


@pytest.mark.parametrize(
    ("site", "complete", "why"),
    [
        ("self-signed", False, "self signed"),
        ("expired-self-signed", False, "self signed"),
        ("no-intermediate", False, "issuer"),
        ("wrong-authority", False, "issuer"),
        ("lapsed-intermediate", True, "expired"),
        ("for-clients", True, "purpose"),
        ("forged", True, "signature failure"),
        ("forged-expired", True, "signature failure"),
    ],
)
def test_it_says_why_a_certificate_is_not_trusted(look: Look, site: str, complete: bool, why: str) -> None:
    facts = look(site)
    assert not facts.trusted
    assert facts.complete is complete
    assert why in facts.why_untrusted
    assert facts.covers_name


def test_a_lapsed_intermediate_is_no_matter_of_the_certificates_own_dates(look: Look) -> None:
    assert look("lapsed-intermediate").in_date


def test_a_self_signed_certificate_is_called_so(look: Look) -> None:
    facts = look("self-signed")
    assert facts.self_signed
    assert facts.chain == ()


def test_a_lenient_client_trusts_what_a_strict_one_does_not(look: Look) -> None:
    facts = look("plain-authority")
    assert facts.trusted
    assert "2.5.29.15" in facts.strict_problem


def test_a_name_in_the_subject_alone_covers_nothing(look: Look) -> None:
    facts = look("name-in-subject")
    assert (facts.trusted, facts.covers_name, facts.names) == (True, False, ())
    assert "alternative name" in facts.strict_problem


def test_a_chain_in_disorder_is_trusted_and_called_so(look: Look) -> None:
    facts = look("disordered")
    assert facts.trusted
    assert not facts.chain_in_order
    assert facts.chain_length == 3


def test_a_wildcard_covers_one_label(look: Look) -> None:
    assert look("good", name="web.fleet.test").covers_name
    assert not look("good", name="a.web.fleet.test").covers_name


def test_an_address_is_covered_by_an_address(look: Look) -> None:
    assert look("good", name="127.0.0.1").covers_name
    assert not look("good", name="127.0.0.2").covers_name


def test_it_reads_what_the_certificate_asks_for(look: Look) -> None:
    facts = look("rsa")
    assert (facts.key_type, facts.key_bits, facts.key_curve) == ("rsa", 2048, None)
    assert facts.must_staple
    assert facts.ocsp_urls == ("http://ocsp.test/",)
    assert facts.lifetime_days == 62  # a day before now to 60 days after it, and its last second


def test_no_staple_is_a_fact(look: Look) -> None:
    facts = look("good", "stapling")
    assert (facts.stapled, facts.status, facts.in_date) == (False, None, False)


@pytest.mark.parametrize(
    ("site", "status", "matches", "signed"),
    [
        ("good-staple", "good", True, True),
        ("revoked-staple", "revoked", True, True),
        ("stray-staple", "good", False, True),
        ("forged-staple", "good", True, False),
        ("old-staple", "good", True, True),
    ],
)
def test_it_reads_a_staple(look: Look, site: str, status: str, matches: bool, signed: bool) -> None:
    facts = look(site, "stapling")
    assert (facts.stapled, facts.status, facts.matches, facts.signed) == (True, status, matches, signed)
    assert facts.in_date
    assert facts.this_update < datetime.now(UTC) < facts.next_update
