"""TCP servers that misbehave as a test wants, and a proxy that counts and spoils what passes to a real server."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tls_bytes import record

Behaviour = Callable[[socket.socket], None]
PATIENCE_S = 20.0


@dataclass
class Listener:
    """A running server; ``accepted`` counts its connections."""

    port: int
    accepted: int = 0


@contextmanager
def serving(behave: Behaviour, address: str = "127.0.0.1") -> Iterator[Listener]:
    """Run ``behave`` on each connection, in a thread of its own, until the block ends."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family, backlog=128) as server:
        listener = Listener(server.getsockname()[1])
        threading.Thread(target=_accept, args=(server, listener, behave), daemon=True).start()
        try:
            yield listener
        finally:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)


def _accept(server: socket.socket, listener: Listener, behave: Behaviour) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        listener.accepted += 1
        threading.Thread(target=_serve, args=(connection, behave), daemon=True).start()


def _serve(connection: socket.socket, behave: Behaviour) -> None:
    connection.settimeout(PATIENCE_S)
    with connection, contextlib.suppress(OSError):
        behave(connection)


def silent(connection: socket.socket) -> None:
    """Read, and never answer."""
    while connection.recv(4096):
        pass


def hanging_up(connection: socket.socket) -> None:
    """Read the hello and end the connection without a word."""
    connection.recv(4096)


def resetting(connection: socket.socket) -> None:
    """Read the hello and reset the connection."""
    connection.recv(4096)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def answering(data: bytes) -> Behaviour:
    """Read the hello, answer with ``data``, and end."""

    def behave(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(data)

    return behave


def greeting(data: bytes) -> Behaviour:
    """Speak first, as SSH and SMTP do, then only listen."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(data)
        silent(connection)

    return behave


def dripping(connection: socket.socket) -> None:
    """A handshake record that never ends, a byte at a time."""
    connection.recv(4096)
    connection.sendall(b"\x16\x03\x03\x40\x00")
    pause = threading.Event()
    while not pause.wait(0.1):
        connection.sendall(b"\x00")


def flooding(connection: socket.socket) -> None:
    """Handshake records without end."""
    connection.recv(4096)
    junk = record(0x16, b"\x0b\xff\xff\xff" + bytes(16_000))
    while True:
        connection.sendall(junk)


def smtp(lines: list[bytes]) -> Behaviour:
    """Greet with the first line and answer each line that comes with the next one; then end."""

    def behave(connection: socket.socket) -> None:
        for line in lines:
            connection.sendall(line)
            if not connection.recv(4096):
                return

    return behave


def proxy(port: int, spoil: Callable[[bytes, int], Behaviour | None], address: str = "127.0.0.1") -> Behaviour:
    """Pass connections to a real server, but those whose hello ``spoil`` takes to another behaviour.

    ``spoil`` gets the hello and the connection's number, and returns None for what may pass. The behaviour that it
    returns instead does not get the hello again.
    """
    numbers = iter(range(1, 100_000))
    lock = threading.Lock()

    def behave(connection: socket.socket) -> None:
        with lock:
            number = next(numbers)
        hello = connection.recv(16_384)
        other = spoil(hello, number)
        if other is not None:
            other(connection)
            return
        with socket.create_connection((address, port), PATIENCE_S) as beyond:
            beyond.sendall(hello)
            threading.Thread(target=relay, args=(beyond, connection), daemon=True).start()
            relay(connection, beyond)

    return behave


def relay(source: socket.socket, sink: socket.socket) -> None:
    """Copy until the source ends, then end the sink."""
    with contextlib.suppress(OSError):
        while data := source.recv(16_384):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def closing(connection: socket.socket) -> None:
    """End at once."""


def pass_all(hello: bytes, number: int) -> None:
    """Spoil nothing: the proxy only counts."""


def flawed(port: int) -> Behaviour:
    """A proxy that makes a TLS 1.2 server look as if it had Heartbleed and took early ChangeCipherSpecs."""

    def behave(connection: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as beyond:
            first = connection.recv(65_536)
            size = 5 + int.from_bytes(first[3:5], "big")
            hello, more = first[:size], first[size:]
            beyond.sendall(hello)
            flight = b""
            while not flight.endswith(b"\x0e\x00\x00\x00"):
                part = beyond.recv(16_384)
                if not part:
                    break
                flight += part
            connection.sendall(flight)
            more = more or connection.recv(65_536)
            if more[:1] == b"\x18":
                connection.sendall(record(0x18, b"\x02\x40\x00" + b"\x01" * 64))
            elif more[:1] == b"\x14":
                connection.sendall(record(0x15, b"\x02\x14"))
            else:
                beyond.sendall(more)
                threading.Thread(target=relay, args=(beyond, connection), daemon=True).start()
                relay(connection, beyond)

    return behave
