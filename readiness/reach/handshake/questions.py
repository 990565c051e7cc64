"""Jobs that send single ClientHellos and read the first flight of the answer: cheap, because nothing is computed."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.protocols.tls_flight import MAX_FLIGHT, Flight, read_flight
from readiness.protocols.tls_hello import (
    DHE,
    ECDHE,
    FALLBACK_SCSV,
    SHA1_SIGNATURES,
    SSLV2_HELLO,
    SUITES_12,
    SUITES_13,
    Question,
    client_hello,
    refuses_sslv2,
    speaks_sslv2,
)
from readiness.protocols.tls_names import CURVES, GROUPS_13, TLS12, TLS13, VERSIONS, alert_name
from readiness.reach.errors import unobservable
from readiness.reach.handshake.line import Peer, server_name
from readiness.reach.handshake.starttls import open_line

_EMS, _RENEGOTIATION = 23, 0xFF01


def ask(peer: Peer, question: Question) -> Flight:
    """Send one hello and read what can be read of the answer in the clear; Unobservable on silence or no TLS.

    The flight is empty when the server ended the connection without a word.
    """
    received = _exchange(peer, client_hello(question, os.urandom(64)), lambda data: read_flight(data).done)
    flight = read_flight(received)
    if flight.alien:
        raise Unobservable(CauseKind.PROTOCOL, f"{peer.where} answered with {received[:40]!r}, which is not TLS")
    return flight


def look(peer: Peer) -> None:
    """Make sure that somebody speaks TLS here, older versions or 1.3; Unobservable otherwise.

    A server that knows 1.3 alone may end a connection without a word when it is asked for anything older.
    """
    older = Question(server_name(peer))
    newest = Question(server_name(peer), version=TLS13, suites=SUITES_13)
    if _silent(ask(peer, older)) and _silent(ask(peer, newest)):
        raise _gone(peer)


def _exchange(peer: Peer, hello: bytes, enough: Callable[[bytes], bool]) -> bytes:
    line = open_line(peer)
    try:
        line.send(hello)
        while line.recv(16384) and not enough(line.received) and len(line.received) < MAX_FLIGHT:
            pass
    except ConnectionError:
        pass  # a reset is one of the ways to refuse a hello
    except OSError as error:
        raise unobservable(error, f"a hello to {peer.where}") from error
    finally:
        line.close()
    return line.received


def _silent(flight: Flight) -> bool:
    return flight.hello is None and flight.alert is None


def _gone(peer: Peer) -> Unobservable:
    return Unobservable(CauseKind.RESET, f"{peer.where} ended the connection without a word")


def sslv2(channel: object, **peer: Any) -> bool:  # noqa: ARG001  # every job gets the channel
    """Whether the server answers an SSL 2.0 hello with one of its own (DROWN, CVE-2016-0800)."""
    whom = Peer(**peer)
    received = _exchange(whom, SSLV2_HELLO, lambda data: len(data) >= 7)
    if speaks_sslv2(received):
        return True
    if received and not refuses_sslv2(received) and read_flight(received).alien:
        raise Unobservable(CauseKind.PROTOCOL, f"{whom.where} answered with {received[:40]!r}, which is not TLS")
    # without a word it refuses only if it is still there for others
    if not received:
        look(whom)
    return False


def groups(channel: object, **peer: Any) -> dict[str, Any]:  # noqa: ARG001
    """Key exchange groups that the server would use, found by leaving out of each hello those that it chose before.

    Answers ``modern`` (TLS 1.3) and ``classic`` (ECDHE of TLS 1.2 and older) as numbers, ``prime_bits`` of DHE (None
    without), and ``sha1``: whether it signs a key exchange with SHA-1 for a client that knows nothing better.
    """
    whom = Peer(**peer)
    name = server_name(whom)
    modern = _enumerate(whom, list(GROUPS_13), lambda left: Question(name, TLS13, SUITES_13, left), _share)
    classic = _enumerate(whom, list(CURVES), lambda left: Question(name, TLS12, ECDHE, left), _curve)
    finite = ask(whom, Question(name, TLS12, DHE))
    old = ask(whom, Question(name, TLS12, (*ECDHE, *DHE), signatures=SHA1_SIGNATURES))
    if not modern and not classic and _silent(finite):
        raise _gone(whom)
    return {
        "modern": modern,
        "classic": classic,
        "prime_bits": finite.key_exchange.prime_bits if finite.key_exchange else None,
        "sha1": old.key_exchange is not None,
    }


def _enumerate(
    peer: Peer,
    candidates: list[int],
    question: Callable[[tuple[int, ...]], Question],
    choice: Callable[[Flight], int | None],
) -> list[int]:
    found: list[int] = []
    anchor: tuple[int, ...] = ()
    while left := tuple(one for one in candidates if one not in found):
        flight = ask(peer, question((*left, *anchor)))
        chosen = choice(flight)
        if chosen in left:
            found.append(chosen)
        elif found and not anchor:
            # before TLS 1.3 a certificate's own curve must be on offer as well (RFC 8422, 5.1.1): it may have been this
            anchor = (found[-1],)
        else:
            # without a word it refuses the rest only if it still accepts what it did before
            if found and _silent(flight) and choice(ask(peer, question(tuple(found)))) is None:
                raise _gone(peer)
            break
    return found


def _share(flight: Flight) -> int | None:
    return flight.hello.group if flight.hello is not None and flight.hello.version == TLS13 else None


def _curve(flight: Flight) -> int | None:
    return flight.key_exchange.curve if flight.key_exchange is not None else None


def session(channel: object, versions: list[str], **peer: Any) -> dict[str, bool]:  # noqa: ARG001
    """What the server grants to a hello of its newest version before TLS 1.3, and whether it refuses to fall back.

    ``versions`` are the accepted ones. TLS 1.3 has neither compression nor renegotiation, binds its secrets to the
    handshake by itself, and a lone version cannot be fallen back from.
    """
    whom = Peer(**peer)
    ordered = sorted(versions, key=VERSIONS.__getitem__)
    older = [one for one in ordered if one != "TLSv1.3"]
    granted = {"compression": False, "secure_renegotiation": True, "extended_master_secret": True}
    if older:
        granted = _granted(whom, VERSIONS[older[-1]])
    return {**granted, "fallback_scsv": len(ordered) < 2 or _refuses_fallback(whom, VERSIONS[ordered[-2]])}


def _granted(peer: Peer, version: int) -> dict[str, bool]:
    flight = ask(peer, Question(server_name(peer), version, deflate=True))
    if _silent(flight):
        raise _gone(peer)
    if flight.hello is None:
        raise Unobservable(CauseKind.TLS, f"{peer.where} answered alert {alert_name(flight.alert or 0)}")
    return {
        "compression": flight.hello.compression != 0,
        "secure_renegotiation": _RENEGOTIATION in flight.hello.extensions,
        "extended_master_secret": _EMS in flight.hello.extensions,
    }


def _refuses_fallback(peer: Peer, version: int) -> bool:
    flight = ask(peer, Question(server_name(peer), version, (*SUITES_12, FALLBACK_SCSV)))
    if _silent(flight):
        raise _gone(peer)
    return flight.hello is None
