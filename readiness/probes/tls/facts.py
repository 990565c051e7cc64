"""What is known of a TLS server: one model for each fact group."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from readiness.model.facts import Facts, fact


class Versions(Facts):
    """Which versions a server speaks with this name at this address. SSLv2 is a group of its own."""

    accepted: tuple[str, ...] = fact(
        "versions with which a handshake succeeds: SSLv3, TLSv1.0, TLSv1.1, TLSv1.2, TLSv1.3",
        source="RFC 8446, RFC 8996",
    )
    refused: tuple[str, ...] = fact("those that the server refused", may_be_empty=True)
    refusals: dict[str, str] = fact("what it answered to each refused version", may_be_empty=True)
    asks_client_certificate: bool = fact("a client certificate is asked for in the handshake")


class ChainCertificate(Facts):
    """A certificate that was sent after the server's own."""

    subject: str = fact("distinguished name", source="RFC 4514")
    key_type: str = fact("rsa, ec, ed25519, ed448, dsa or unknown")
    key_bits: int = fact("size of the key", unit="bits")
    signature_hash: str | None = fact("sha256 …; absent for algorithms without one of their own", default=None)
    self_signed: bool = fact("signed with its own key")
    not_after: datetime = fact("end of validity")
    fingerprint_sha256: str = fact("SHA-256 of the certificate, hexadecimal")
    spki_sha256: str = fact("SHA-256 of its public key info, hexadecimal", source="RFC 6698")


class Certificate(Facts):
    """The certificate that clients with this name get, from the handshake with the newest accepted version."""

    subject: str = fact("distinguished name", source="RFC 4514")
    issuer: str = fact("distinguished name of the issuer", source="RFC 4514")
    names: tuple[str, ...] = fact("subject alternative names, sorted, at most 100", may_be_empty=True)
    names_count: int = fact("how many names it has in all")
    covers_name: bool = fact("one of its names is the endpoint's", source="RFC 9525")
    trusted: bool = fact(
        "signatures lead from it, over the certificates sent, to a root of the environment's or this machine's, "
        "and it may be used for servers; its dates and names are facts of their own"
    )
    why_untrusted: str | None = fact("OpenSSL's words for why not", default=None)
    complete: bool = fact("a root is reached with the certificates sent, nothing fetched")
    strict_problem: str | None = fact(
        "what a strict verifier objects to, dates and names apart; OpenSSL is more lenient",
        source="CA/Browser Forum baseline requirements, RFC 5280",
        default=None,
    )
    not_before: datetime = fact("begin of validity")
    not_after: datetime = fact("end of validity")
    in_date: bool = fact("valid at the time of the scan")
    lifetime_days: int = fact("validity from begin to end", unit="days", source="RFC 5280, 4.1.2.5")
    self_signed: bool = fact("signed with its own key")
    key_type: str = fact("rsa, ec, ed25519, ed448, dsa or unknown")
    key_bits: int = fact("size of the key", unit="bits")
    key_curve: str | None = fact("secp256r1 …; absent unless the key is of type ec", default=None)
    signature_algorithm: str = fact("as X.509 names it: sha256WithRSAEncryption, ecdsa-with-SHA256 …")
    signature_hash: str | None = fact("sha256 …; absent for algorithms without one of their own", default=None)
    serial: str = fact("serial number, hexadecimal")
    fingerprint_sha256: str = fact("SHA-256 of the certificate, hexadecimal")
    spki_sha256: str = fact("SHA-256 of its public key info, hexadecimal", source="RFC 6698")
    must_staple: bool = fact("demands a stapled OCSP response", source="RFC 7633")
    sct_count: int = fact("embedded signed certificate timestamps", source="RFC 6962")
    ocsp_urls: tuple[str, ...] = fact("OCSP responders", may_be_empty=True)
    crl_urls: tuple[str, ...] = fact("revocation lists", may_be_empty=True)
    chain_length: int = fact("certificates sent, its own included")
    chain_in_order: bool = fact("each certificate is followed by its issuer's")
    chain: tuple[ChainCertificate, ...] = fact("certificates sent after its own", may_be_empty=True)


class Stapling(Facts):
    """The OCSP response that came with the handshake."""

    stapled: bool = fact("an OCSP response came along", source="RFC 6066, 8")
    status: str | None = fact("good, revoked or unknown; otherwise the responder's error, or malformed", default=None)
    matches: bool = fact("it is about the certificate that was sent")
    signed: bool = fact("the issuer signed it, or a responder that the issuer appointed", source="RFC 6960, 4.2.2.2")
    this_update: datetime | None = fact("when its status was known to be right", default=None, volatile=True)
    next_update: datetime | None = fact("until when it may be used", default=None, volatile=True)
    in_date: bool = fact("valid at the time of the scan")


class SslV2(Facts):
    """SSL 2.0, which breaks newer versions with the same key as well."""

    accepted: bool = fact("the server answers an SSL 2.0 hello", source="RFC 6176; CVE-2016-0800 (DROWN)")


class KeyExchange(Facts):
    """How secrets are agreed on."""

    groups: tuple[str, ...] = fact(
        "named groups it accepts: x25519, secp256r1, ffdhe2048, X25519MLKEM768 …",
        source="IANA TLS Supported Groups",
        may_be_empty=True,
    )
    post_quantum: tuple[str, ...] = fact(
        "those that withstand quantum computers", source="RFC 9794; FIPS 203", may_be_empty=True
    )
    dhe_bits: int | None = fact(
        "size of the prime in DHE of TLS 1.2 and older; absent without DHE",
        unit="bits",
        source="weakdh.org",
        default=None,
    )
    sha1_signature: bool = fact("it signs the key exchange with SHA-1 for a client that offers only that")


class VersionSuites(Facts):
    """The suites of one version."""

    version: str = fact("TLSv1.2 …")
    suites: tuple[str, ...] = fact("suites that the server accepts with it, as RFCs name them")


class Ciphers(Facts):
    """The suites that a server accepts, by trying every one that sslyze knows with every accepted version."""

    suites: tuple[str, ...] = fact("of all accepted versions together, as RFCs name them")
    by_version: tuple[VersionSuites, ...] = fact("of each accepted version, oldest first")
    forward_secrecy_only: bool = fact("every suite uses ephemeral keys")
    aead_only: bool = fact("every suite is an AEAD: GCM, CCM or ChaCha20-Poly1305")
    weakest_bits: int = fact("smallest symmetric key", unit="bits")
    server_order: bool | None = fact(
        "it follows its own order, not the client's, with every version that leaves it a choice; absent if none does",
        default=None,
    )


class Session(Facts):
    """What a session may do. Where only TLS 1.3 is spoken, the facts about older versions have its answers."""

    compression: bool = fact("compresses what it encrypts", source="CVE-2012-4929 (CRIME)")
    secure_renegotiation: bool = fact("renegotiates securely; true with TLS 1.3, which does not", source="RFC 5746")
    client_renegotiation: bool = fact("honours a renegotiation that the client asks for")
    extended_master_secret: bool = fact("binds its secrets to the handshake; true with TLS 1.3", source="RFC 7627")
    fallback_scsv: bool = fact(
        "refuses a client that fell back for no reason; true with one version alone", source="RFC 7507"
    )
    resumes_by_id: bool = fact("resumes sessions of TLS 1.2 and older by their id")
    resumes_by_ticket: bool = fact("resumes sessions of TLS 1.2 and older by a ticket", source="RFC 5077")


class EarlyData(Facts):
    """Data sent before the handshake is done: it can be replayed."""

    offered: bool = fact("its session tickets allow early data (0-RTT)", source="RFC 8446, 2.3 and 8")
    max_bytes: int = fact("how much, 0 when not offered", unit="bytes")


class Flaws(Facts):
    """Famous flaws of implementations, tried out.

    The first two are taken as absent where TLS 1.3 is spoken: the libraries that have them are older than it.
    """

    heartbleed: bool = fact("leaks memory", source="CVE-2014-0160")
    ccs_injection: bool = fact("takes a ChangeCipherSpec too early", source="CVE-2014-0224")
    robot: bool = fact("tells valid from invalid RSA padding", source="CVE-2017-13099 and others; robotattack.org")


class Profile(Facts):
    """Mozilla's recommended configuration."""

    profile: Literal["modern", "intermediate", "old"] = fact("which one it was compared with")
    compliant: bool = fact("nothing deviates", source="Mozilla Server Side TLS 5.7")
    deviations: tuple[str, ...] = fact("what deviates; trust and names are not at issue", may_be_empty=True)
