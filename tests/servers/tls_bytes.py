"""Hellos and answers as bytes, for servers that no library would let a test build."""

from __future__ import annotations

ALERT_HANDSHAKE_FAILURE = bytes.fromhex("1503010002") + b"\x02\x28"
RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")


def record(kind: int, body: bytes, version: int = 0x0303) -> bytes:
    """A TLS record."""
    return bytes([kind]) + version.to_bytes(2, "big") + len(body).to_bytes(2, "big") + body


def message(kind: int, body: bytes) -> bytes:
    """A handshake message."""
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def server_hello(
    version: int,
    suite: int = 0xC02F,
    compression: int = 0,
    extensions: dict[int, bytes] | None = None,
    random: bytes = b"\x07" * 32,
    session: bytes = b"",
) -> bytes:
    """A ServerHello message."""
    parts = b"".join(n.to_bytes(2, "big") + len(b).to_bytes(2, "big") + b for n, b in (extensions or {}).items())
    tail = len(parts).to_bytes(2, "big") + parts if extensions else b""
    head = min(version, 0x0303).to_bytes(2, "big") + random + bytes([len(session)]) + session
    return message(2, head + suite.to_bytes(2, "big") + bytes([compression]) + tail)


def retry_request(group: int) -> bytes:
    """A HelloRetryRequest of TLS 1.3 that asks for a key of ``group``."""
    wanted = {43: b"\x03\x04", 51: group.to_bytes(2, "big")}
    return server_hello(0x0304, 0x1301, extensions=wanted, random=RETRY)


def curve_exchange(curve: int) -> bytes:
    """A ServerKeyExchange message of ECDHE; its key and signature are rubbish."""
    return message(12, b"\x03" + curve.to_bytes(2, "big") + b"\x02\x00\x00" + bytes(8))


def prime_exchange(bits: int) -> bytes:
    """A ServerKeyExchange message of DHE with a prime of so many bits."""
    prime = ((1 << bits) - 1).to_bytes((bits + 7) // 8, "big")
    return message(12, len(prime).to_bytes(2, "big") + prime + b"\x00\x01\x02" + b"\x00\x01\x03" + bytes(8))


HELLO_DONE = message(14, b"")
SSLV2_SERVER_HELLO = bytes.fromhex("801b040001000200000003001001") + b"\x00\x80" + bytes(13)


def offered_version(hello: bytes) -> int:
    """The version that a ClientHello asks for, as far as the scanner's own hellos go: each asks for one."""
    if b"\x00\x2b\x00\x03\x02\x03\x04" in hello:
        return 0x0304
    return int.from_bytes(hello[9:11], "big")


def compressions(hello: bytes) -> bytes:
    """The compression methods of a ClientHello."""
    at = _after_suites(hello)
    return hello[at + 1 : at + 1 + hello[at]]


def offers_suite(hello: bytes, suite: int) -> bool:
    """Whether a ClientHello offers a suite."""
    end = _after_suites(hello)
    size = int.from_bytes(hello[44 + hello[43] : 46 + hello[43]], "big")
    return suite.to_bytes(2, "big") in [hello[at : at + 2] for at in range(end - size, end, 2)]


def offered_groups(hello: bytes) -> list[int]:
    """The groups of a ClientHello that the scanner built itself, [] of any other: its own begin with that extension."""
    at = _after_suites(hello)
    at += 1 + hello[at] + 2
    if hello[at : at + 2] != b"\x00\x0a":
        return []
    size = int.from_bytes(hello[at + 4 : at + 6], "big")
    return [int.from_bytes(hello[n : n + 2], "big") for n in range(at + 6, at + 6 + size, 2)]


def _after_suites(hello: bytes) -> int:
    at = 44 + hello[43]
    return at + 2 + int.from_bytes(hello[at : at + 2], "big")
