"""What the name of a cipher suite says about it."""

from __future__ import annotations

_EPHEMERAL = ("_ECDHE_", "_DHE_")
_AEAD = ("_GCM", "_CCM", "CHACHA20_POLY1305")


def has_forward_secrecy(suite: str) -> bool:
    """Whether a suite (named as in RFCs) uses ephemeral keys that the certificate signs; all of TLS 1.3 do."""
    return any(part in suite for part in _EPHEMERAL) or "_WITH_" not in suite


def is_aead(suite: str) -> bool:
    """Whether a suite encrypts and authenticates in one (RFC 5116)."""
    return any(part in suite for part in _AEAD)
