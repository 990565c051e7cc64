"""Ed25519 keys (RFC 8032): what signs a bundle, and whom a reader trusts.

Private keys are PKCS#8 in PEM, public ones SubjectPublicKeyInfo in PEM (RFC 8410): what ``openssl`` reads and writes.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SPKI = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of every Ed25519 key in a SubjectPublicKeyInfo."""


class KeyFormatError(Exception):
    """A text holds no key that can be used; the message says why and nothing of what was read."""


@dataclass(frozen=True)
class PublicKey:
    """A public key, its 32 bytes."""

    raw: bytes

    @property
    def keyid(self) -> str:
        """Its fingerprint: the SHA-256 of its SubjectPublicKeyInfo (DER), in hexadecimal."""
        return hashlib.sha256(_SPKI + self.raw).hexdigest()

    @property
    def pem(self) -> str:
        """The key as PEM text."""
        body = base64.b64encode(_SPKI + self.raw).decode()
        return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the signature over the message is this key's."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class PrivateKey:
    """A private key, which shows nothing of itself."""

    _key: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The public key that goes with it."""
        return PublicKey(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature."""
        return self._key.sign(message)

    def pem(self, passphrase: str | None = None) -> bytes:
        """The key as PKCS#8 in PEM, encrypted if there is a passphrase."""
        from cryptography.hazmat.primitives import serialization as form

        secret = form.BestAvailableEncryption(passphrase.encode()) if passphrase else form.NoEncryption()
        return self._key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, secret)


def new_key() -> PrivateKey:
    """A key that nobody else has."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return PrivateKey(Ed25519PrivateKey.generate())


def private_key(pem: bytes, passphrase: str | None = None) -> PrivateKey:
    """The Ed25519 key in a PEM text; KeyFormatError when there is none or the passphrase is not the right one."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    encrypted = b"ENCRYPTED" in pem
    if encrypted and passphrase is None:
        raise KeyFormatError("is encrypted: name its passphrase with --passphrase env:NAME or file:PATH")
    try:
        key = load_pem_private_key(pem, passphrase.encode() if passphrase and encrypted else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        why = "cannot be opened with this passphrase" if encrypted else "holds no private key in PEM"
        raise KeyFormatError(why) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFormatError("holds a key of another kind than Ed25519")
    return PrivateKey(key)


def public_key(pem: bytes) -> PublicKey:
    """The Ed25519 key in a PEM text; KeyFormatError when there is none."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    if b"PRIVATE KEY" in pem:
        raise KeyFormatError("holds a private key, where the public one (FILE.pub) is wanted")
    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyFormatError("holds no public key in PEM") from None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFormatError("holds a key of another kind than Ed25519")
    return PublicKey(key.public_bytes_raw())
