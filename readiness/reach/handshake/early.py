"""The job that learns whether a server would take data before the handshake is done (TLS 1.3, 0-RTT)."""

from __future__ import annotations

from socket import socket
from typing import Any, cast

from nassl._nassl import OpenSSLError
from nassl.ssl_client import BaseSslClient, ClientCertificateRequested

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.protocols.tls_flight import read_flight
from readiness.protocols.tls_names import TLS13
from readiness.reach.errors import unobservable
from readiness.reach.handshake.engine import connection, hang_up
from readiness.reach.handshake.line import Line, Peer
from readiness.reach.handshake.starttls import EHLO_NAME, open_line


def early_data(channel: object, **peer: Any) -> int:  # noqa: ARG001  # every job gets the channel
    """How many bytes of early data the server's session ticket allows; 0 for none, no ticket, or no TLS 1.3.

    One connection: servers send their tickets with or before their first answer, so that one must be asked for. Nothing
    is sent early: a ticket that allows it says enough (RFC 8446, 4.6.1).
    """
    whom = Peer(**peer)
    line = open_line(whom)
    made = connection(whom, "TLSv1.3", without_certificate=True)
    client = made.ssl_client
    client.set_underlying_socket(cast(socket, line))
    try:
        if not _shaken(client, line, whom):
            return 0
        client.write(_request(whom))
        _read_some(client, whom)
        return int(client.get_session().get_max_early_data())
    finally:
        hang_up(made, line)


def _shaken(client: BaseSslClient, line: Line, peer: Peer) -> bool:
    try:
        client.do_handshake()
    except TimeoutError as error:
        raise unobservable(error, f"TLSv1.3 handshake with {peer.where}") from error
    except (OpenSSLError, OSError) as error:
        flight = read_flight(line.received)
        if flight.alert is None and (flight.hello is None or flight.hello.version == TLS13):
            raise unobservable(error, f"TLSv1.3 handshake with {peer.where}") from error
        return False
    return True


def _read_some(client: BaseSslClient, peer: Peer) -> None:
    try:
        client.read(4096)
    except ClientCertificateRequested as error:
        raise Unobservable(CauseKind.TLS, f"{peer.where} demands a client certificate") from error
    except TimeoutError as error:
        if client.get_session().get_max_early_data() == 0:
            raise unobservable(error, f"a request to {peer.where}") from error
    except (OpenSSLError, OSError):
        pass  # ended without an answer: its tickets came before that, or never


def _request(peer: Peer) -> bytes:
    if peer.starttls:
        return f"EHLO {EHLO_NAME}\r\n".encode()
    return f"GET / HTTP/1.1\r\nHost: {peer.name}\r\nConnection: close\r\n\r\n".encode()
