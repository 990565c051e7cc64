"""From what the jobs bring to facts; imported only when there is something to read, because cryptography is heavy."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from typing import Any

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.tls.facts import Certificate, ChainCertificate, Ciphers, KeyExchange, Stapling, VersionSuites
from readiness.protocols import certificates
from readiness.protocols.certificate_names import covers
from readiness.protocols.certificate_status import read_status
from readiness.protocols.tls_names import CURVES, GROUPS_13, POST_QUANTUM_GROUPS
from readiness.protocols.tls_suites import has_forward_secrecy, is_aead

MAX_NAMES = 100


def certificate(shaken: dict[str, Any], name: str, now: datetime) -> Certificate:
    """Facts about the first certificate of the chain that the handshakes brought."""
    try:
        chain = [certificates.load(der) for der in _chain(shaken)]
        read = [certificates.read(one) for one in chain]
    except ValueError as error:
        raise Unobservable(CauseKind.TLS, f"the certificate cannot be read: {error}") from error
    own, trust = read[0], shaken["trust"]
    return Certificate(
        **{field: getattr(own, field) for field in _TAKEN_OVER},
        names=own.names[:MAX_NAMES],
        names_count=len(own.names),
        covers_name=covers(own.names, name),
        trusted=trust["trusted"],
        why_untrusted=trust["why"],
        complete=trust["complete"],
        strict_problem=trust["strict"],
        in_date=own.not_before <= now <= own.not_after,
        key_type=own.key.type,
        key_bits=own.key.bits,
        key_curve=own.key.curve,
        sct_count=own.scts,
        chain_length=len(chain),
        chain_in_order=certificates.in_order(chain),
        chain=tuple(_above(one) for one in read[1:]),
    )


_TAKEN_OVER = (
    *("subject", "issuer", "not_before", "not_after", "lifetime_days", "self_signed", "signature_algorithm"),
    *("signature_hash", "serial", "fingerprint_sha256", "spki_sha256", "must_staple", "ocsp_urls", "crl_urls"),
)


def _above(read: certificates.CertificateData) -> ChainCertificate:
    return ChainCertificate(
        subject=read.subject,
        key_type=read.key.type,
        key_bits=read.key.bits,
        signature_hash=read.signature_hash,
        self_signed=read.self_signed,
        not_after=read.not_after,
        fingerprint_sha256=read.fingerprint_sha256,
        spki_sha256=read.spki_sha256,
    )


def stapling(shaken: dict[str, Any], now: datetime) -> Stapling:
    """Facts about the OCSP response that came with the certificate, if one did."""
    staple = shaken["staple"]
    if staple is None:
        return Stapling(stapled=False, matches=False, signed=False, in_date=False)
    try:
        read = read_status(b64decode(staple), [certificates.load(der) for der in _chain(shaken)])
    except ValueError:
        return Stapling(stapled=True, status="malformed", matches=False, signed=False, in_date=False)
    begun = read.this_update is not None and read.this_update <= now
    over = read.next_update is not None and read.next_update < now
    return Stapling(
        stapled=True,
        status=read.status,
        matches=read.matches,
        signed=read.signed,
        this_update=read.this_update,
        next_update=read.next_update,
        in_date=begun and not over,
    )


def _chain(shaken: dict[str, Any]) -> list[bytes]:
    if not shaken["chain"]:
        answers = "; ".join(f"{version}: {one['why']}" for version, one in shaken["versions"].items())
        raise Unobservable(CauseKind.TLS, f"no handshake brought a certificate ({answers})")
    return [b64decode(one) for one in shaken["chain"]]


def key_exchange(found: dict[str, Any]) -> KeyExchange:
    """Facts about the groups that were found, by name."""
    names = {GROUPS_13[number] for number in found["modern"]} | {CURVES[number] for number in found["classic"]}
    return KeyExchange(
        groups=tuple(sorted(names)),
        post_quantum=tuple(sorted(names & set(POST_QUANTUM_GROUPS.values()))),
        dhe_bits=found["prime_bits"],
        sha1_signature=found["sha1"],
    )


def ciphers(found: dict[str, dict[str, Any]]) -> Ciphers:
    """Facts about the suites of each version."""
    by_version = {version: tuple(one["name"] for one in scan["suites"]) for version, scan in found.items()}
    names = {name for suites in by_version.values() for name in suites}
    orders = {scan["server_order"] for scan in found.values()} - {None}
    return Ciphers(
        suites=tuple(sorted(names)),
        by_version=tuple(VersionSuites(version=v, suites=suites) for v, suites in sorted(by_version.items())),
        forward_secrecy_only=all(has_forward_secrecy(name) for name in names),
        aead_only=all(is_aead(name) for name in names),
        weakest_bits=min((one["bits"] for scan in found.values() for one in scan["suites"]), default=0),
        server_order=orders == {True} if orders else None,
    )
