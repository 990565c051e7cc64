"""The job that answers which versions a server accepts and what certificate it shows, in six connections at most."""

from __future__ import annotations

from typing import Any

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.protocols.tls_hello import SUITES_13, Question
from readiness.protocols.tls_names import GROUPS_13, TLS13
from readiness.reach.handshake.engine import End, Shake, shake
from readiness.reach.handshake.line import Peer, server_name
from readiness.reach.handshake.questions import ask
from readiness.reach.handshake.trust import judge_chain

# the newest first: it is also the test whether anybody is there, and its chain is the one that clients get
ORDER = ("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1.0", "SSLv3")


def handshakes(
    channel: object,  # noqa: ARG001  # every job gets one
    name: str,
    address: str,
    port: int,
    starttls: bool,
    trust: str | None,
    timeout_s: float,
) -> dict[str, Any]:
    """Try each version once, and once more an accepted one when others were dropped without a word.

    Answers ``versions`` (name → ``accepted``, ``why``), ``client_certificate``, ``chain`` and ``staple`` (base64 of
    DER; empty and None where no handshake got so far), ``trust`` (as ``judge_chain`` has it, None without a chain).
    A version that meets silence makes the whole job Unobservable: silence refuses nothing.
    """
    peer = Peer(name, address, port, starttls, timeout_s)
    shakes = _all(peer)
    best = next((one for one in shakes.values() if one.chain), Shake(End.REFUSED, ""))
    return {
        "versions": {version: {"accepted": _accepted(one), "why": one.why} for version, one in shakes.items()},
        "client_certificate": any(one.asks_client_certificate for one in shakes.values()),
        "chain": best.chain,
        "staple": best.staple,
        "trust": judge_chain(best.chain, trust) if best.chain else None,
    }


def _all(peer: Peer) -> dict[str, Shake]:
    shakes: dict[str, Shake] = {}
    for version in ORDER:
        one = shake(peer, version)
        if one.end is End.ALIEN and not any(_answered(other) for other in shakes.values()):
            raise Unobservable(CauseKind.PROTOCOL, f"{peer.where} {one.why}")
        shakes[version] = one
    _hold_out(peer, [version for version, one in shakes.items() if one.end is End.SILENT], shakes)
    if shakes["TLSv1.3"].why == "alert handshake_failure" and not _any(End.SILENT, shakes):
        shakes["TLSv1.3"] = _reconsidered(peer, shakes["TLSv1.3"])
    return shakes


def _hold_out(peer: Peer, silent: list[str], shakes: dict[str, Shake]) -> None:
    """Hanging up refuses a version only if the server still accepts another: a filter that has had enough does not."""
    if not silent:
        return
    known = next((version for version, one in shakes.items() if _accepted(one)), None)
    if known is None or not _accepted(shake(peer, known)):
        versions = ", ".join(silent)
        raise Unobservable(CauseKind.RESET, f"{peer.where} ended the connection without a word at {versions}")


def _reconsidered(peer: Peer, refusal: Shake) -> Shake:
    """The engine lacks the newest key exchange groups: a server that wants one of those does not refuse the version."""
    flight = ask(peer, Question(server_name(peer), TLS13, SUITES_13, tuple(GROUPS_13)))
    chosen = flight.hello is not None and flight.hello.version == TLS13
    return Shake(End.ACCEPTED, "chosen by the server, with a group that the engine lacks") if chosen else refusal


def _accepted(one: Shake) -> bool:
    return one.end is End.ACCEPTED


def _answered(one: Shake) -> bool:
    return one.end in (End.ACCEPTED, End.REFUSED)


def _any(end: End, shakes: dict[str, Shake]) -> bool:
    return any(one.end is end for one in shakes.values())
