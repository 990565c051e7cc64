"""A mail server that does nothing but STARTTLS, with the standard library's TLS."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

from tls_certificates import Identity
from tls_hostile import Behaviour


def context(folder: Path, identity: Identity) -> ssl.SSLContext:
    """Server-side settings with this certificate: TLS 1.2 and 1.3."""
    (folder / "smtp.crt").write_text(identity.chain)
    (folder / "smtp.key").write_text(identity.secret)
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.load_cert_chain(folder / "smtp.crt", folder / "smtp.key")
    return made


def starttls(settings: ssl.SSLContext) -> Behaviour:
    """Greet, offer STARTTLS among other things, shake hands, and answer what comes until the client ends."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(b"220 mail.test ESMTP ready\r\n")
        connection.recv(4096)
        connection.sendall(b"250-mail.test\r\n250-SIZE 1000000\r\n250-STARTTLS\r\n250 8BITMIME\r\n")
        connection.recv(4096)
        connection.sendall(b"220 go ahead\r\n")
        with settings.wrap_socket(connection, server_side=True) as secured:
            while secured.recv(4096):
                secured.sendall(b"250 mail.test\r\n")

    return behave


def talking(settings: ssl.SSLContext) -> Behaviour:
    """TLS from the start; answers what comes until the client ends."""

    def behave(connection: socket.socket) -> None:
        with settings.wrap_socket(connection, server_side=True) as secured:
            while secured.recv(4096):
                secured.sendall(b"hello\n")

    return behave
