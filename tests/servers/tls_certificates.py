"""A certificate authority for tests, whose server certificates are good or broken as asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """One key for all: making them is slow, and no test is about the key itself."""
    return rsa.generate_private_key(65537, bits)


@dataclass(frozen=True)
class Identity:
    """A certificate, its key, and the certificates that a server would send with it."""

    certificate: x509.Certificate
    key: CertificateIssuerPrivateKeyTypes
    above: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> str:
        """The certificate alone."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def chain(self) -> str:
        """The certificate and what is sent with it."""
        return self.pem + "".join(one.public_bytes(Encoding.PEM).decode() for one in self.above)

    @property
    def secret(self) -> str:
        """The private key."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@dataclass(frozen=True)
class Wanted:
    """What to put into a certificate; days count from now."""

    name: str = "good.test"
    names: tuple[str, ...] = ("good.test",)
    since: float = -1
    until: float = 60
    kind: str = "ec"
    key_usage: bool = True
    server_use: bool = True
    must_staple: bool = False
    extra: tuple[x509.ExtensionType, ...] = field(default=())


def authority(
    name: str = "Test Root", issuer: Identity | None = None, *, until: float = 3650, usage: bool = True
) -> Identity:
    """A root, or with ``issuer`` an intermediate; without ``usage`` as a plain ``openssl req -x509`` makes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = _builder(name, key.public_key(), issuer or name, -3650, until)
    builder = builder.add_extension(x509.BasicConstraints(True, None), True)
    if usage:
        builder = builder.add_extension(x509.KeyUsage(True, *[False] * 4, True, True, False, False), True)
    signer = issuer.key if issuer else key
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    return Identity(builder.sign(signer, hashes.SHA256()), key, _sent(issuer))


def server(issuer: Identity | None, wanted: Wanted = Wanted()) -> Identity:  # frozen
    """A server certificate, self-signed without ``issuer``; what it is sent with are the intermediates above it."""
    key = _key(wanted.kind)
    builder = _builder(wanted.name, key.public_key(), issuer or wanted.name, wanted.since, wanted.until)
    if wanted.names:
        builder = builder.add_extension(x509.SubjectAlternativeName([_san(name) for name in wanted.names]), False)
    builder = builder.add_extension(x509.BasicConstraints(False, None), True)
    use = ExtendedKeyUsageOID.SERVER_AUTH if wanted.server_use else ExtendedKeyUsageOID.CLIENT_AUTH
    builder = builder.add_extension(x509.ExtendedKeyUsage([use]), False)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    above = issuer.certificate.public_key() if issuer else key.public_key()
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above), False)
    if wanted.must_staple:
        builder = builder.add_extension(x509.TLSFeature([x509.TLSFeatureType.status_request]), False)
    for extension in wanted.extra:
        builder = builder.add_extension(extension, False)
    return Identity(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key, _sent(issuer))


def responder_url(url: str) -> x509.AuthorityInformationAccess:
    """The extension that names an OCSP responder."""
    location = x509.UniformResourceIdentifier(url)
    return x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, location)])


def staple(leaf: Identity, issuer: Identity, status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD) -> bytes:
    """An OCSP response about ``leaf``, signed by ``issuer``, valid for a week, in DER."""
    revoked = status is ocsp.OCSPCertStatus.REVOKED
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=leaf.certificate,
        issuer=issuer.certificate,
        algorithm=hashes.SHA1(),
        cert_status=status,
        this_update=NOW - DAY,
        next_update=NOW + 6 * DAY,
        revocation_time=NOW - DAY if revoked else None,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate)
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _key(kind: str) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey:
    return rsa_key() if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())


def _builder(name, public_key, issuer, since, until):
    above = issuer.certificate.subject if isinstance(issuer, Identity) else _name(issuer)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(above)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + since * DAY)
        .not_valid_after(NOW + until * DAY)
    )


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _san(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _sent(issuer: Identity | None) -> tuple[x509.Certificate, ...]:
    """Everything above but the root, which clients have."""
    if issuer is None or issuer.certificate.issuer == issuer.certificate.subject:
        return ()
    return (issuer.certificate, *issuer.above)
