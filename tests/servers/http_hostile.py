"""A server that says whatever a test has it say, over TLS or not: silence, garbage, floods, frames of HTTP/2."""

from __future__ import annotations

import socket
import ssl
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from pathlib import Path

from http_nginx import NAME, OTHER, authority

from readiness.demo.authority import Leaf

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS, HEADERS, PUSH_PROMISE, PING, GOAWAY, CONTINUATION, DATA, RST_STREAM = 4, 1, 5, 6, 7, 9, 0, 3


@dataclass
class Hostile:
    """A running server, and the head of every request that it has read."""

    port: int
    requests: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Talk:
    """One connection, as a behaviour sees it. Every method ends with OSError once the client has gone."""

    connection: socket.socket
    running: Hostile

    def request(self) -> None:
        """Read the head of a request."""
        head = b""
        while b"\r\n\r\n" not in head:
            head += self._more()
        self.running.requests.append(head.decode("latin-1"))

    def http2_request(self) -> None:
        """Read what a client of HTTP/2 begins with, and answer with empty settings."""
        begun = b""
        while len(begun) < len(PREFACE) + 9:
            begun += self._more()
        self.say(frame(SETTINGS))

    def _more(self) -> bytes:
        more = self.connection.recv(65536)
        if not more:
            raise ConnectionAbortedError
        return more

    def say(self, text: bytes) -> None:
        """Send this."""
        self.connection.sendall(text)

    def flood(self, text: bytes, times: int | None = None) -> None:
        """Send this again and again, for ever unless it is said how often."""
        for _ in repeat(None) if times is None else repeat(None, times):
            self.connection.sendall(text)

    def listen(self) -> None:
        """Read until the client goes."""
        while self.connection.recv(65536):
            pass

    def reset(self) -> None:
        """Have the connection end with a TCP reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Behaviour = Callable[[Talk], None]


@cache
def tls(*protocols: str) -> ssl.SSLContext:
    """A server's TLS with a certificate for the test's names; ``protocols`` are its ALPN list."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        context.load_cert_chain(authority().issue(Leaf((NAME, OTHER)), Path(folder) / "web.pem"))
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


@contextmanager
def hostile(behave: Behaviour, context: ssl.SSLContext | None = None, address: str = "127.0.0.1") -> Iterator[Hostile]:
    """Serve every connection with ``behave`` in a thread of its own until the block ends."""
    with socket.create_server((address, 0)) as listening:
        running = Hostile(int(listening.getsockname()[1]))
        opened: list[tuple[socket.socket, threading.Thread]] = []

        def accept() -> None:
            with suppress(OSError):
                while True:
                    raw = listening.accept()[0]
                    thread = threading.Thread(target=_serve, args=(raw, behave, context, running), daemon=True)
                    opened.append((raw, thread))
                    thread.start()

        accepting = threading.Thread(target=accept, daemon=True)
        accepting.start()
        try:
            yield running
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join(10)
            for raw, thread in opened:
                with suppress(OSError):
                    raw.shutdown(socket.SHUT_RDWR)
                thread.join(10)


def _serve(raw: socket.socket, behave: Behaviour, context: ssl.SSLContext | None, running: Hostile) -> None:
    """A duplicate is handed to TLS, so that whoever ends the server can still cut the connection under it."""
    with raw, suppress(OSError), raw.dup() as plain:
        connection = context.wrap_socket(plain, server_side=True) if context else plain
        with connection:
            behave(Talk(connection, running))


def answer(text: bytes) -> Behaviour:
    """Answer every request with these bytes, then close."""

    def behave(talk: Talk) -> None:
        talk.request()
        talk.say(text)

    return behave


def page(head: str, body: bytes = b"", status: str = "200 OK") -> bytes:
    """An HTTP answer with these header lines; its length is stated."""
    lines = "".join(f"{line}\r\n" for line in head.splitlines() if line)
    return f"HTTP/1.1 {status}\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode("latin-1") + body


def frame(kind: int, payload: bytes = b"", flags: int = 0, stream: int = 0) -> bytes:
    """One frame of HTTP/2 (RFC 9113, 4.1)."""
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload
