"""The lab's own certificate authority: root, intermediate, and server certificates good or broken as asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lab.namespace import LabError

KINDS = ("valid", "expired", "near-expiry", "self-signed", "other-name", "name-missing", "missing-intermediate")


@dataclass(frozen=True)
class Identity:
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


@dataclass(frozen=True)
class Authority:
    """Issues server certificates through an intermediate; ``root`` is what a client must trust."""

    root: Identity
    intermediate: Identity

    @classmethod
    def create(cls) -> Self:
        root = _issue("Lab Root CA", 3650, None, authority=True)
        return cls(root, _issue("Lab Issuing CA", 1825, root, authority=True))

    def issue(self, kind: str, names: Sequence[str], key: ec.EllipticCurvePrivateKey) -> bytes:
        """Key and chain as one PEM text; ``kind`` is one of KINDS and ``name-missing`` leaves out the last name.

        The key stays the caller's for every kind, so that a digest of it published in DNS stays true.
        """
        if kind not in KINDS:
            msg = f"no certificate is {kind}; it may be {', '.join(KINDS)}"
            raise LabError(msg)
        kept = {"other-name": ["other.example"], "name-missing": names[:-1]}.get(kind, names)
        days = {"expired": -1, "near-expiry": 5}.get(kind, 60)
        issuer = None if kind == "self-signed" else self.intermediate
        leaf = _issue(kept[0], days, issuer, names=kept, key=key)
        alone = kind in ("self-signed", "missing-intermediate")
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return secret + leaf.pem + (b"" if alone else self.intermediate.pem)


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def key_digest(key: ec.EllipticCurvePrivateKey) -> str:
    """SHA-256 of the public key in hexadecimal, as a TLSA record "3 1 1" holds it (RFC 6698)."""
    return sha256(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _issue(
    subject: str,
    days: int,
    issuer: Identity | None,
    *,
    names: Sequence[str] = (),
    key: ec.EllipticCurvePrivateKey | None = None,
    authority: bool = False,
) -> Identity:
    key = key or new_key()
    signer = issuer.key if issuer else key
    end = datetime.now(UTC) + timedelta(days=days)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(end, datetime.now(UTC)) - timedelta(days=30))
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(_usage(authority=authority), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if names:
        alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = builder.add_extension(alternatives, critical=False).add_extension(server, critical=False)
    return Identity(builder.sign(signer, hashes.SHA256()), key)


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
