"""What a certificate says of itself, read into plain values; nothing is fetched and nothing is judged."""

from __future__ import annotations

import re
import warnings
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

MAX_TEXT = 300
MAX_URLS = 10
_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----")
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


@dataclass(frozen=True)
class Key:
    """A public key: its type (rsa, ec, ed25519, ed448, dsa, otherwise ``unknown``), size in bits, and curve."""

    type: str
    bits: int
    curve: str | None = None


@dataclass(frozen=True)
class CertificateData:
    """One certificate. Digests and serial are lower-case hexadecimal, times are UTC, names are as written in it.

    ``signature_hash`` is None for algorithms without one of their own (Ed25519). ``server_use`` says whether its
    extended key usage, if it has one, allows TLS servers. ``scts`` counts the embedded signed certificate timestamps.
    """

    subject: str
    issuer: str
    names: tuple[str, ...]
    serial: str
    not_before: datetime
    not_after: datetime
    lifetime_days: int
    key: Key
    signature_algorithm: str
    signature_hash: str | None
    self_signed: bool
    authority: bool
    server_use: bool
    must_staple: bool
    scts: int
    ocsp_urls: tuple[str, ...]
    crl_urls: tuple[str, ...]
    fingerprint_sha256: str
    spki_sha256: str


# what the parser raises beside ValueError for what breaks X.509's rules
MALFORMED = (x509.DuplicateExtension, x509.InvalidVersion, x509.UnsupportedGeneralNameType)


def load(der: bytes) -> x509.Certificate:
    """A certificate from DER; ValueError when it is none."""
    try:
        return x509.load_der_x509_certificate(der)
    except MALFORMED as error:
        raise ValueError(str(error)) from error


def load_pem(text: str) -> list[x509.Certificate]:
    """The certificates of a PEM text; ValueError when there are none.

    What does not parse is left out: machines' trust stores hold old roots that break today's rules.
    """
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CryptographyDeprecationWarning)
        for block in _BLOCK.findall(text):
            with suppress(ValueError, *MALFORMED):
                found.append(x509.load_pem_x509_certificate(block.encode()))
    if not found:
        raise ValueError("no certificate in PEM form")
    return found


def read(certificate: x509.Certificate) -> CertificateData:
    """Everything about one certificate; ValueError when its extensions are malformed."""
    try:
        return _read(certificate)
    except MALFORMED as error:
        raise ValueError(str(error)) from error


def _read(certificate: x509.Certificate) -> CertificateData:
    before, after = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return CertificateData(
        subject=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        names=_names(certificate),
        serial=f"{certificate.serial_number:x}",
        not_before=before,
        not_after=after,
        lifetime_days=_days(before, after),
        key=_key(certificate),
        signature_algorithm=certificate.signature_algorithm_oid._name,
        signature_hash=_hash(certificate),
        self_signed=_issued(certificate, certificate),
        authority=_authority(certificate),
        server_use=_server_use(certificate),
        must_staple=_must_staple(certificate),
        scts=_scts(certificate),
        ocsp_urls=_ocsp_urls(certificate),
        crl_urls=_crl_urls(certificate),
        fingerprint_sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        spki_sha256=spki_sha256(certificate),
    )


def spki_sha256(certificate: x509.Certificate) -> str:
    """SHA-256 of the subject public key info: what TLSA records of selector 1 match (RFC 6698, 2.1)."""
    digest = hashes.Hash(hashes.SHA256())
    try:
        info = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (UnsupportedAlgorithm, ValueError):
        return ""
    digest.update(info)
    return digest.finalize().hex()


def in_order(chain: list[x509.Certificate]) -> bool:
    """Whether each certificate is followed by its issuer's, as RFC 5246 asked (RFC 8446 tolerates other orders)."""
    return all(_issued(child, parent) for child, parent in pairwise(chain))


def _issued(child: x509.Certificate, parent: x509.Certificate) -> bool:
    try:
        child.verify_directly_issued_by(parent)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _name(name: x509.Name) -> str:
    return name.rfc4514_string()[:MAX_TEXT]


def _days(before: datetime, after: datetime) -> int:
    """Both ends are within a certificate's validity (RFC 5280, 4.1.2.5), hence the second; a begun day counts."""
    return ceil((after - before + timedelta(seconds=1)) / timedelta(days=1))


def _key(certificate: x509.Certificate) -> Key:
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return Key("unknown", 0)
    if isinstance(key, rsa.RSAPublicKey):
        return Key("rsa", key.key_size)
    if isinstance(key, ec.EllipticCurvePublicKey):
        return Key("ec", key.key_size, key.curve.name)
    if isinstance(key, ed25519.Ed25519PublicKey):
        return Key("ed25519", 256)
    if isinstance(key, ed448.Ed448PublicKey):
        return Key("ed448", 456)
    if isinstance(key, dsa.DSAPublicKey):
        return Key("dsa", key.key_size)
    return Key("unknown", 0)


def _hash(certificate: x509.Certificate) -> str | None:
    try:
        algorithm = certificate.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return None
    return algorithm.name if algorithm is not None else None


def _extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    names = _extension(certificate, x509.SubjectAlternativeName)
    if names is None:
        return ()
    hosts = names.get_values_for_type(x509.DNSName)
    addresses = [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    return tuple(sorted({name[:MAX_TEXT] for name in (*hosts, *addresses)}))


def _authority(certificate: x509.Certificate) -> bool:
    constraints = _extension(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.ca


def _server_use(certificate: x509.Certificate) -> bool:
    usage = _extension(certificate, x509.ExtendedKeyUsage)
    allowed = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE)
    return usage is None or any(one in allowed for one in usage)


def _must_staple(certificate: x509.Certificate) -> bool:
    features = _extension(certificate, x509.TLSFeature)
    return features is not None and x509.TLSFeatureType.status_request in features


def _scts(certificate: x509.Certificate) -> int:
    stamps = _extension(certificate, x509.PrecertificateSignedCertificateTimestamps)
    return len(stamps) if stamps is not None else 0


def _ocsp_urls(certificate: x509.Certificate) -> tuple[str, ...]:
    access = _extension(certificate, x509.AuthorityInformationAccess)
    found = [a.access_location.value for a in access or () if a.access_method == AuthorityInformationAccessOID.OCSP]
    return tuple(str(url)[:MAX_TEXT] for url in found[:MAX_URLS])


def _crl_urls(certificate: x509.Certificate) -> tuple[str, ...]:
    points = _extension(certificate, x509.CRLDistributionPoints)
    names = [name for point in points or () for name in point.full_name or ()]
    return tuple(str(name.value)[:MAX_TEXT] for name in names[:MAX_URLS])
