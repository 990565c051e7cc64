"""Builds the ClientHello that asks a server one question, judged by the first thing it answers (RFC 8446, 4.1.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readiness.protocols.tls_names import TLS12, TLS13

FALLBACK_SCSV = 0x5600
RENEGOTIATION_SCSV = 0x00FF
SUITES_13 = (0x1301, 0x1302, 0x1303)
ECDHE = (
    *(0xC02F, 0xC030, 0xC02B, 0xC02C, 0xCCA8, 0xCCA9, 0xC027, 0xC028, 0xC023, 0xC024),
    *(0xC013, 0xC014, 0xC009, 0xC00A, 0xC012, 0xC008, 0xC011, 0xC007),
)
DHE = (
    *(0x009E, 0x009F, 0xCCAA, 0x0067, 0x006B, 0x0033, 0x0039, 0x0016),
    *(0x00A2, 0x00A3, 0x0040, 0x006A, 0x0032, 0x0038, 0x0013),
)
RSA = (0x009C, 0x009D, 0x003C, 0x003D, 0x002F, 0x0035, 0x000A, 0x0005, 0x0004)
SUITES_12 = (*ECDHE, *DHE, *RSA)
SIGNATURES = (
    *(0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B),
    *(0x0401, 0x0501, 0x0601, 0x0402, 0x0301, 0x0303, 0x0203, 0x0201, 0x0202),
)
SHA1_SIGNATURES = (0x0201, 0x0203, 0x0202)

_SERVER_NAME, _GROUPS, _POINTS, _SIGNATURES, _EMS, _TICKET = 0, 10, 11, 13, 23, 35
_SUPPORTED_VERSIONS, _PSK_MODES, _KEY_SHARE = 43, 45, 51


@dataclass(frozen=True)
class Question:
    """What a ClientHello offers: the highest version, suites, groups and signature schemes by their IANA numbers.

    ``name`` is the SNI host name, None to send none. For TLS 1.3 the key share is left empty, so that the server names
    the group that it would use and nothing has to be computed on either side. ``deflate`` offers compression.
    """

    name: str | None
    version: int = TLS12
    suites: tuple[int, ...] = SUITES_12
    groups: tuple[int, ...] = (0x001D, 0x0017, 0x0018, 0x0019)
    signatures: tuple[int, ...] = SIGNATURES
    deflate: bool = False


def client_hello(question: Question, random: bytes) -> bytes:
    """The TLS record to send; ``random`` is 64 bytes, for the hello's random and its session id."""
    modern = question.version == TLS13
    suites = _numbers(question.suites if modern else (*question.suites, RENEGOTIATION_SCSV))
    session = random[32:64] if modern else b""
    compression = b"\x01\x00" if question.deflate else b"\x00"
    body = b"".join(
        (
            min(question.version, TLS12).to_bytes(2, "big"),
            random[:32],
            _short(session),
            _long(suites),
            _short(compression),
            _long(_extensions(question, modern)),
        )
    )
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    # a record version of TLS 1.0 is what every server since then tolerates (RFC 8446, 5.1); SSLv3 must say what it is
    record_version = min(question.version, 0x0301).to_bytes(2, "big")
    return b"\x16" + record_version + _long(message)


def _extensions(question: Question, modern: bool) -> bytes:
    parts = [_extension(_GROUPS, _long(_numbers(question.groups))), _extension(_POINTS, b"\x01\x00")]
    if question.name is not None:
        parts.append(_extension(_SERVER_NAME, _long(b"\x00" + _long(question.name.encode("idna")))))
    if question.version >= TLS12:
        parts.append(_extension(_SIGNATURES, _long(_numbers(question.signatures))))
    if modern:
        parts.append(_extension(_SUPPORTED_VERSIONS, _short(TLS13.to_bytes(2, "big"))))
        parts.append(_extension(_PSK_MODES, b"\x01\x01"))
        parts.append(_extension(_KEY_SHARE, b"\x00\x00"))
    else:
        parts.append(_extension(_EMS, b""))
        parts.append(_extension(_TICKET, b""))
    return b"".join(parts)


def _numbers(values: Sequence[int]) -> bytes:
    return b"".join(value.to_bytes(2, "big") for value in values)


def _short(content: bytes) -> bytes:
    return len(content).to_bytes(1, "big") + content


def _long(content: bytes) -> bytes:
    return len(content).to_bytes(2, "big") + content


def _extension(number: int, content: bytes) -> bytes:
    return number.to_bytes(2, "big") + _long(content)


SSLV2_HELLO = bytes.fromhex("802e0100020015000000100100800200800300800400800500800600400700c0") + bytes(range(16))
"""An SSL 2.0 CLIENT-HELLO with all seven of its ciphers (Hickman, "The SSL Protocol", 1995)."""


def speaks_sslv2(answer: bytes) -> bool:
    """Whether an answer to ``SSLV2_HELLO`` is an SSL 2.0 SERVER-HELLO."""
    return len(answer) >= 7 and answer[0] & 0x80 != 0 and answer[2] == 4 and answer[5:7] == b"\x00\x02"


def refuses_sslv2(answer: bytes) -> bool:
    """Whether an answer to ``SSLV2_HELLO`` is an SSL 2.0 error message: understood, and not accepted."""
    return len(answer) >= 3 and answer[0] & 0x80 != 0 and answer[2] == 0
