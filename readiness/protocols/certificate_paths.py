"""Verifies a chain by the web's strict rules (CA/Browser baseline, RFC 5280), against roots that are handed in."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from readiness.protocols.certificates import MALFORMED

MAX_PROBLEM = 300


def strict_problem(chain: list[x509.Certificate], roots: Store, at: datetime) -> str | None:
    """What a strict verifier (as in Go, rustls, browsers) objects to in a chain, None when nothing.

    ``chain`` begins with the server's certificate. Neither its name nor its dates are at issue here: it is verified for
    the first name that it bears itself, at the moment nearest to ``at`` at which it is valid. OpenSSL accepts chains
    that this rejects: a root without key usage, a name only in the subject, a key under 2048 bits.
    """
    leaf = chain[0]
    try:
        subject = _own_name(leaf)
        if subject is None:
            return "the certificate bears no subject alternative name"
        moment = min(max(at, leaf.not_valid_before_utc), leaf.not_valid_after_utc)
        PolicyBuilder().store(roots).time(moment).build_server_verifier(subject).verify(leaf, chain[1:])
    except (VerificationError, UnsupportedAlgorithm, ValueError, *MALFORMED) as error:
        return str(error)[:MAX_PROBLEM] or type(error).__name__
    return None


def _own_name(leaf: x509.Certificate) -> x509.DNSName | x509.IPAddress | None:
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
    for host in names.get_values_for_type(x509.DNSName):
        return x509.DNSName(host.replace("*", "any", 1))
    for address in names.get_values_for_type(x509.IPAddress):
        return x509.IPAddress(ip_address(str(address)))
    return None
