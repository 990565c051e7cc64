"""Issue the demo's certificates: a root and an intermediate of its own, and leaves as good or as bad as asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_CA_LIFE = (-400, 3650)
_LEAF_LIFE = (-10, 80)
_EXPIRED_LIFE = (-95, -5)
"""First and last day, counted from today."""


@dataclass(frozen=True)
class Leaf:
    """A server certificate to issue: the names that it covers, what is wrong with it, and how it is presented."""

    names: tuple[str, ...]
    expired: bool = False
    self_signed: bool = False
    with_intermediate: bool = True


@dataclass(frozen=True)
class _Issuer:
    name: x509.Name
    key: ec.EllipticCurvePrivateKey


class Authority:
    """A certificate authority that lives as long as the demo."""

    def __init__(self) -> None:
        root = _Issuer(_name("Demo Root CA"), _new_key())
        self._intermediate = _Issuer(_name("Demo Intermediate CA"), _new_key())
        self._root_pem = _ca_certificate(root, by=root, path_length=1).public_bytes(Encoding.PEM)
        self._intermediate_pem = _ca_certificate(self._intermediate, by=root, path_length=0).public_bytes(Encoding.PEM)

    def publish(self, path: Path) -> Path:
        """Write the root certificate (PEM) that a client has to trust."""
        path.write_bytes(self._root_pem)
        return path

    def issue(self, leaf: Leaf, path: Path) -> Path:
        """Write key, certificate and intermediate in one PEM file, readable by its owner alone."""
        key = _new_key()
        subject = _Issuer(_name(leaf.names[0]), key)
        issuer = subject if leaf.self_signed else self._intermediate
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        pem += _leaf_certificate(leaf, subject, issuer).public_bytes(Encoding.PEM)
        if leaf.with_intermediate and not leaf.self_signed:
            pem += self._intermediate_pem
        path.touch(mode=0o600)
        path.write_bytes(pem)
        return path


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _ca_certificate(subject: _Issuer, *, by: _Issuer, path_length: int) -> x509.Certificate:
    usage = _key_usage(signs_certificates=True)
    builder = _builder(subject, by, _CA_LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
    return builder.add_extension(usage, critical=True).sign(by.key, SHA256())


def _leaf_certificate(leaf: Leaf, subject: _Issuer, issuer: _Issuer) -> x509.Certificate:
    names = x509.SubjectAlternativeName([x509.DNSName(name) for name in leaf.names])
    builder = _builder(subject, issuer, _EXPIRED_LIFE if leaf.expired else _LEAF_LIFE)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.add_extension(names, critical=False).sign(issuer.key, SHA256())


def _builder(subject: _Issuer, issuer: _Issuer, life: tuple[int, int]) -> x509.CertificateBuilder:
    """What every certificate has; strict verifiers reject one without key identifiers (RFC 5280, 4.2.1.1 and .2)."""
    first, last = (datetime.now(UTC) + timedelta(days=days) for days in life)
    builder = x509.CertificateBuilder(issuer.name, subject.name, subject.key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(first).not_valid_after(last)
    own = x509.SubjectKeyIdentifier.from_public_key(subject.key.public_key())
    issuers = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    return builder.add_extension(own, critical=False).add_extension(issuers, critical=False)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
