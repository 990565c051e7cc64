"""The keys whose public halves the lab's zones publish: DNSSEC signing keys and DKIM keys."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Self

import dns.dnssec
import dns.name
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from lab.certificates import new_key

_KEY_SIGNING = 257
_one_at_a_time = Lock()


@dataclass(frozen=True)
class ZoneKey:
    """The one key that signs a zone (ECDSA P-256, RFC 6605); ``ds`` is what its parent publishes (SHA-256)."""

    zone: str
    pem: bytes
    ds: str

    @classmethod
    def create(cls, zone: str) -> Self:
        key = new_key()
        public = dns.dnssec.make_dnskey(key.public_key(), "ECDSAP256SHA256", flags=_KEY_SIGNING)
        ds = dns.dnssec.make_ds(dns.name.from_text(zone), public, "SHA256")
        return cls(zone, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), str(ds))


def dkim_record(bits: int) -> str:
    """A DKIM key record (RFC 6376), the same at every call, as the quoted strings of a TXT record in a zone file."""
    with _one_at_a_time:
        return _dkim_record(bits)


@cache
def _dkim_record(bits: int) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    text = "v=DKIM1; k=rsa; p=" + b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    return " ".join(f'"{text[start : start + 255]}"' for start in range(0, len(text), 255))
