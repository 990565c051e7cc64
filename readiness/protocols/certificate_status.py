"""Reads an OCSP response that a server stapled to its handshake (RFC 6960, 6066), and checks who signed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID


@dataclass(frozen=True)
class Status:
    """A stapled response: ``status`` is good, revoked or unknown, or the responder's error (``try_later`` …).

    ``matches``: it is about the certificate that was sent. ``signed``: the issuer's own signature, or that of a
    responder that the issuer appointed; False also when the issuer was not sent, because then nobody can tell.
    """

    status: str
    this_update: datetime | None = None
    next_update: datetime | None = None
    matches: bool = False
    signed: bool = False


def read_status(der: bytes, chain: list[x509.Certificate]) -> Status:
    """A stapled response to the first certificate of ``chain``; ValueError when it is malformed."""
    response = ocsp.load_der_ocsp_response(der)
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return Status(response.response_status.name.lower())
    single = next(iter(response.responses), None)
    if single is None:
        raise ValueError("an OCSP response about nothing")
    issuer = chain[1] if len(chain) > 1 else None
    return Status(
        single.certificate_status.name.lower(),
        single.this_update_utc,
        single.next_update_utc,
        single.serial_number == chain[0].serial_number,
        issuer is not None and _signed(response, issuer),
    )


def _signed(response: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    if _verifies(response, issuer):
        return True
    return any(_appointed(one, issuer) and _verifies(response, one) for one in response.certificates)


def _appointed(responder: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        responder.verify_directly_issued_by(issuer)
        usage = responder.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage


def _verifies(response: ocsp.OCSPResponse, signer: x509.Certificate) -> bool:
    key, signature, signed = signer.public_key(), response.signature, response.tbs_response_bytes
    try:
        algorithm: hashes.HashAlgorithm | None = response.signature_hash_algorithm
        if isinstance(key, rsa.RSAPublicKey) and algorithm is not None:
            key.verify(signature, signed, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm is not None:
            key.verify(signature, signed, ec.ECDSA(algorithm))
        elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
            key.verify(signature, signed)
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
