"""Mail servers that refuse, stall and babble, and a web server for MTA-STS policies."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from readiness.demo.authority import Authority, Leaf

Behaviour = Callable[[socket.socket], None]
PATIENCE_S = 20.0


@contextmanager
def serving(behave: Behaviour, address: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Run ``behave`` on each connection, in a thread of its own; the port is what is given back."""
    with socket.create_server((address, port)) as server:
        threading.Thread(target=_accept, args=(server, behave), daemon=True).start()
        try:
            yield server.getsockname()[1]
        finally:
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)


def _accept(server: socket.socket, behave: Behaviour) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(connection, behave), daemon=True).start()


def _serve(connection: socket.socket, behave: Behaviour) -> None:
    connection.settimeout(PATIENCE_S)
    with connection, contextlib.suppress(OSError):
        behave(connection)


def saying(*replies: bytes) -> Behaviour:
    """Say the first at once, each other after something was heard, then listen until the client ends."""

    def behave(connection: socket.socket) -> None:
        for reply in replies:
            connection.sendall(reply)
            connection.recv(4096)
        silent(connection)

    return behave


def silent(connection: socket.socket) -> None:
    """Listen and say nothing."""
    while connection.recv(4096):
        pass


def closing(_: socket.socket) -> None:
    """End the connection at once."""


def without_end(piece: bytes) -> Behaviour:
    """Say the same over and over, as fast as it is heard."""

    def behave(connection: socket.socket) -> None:
        while True:
            connection.sendall(piece)

    return behave


def dripping(connection: socket.socket) -> None:
    """Begin a greeting and add a letter now and then."""
    connection.sendall(b"220 ")
    pause = threading.Event()
    while not pause.wait(0.1):
        connection.sendall(b"x")


def web(folder: Path, status: int, body: bytes, heard: list[bytes] | None = None) -> Behaviour:
    """An HTTPS server that has one answer."""
    pem = Authority().issue(Leaf(("mta-sts.good.test",)), folder / "web.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    def behave(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            request = secured.recv(4096)
            if heard is not None:
                heard.append(request)
            head = f"HTTP/1.1 {status} X\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n"
            secured.sendall(head.encode() + b"Location: https://elsewhere.test/\r\nConnection: close\r\n\r\n" + body)

    return behave
