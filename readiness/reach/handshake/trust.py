"""Verifies a chain as it was sent, by OpenSSL's rules and by the web's stricter ones, against the trusted roots."""

from __future__ import annotations

import ssl
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.verification import Store
from nassl._nassl import X509, OpenSSLError
from nassl.cert_chain_verifier import CertificateChainVerificationFailed, CertificateChainVerifier

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.protocols.certificate_paths import strict_problem
from readiness.protocols.certificates import load, load_pem, read

# X509_V_ERR_… of OpenSSL: no path to a root was found; a date is not met
_NO_PATH = {2, 18, 19, 20, 21}
_DATES = {9, 10}
_UNSUITABLE = "unsuitable certificate purpose: not for TLS servers"


@dataclass(frozen=True)
class Roots:
    """Trusted root certificates, and the two verifiers that know them; made once for a process."""

    certificates: tuple[x509.Certificate, ...]

    @cached_property
    def lenient(self) -> CertificateChainVerifier:
        """OpenSSL's verifier."""
        return CertificateChainVerifier([X509(_pem_text(one)) for one in self.certificates])

    @cached_property
    def strict(self) -> Store:
        """The strict verifier's store."""
        return Store(list(self.certificates))


@cache
def roots(pem: str) -> Roots:
    """The roots that an environment trusts; Unobservable when the text holds none."""
    try:
        return Roots(tuple(load_pem(pem)))
    except ValueError as error:
        raise Unobservable(CauseKind.TLS, f"the environment's trusted roots cannot be read: {error}") from error


@cache
def system_roots() -> Roots:
    """This machine's roots (SSL_CERT_FILE is heeded), Mozilla's where it has none."""
    path = ssl.get_default_verify_paths().cafile
    if path is None:
        import certifi

        path = certifi.where()
    return Roots(tuple(load_pem(Path(path).read_text(encoding="utf-8"))))


def judge_chain(chain: list[str], trust: str | None) -> dict[str, Any]:
    """Verify a chain (base64 of DER, the server's first) against ``trust`` (PEM) and this machine's roots.

    ``trusted``: a path of good signatures leads over what was sent to a root, whatever the first certificate's dates
    and name. ``complete``: a path leads there at all. ``why``: OpenSSL's words when not trusted. ``strict``: what the
    strict verifier objects to. Unobservable when the chain cannot be parsed.
    """
    given = roots(trust) if trust else None
    try:
        certificates = [load(b64decode(one)) for one in chain]
        first = _verdict(certificates, given or system_roots())
        if first["complete"] or given is None:
            return first
        second = _verdict(certificates, system_roots())
    except (ValueError, OpenSSLError) as error:
        raise Unobservable(CauseKind.TLS, f"the certificate chain cannot be read: {error}") from error
    return second if second["complete"] else first


def _verdict(chain: list[x509.Certificate], store: Roots) -> dict[str, Any]:
    code = _verify(chain, store)
    if code in _DATES and _only_leaf_dated(chain, store):
        code = 0
    trusted = code == 0 and read(chain[0]).server_use
    why = None if trusted else _UNSUITABLE if code == 0 else str(X509.verify_cert_error_string(code))
    strict = strict_problem(chain, store.strict, datetime.now(UTC))
    return {"trusted": trusted, "complete": code not in _NO_PATH, "why": why, "strict": strict}


def _verify(chain: list[x509.Certificate], store: Roots) -> int:
    """OpenSSL's error code, 0 when there is none. It checks the root first and this chain's dates as of now."""
    try:
        store.lenient.verify([X509(_pem_text(one)) for one in chain])
    except CertificateChainVerificationFailed as error:
        return int(error.openssl_error_code)
    return 0


def _only_leaf_dated(chain: list[x509.Certificate], store: Roots) -> bool:
    """Whether everything above the first certificate is in date.

    OpenSSL goes from the root down and checks each signature before the date, so that then all signatures are good.
    """
    now = datetime.now(UTC)
    above = [*chain[1:], *(root for root in store.certificates if root.subject == chain[-1].issuer)]
    return all(one.not_valid_before_utc <= now <= one.not_valid_after_utc for one in above if one != chain[0])


def _pem_text(certificate: x509.Certificate) -> str:
    return ssl.DER_cert_to_PEM_cert(certificate.public_bytes(Encoding.DER))
