"""One whole handshake through sslyze's own connection class, which still speaks what this machine's OpenSSL forgot."""

from __future__ import annotations

from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil
from socket import socket
from ssl import PEM_cert_to_DER_cert
from typing import cast

from nassl._nassl import OpenSSLError
from nassl.ssl_client import BaseSslClient, ClientCertificateRequested, SslClient
from sslyze.connection_helpers.opportunistic_tls_helpers import ProtocolWithOpportunisticTlsEnum
from sslyze.connection_helpers.tls_connection import SslConnection
from sslyze.server_connectivity import TlsVersionEnum
from sslyze.server_setting import ServerNetworkConfiguration, ServerNetworkLocation

from readiness.protocols.tls_flight import read_flight
from readiness.protocols.tls_names import VERSIONS, alert_name, version_name
from readiness.reach.errors import unobservable
from readiness.reach.handshake.line import Line, Peer, server_name
from readiness.reach.handshake.starttls import EHLO_NAME, open_line

_ENUM = {
    "SSLv3": TlsVersionEnum.SSL_3_0,
    "TLSv1.0": TlsVersionEnum.TLS_1_0,
    "TLSv1.1": TlsVersionEnum.TLS_1_1,
    "TLSv1.2": TlsVersionEnum.TLS_1_2,
    "TLSv1.3": TlsVersionEnum.TLS_1_3,
}
MAX_CHAIN = 20


class End(StrEnum):
    """How a handshake with one version ended.

    silent: the server ended the connection without a word, which a filter in between might have done as well.
    alien: what came back is not TLS.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    SILENT = "silent"
    ALIEN = "alien"


@dataclass(frozen=True)
class Shake:
    """A handshake's end; ``why`` names the suite, or what the server answered. Chain and staple are base64 of DER."""

    end: End
    why: str
    chain: list[str] = field(default_factory=list)
    staple: str | None = None
    asks_client_certificate: bool = False


def network(peer: Peer) -> tuple[ServerNetworkLocation, ServerNetworkConfiguration]:
    """A peer in sslyze's words, with one attempt for each connection."""
    smtp = ProtocolWithOpportunisticTlsEnum.SMTP if peer.starttls else None
    location = ServerNetworkLocation(peer.name, peer.port, ip_address=peer.address)
    configuration = ServerNetworkConfiguration(
        peer.name,
        tls_opportunistic_encryption=smtp,
        smtp_ehlo_hostname=EHLO_NAME if smtp else None,
        network_timeout=ceil(peer.timeout_s),
        network_max_retries=1,
    )
    return location, configuration


def connection(peer: Peer, version: str, *, without_certificate: bool = False) -> SslConnection:
    """An unconnected sslyze connection of one version that offers every suite it knows.

    A server that asks for a client certificate ends its handshake with ``ClientCertificateRequested``, unless it is to
    go on ``without_certificate``.
    """
    made = SslConnection(
        *network(peer),
        _ENUM[version],
        should_ignore_client_auth=without_certificate,
        should_enable_server_name_indication=server_name(peer) is not None,
    )
    if version != "TLSv1.3":
        made.ssl_client.set_cipher_list("ALL:COMPLEMENTOFALL:-PSK:-SRP")
    return made


def shake(peer: Peer, version: str) -> Shake:
    """Try one version; Unobservable when nobody answers in time."""
    line = open_line(peer)
    made = connection(peer, version)
    client = made.ssl_client
    if version != "SSLv3":
        client.set_tlsext_status_ocsp()
    client.set_underlying_socket(cast(socket, line))  # the engine only receives, sends and closes
    try:
        client.do_handshake()
        return Shake(End.ACCEPTED, client.get_current_cipher_name(), _chain(client), _staple(client, version))
    except ClientCertificateRequested:
        return Shake(End.ACCEPTED, "asks for a client certificate", _chain(client), _staple(client, version), True)
    except TimeoutError as error:
        raise unobservable(error, f"{version} handshake with {peer.where}") from error
    except (OpenSSLError, OSError) as error:
        return _unfinished(line, version, error)
    finally:
        hang_up(made, line)


def hang_up(made: SslConnection, line: Line) -> None:
    """Close a connection in whatever state it is."""
    with suppress(OpenSSLError, OSError):
        made.close()
    line.close()


def _unfinished(line: Line, version: str, error: Exception) -> Shake:
    """What the server itself said decides; where its words and the engine's differ, the server's count."""
    flight = read_flight(line.received)
    if flight.hello is not None and flight.hello.version == VERSIONS[version]:
        return Shake(End.ACCEPTED, f"chosen by the server, then: {_words(error)}")
    if flight.hello is not None:
        return Shake(End.REFUSED, f"the server chose {version_name(flight.hello.version)}")
    if flight.alert is not None:
        return Shake(End.REFUSED, f"alert {alert_name(flight.alert)}")
    if line.received:
        return Shake(End.ALIEN, f"answered with {line.received[:40]!r}, which is no handshake")
    return Shake(End.SILENT, "the server ended the connection without a word")


def _words(error: Exception) -> str:
    return str(error.args[0] if error.args else error)[:200]


def _chain(client: BaseSslClient) -> list[str]:
    try:
        texts = client.get_received_chain()[:MAX_CHAIN]
    except (ValueError, OpenSSLError):  # no certificate came, as with anonymous suites
        return []
    return [b64encode(PEM_cert_to_DER_cert(text)).decode() for text in texts]


def _staple(client: BaseSslClient, version: str) -> str | None:
    response = client.get_tlsext_status_ocsp_resp() if version != "SSLv3" else None
    return b64encode(response.as_der_bytes()).decode() if response is not None else None


def picks_for_itself(peer: Peer, version: str, suites: list[str]) -> bool | None:
    """Whether the server picks the same suite whichever of ``suites`` (OpenSSL's names) comes first.

    None where there are fewer than two. ChaCha20 is left out where it can be: servers may put it first for those
    clients alone that do so.
    """
    plain = [suite for suite in suites if "CHACHA20" not in suite.upper()]
    offered = plain if len(plain) > 1 else suites
    if len(offered) < 2:
        return None
    picks = [_pick(peer, version, order) for order in (offered, offered[::-1])]
    return None if None in picks else picks[0] == picks[1]


def _pick(peer: Peer, version: str, suites: list[str]) -> int | None:
    line = open_line(peer)
    made = connection(peer, version)
    client = made.ssl_client
    if isinstance(client, SslClient) and version == "TLSv1.3":
        client.set_ciphersuites(":".join(suites))
    else:
        client.set_cipher_list(":".join(suites))
    client.set_underlying_socket(cast(socket, line))
    try:
        client.do_handshake()
    except TimeoutError as error:
        raise unobservable(error, f"{version} handshake with {peer.where}") from error
    except (OpenSSLError, OSError, ClientCertificateRequested):
        pass  # the choice was made before whatever went wrong
    finally:
        hang_up(made, line)
    hello = read_flight(line.received).hello
    return hello.suite if hello is not None else None
