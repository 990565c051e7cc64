"""Reads the first flight of a TLS server, however little of it came: its hello, its key exchange or its alert.

Nothing is decrypted: everything looked at travels in the clear (RFC 5246, 7.4; RFC 8446, 4.1.3).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from readiness.protocols.tls_hello import DHE
from readiness.protocols.tls_names import TLS12

MAX_FLIGHT = 131_072
_ALERT, _HANDSHAKE = 0x15, 0x16
_SERVER_HELLO, _SERVER_KEY_EXCHANGE, _SERVER_HELLO_DONE = 2, 12, 14
_SUPPORTED_VERSIONS, _KEY_SHARE = 43, 51
# the SHA-256 of "HelloRetryRequest" stands where the random would (RFC 8446, 4.1.3)
_RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")


@dataclass(frozen=True)
class ServerHello:
    """What a server chose. ``version`` is the effective one; ``group`` what TLS 1.3 named in its key share."""

    version: int
    suite: int
    session: bytes
    compression: int
    extensions: dict[int, bytes] = field(default_factory=dict)
    retry: bool = False

    @property
    def group(self) -> int | None:
        """Number of the key share's group, None where there is none (TLS 1.2 and older)."""
        share = self.extensions.get(_KEY_SHARE, b"")
        return int.from_bytes(share[:2], "big") if len(share) >= 2 else None


@dataclass(frozen=True)
class KeyExchange:
    """A ServerKeyExchange: the named curve of an ECDHE suite, or the size of a DHE suite's prime in bits."""

    curve: int | None = None
    prime_bits: int | None = None


@dataclass(frozen=True)
class Flight:
    """What could be read so far. ``alien``: this is not TLS at all. ``done``: nothing more is to come in the clear."""

    alert: int | None = None
    hello: ServerHello | None = None
    key_exchange: KeyExchange | None = None
    alien: bool = False
    done: bool = False


def read_flight(data: bytes) -> Flight:
    """Everything that the bytes received so far say; never raises."""
    stream, alert, alien = _records(data)
    hello: ServerHello | None = None
    exchange: KeyExchange | None = None
    done = False
    for kind, body in _messages(stream):
        if kind == _SERVER_HELLO and hello is None:
            hello = _server_hello(body)
            alien = alien or hello is None
        elif kind == _SERVER_KEY_EXCHANGE and hello is not None:
            exchange = _key_exchange(body, hello.suite)
        elif kind == _SERVER_HELLO_DONE:
            done = True
    done = done or alien or alert is not None or (hello is not None and hello.version > TLS12)
    return Flight(alert, hello, exchange, alien and hello is None and alert is None, done)


def _records(data: bytes) -> tuple[bytes, int | None, bool]:
    """Handshake bytes of all records that begin, the first alert, and whether something else came instead."""
    stream = b""
    while data:
        kind, size = data[0], int.from_bytes(data[3:5], "big")
        # some servers send alerts whose record version is none
        odd_alert = kind == _ALERT and data[3:5] == b"\x00\x02"
        if kind not in (_ALERT, _HANDSHAKE) or (len(data) > 1 and data[1] != 3 and not odd_alert):
            return stream, None, not stream
        body = data[5 : 5 + size]
        if kind == _ALERT:
            return stream, body[1] if len(body) == 2 else None, False
        stream += body
        data = data[5 + size :]
    return stream, None, False


def _messages(stream: bytes) -> list[tuple[int, bytes]]:
    found = []
    while len(stream) >= 4:
        size = int.from_bytes(stream[1:4], "big")
        if len(stream) < 4 + size:
            break
        found.append((stream[0], stream[4 : 4 + size]))
        stream = stream[4 + size :]
    return found


def _server_hello(body: bytes) -> ServerHello | None:
    if len(body) < 38:
        return None
    version = int.from_bytes(body[:2], "big")
    after = 35 + body[34]
    if len(body) < after + 3:
        return None
    extensions = _extensions(body[after + 5 :])
    selected = extensions.get(_SUPPORTED_VERSIONS)
    if selected is not None and len(selected) == 2:
        version = int.from_bytes(selected, "big")
    return ServerHello(
        version,
        int.from_bytes(body[after : after + 2], "big"),
        body[35:after],
        body[after + 2],
        extensions,
        body[2:34] == _RETRY,
    )


def _extensions(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while len(data) >= 4:
        size = int.from_bytes(data[2:4], "big")
        found[int.from_bytes(data[:2], "big")] = data[4 : 4 + size]
        data = data[4 + size :]
    return found


def _key_exchange(body: bytes, suite: int) -> KeyExchange | None:
    if suite in DHE:
        prime = body[2 : 2 + int.from_bytes(body[:2], "big")]
        return KeyExchange(prime_bits=int.from_bytes(prime, "big").bit_length())
    if len(body) >= 3 and body[0] == 3:  # named_curve
        return KeyExchange(curve=int.from_bytes(body[1:3], "big"))
    return None
