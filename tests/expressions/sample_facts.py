"""Fact models that use every type a fact can have, and the names that the tests' conditions use for them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from typing import Literal

from readiness.expressions import Binding
from readiness.model.facts import Facts, fact


class Trust(StrEnum):
    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"


class Key(Facts):
    kind: Literal["rsa", "ecdsa"] = fact("algorithm")
    bits: int = fact("size", unit="bit", ge=0, le=16384)


class Certificate(Facts):
    subject: str = fact("subject")
    not_after: datetime = fact("end of validity")
    trust: Trust = fact("whether it chains to the trust store")
    ocsp_url: str | None = fact("responder", default=None)
    key: Key = fact("its public key")
    issuer_key: Key | None = fact("its issuer's key", default=None)
    names: tuple[str, ...] = fact("names it is valid for", min_length=1)


class Versions(Facts):
    accepted: tuple[Literal["TLSv1.0", "TLSv1.2", "TLSv1.3"], ...] = fact("versions that completed a handshake")
    refused: list[str] = fact("versions that were refused", may_be_empty=True)
    v1_0: int = fact("handshakes with version 1.0")
    v10: int = fact("a name that differs by an underscore")


class Timing(Facts):
    handshake_ms: float = fact("time of a handshake", unit="ms", ge=0, le=1e6)
    rounds_ms: tuple[float, ...] = fact("times of further handshakes", unit="ms")
    rounds: tuple[int, ...] = fact("bytes of further handshakes", unit="B", default=())
    resumed: bool = fact("whether the session was resumed")
    median_ms: float | None = fact("median time", unit="ms", default=None)


class Peer(Facts):
    address: IPv4Address = fact("address that was connected to")
    alternative: IPv4Address | IPv6Address = fact("another address of the name")
    headers: dict[str, str] = fact("headers by name, lower case", may_be_empty=True)
    chain: tuple[Certificate, ...] = fact("certificates that were sent")
    keys: dict[str, Key] = fact("keys by name")


class Hsts(Facts):
    max_age: int | None = fact("max-age", unit="s", default=None)


class Tls(Facts):
    versions: Versions = fact("versions")
    certificate: Certificate = fact("certificate")
    timing: Timing = fact("timing")
    peer: Peer = fact("peer")
    hsts: Hsts = fact("HSTS")


class Limits(Facts):
    server_connections: int = fact("connections to the server")


class Members(Facts):
    names: tuple[str, ...] = fact("members")


class Pool(Facts):
    limits: Limits = fact("limits")
    members: Members = fact("members")


class Site(Facts):
    kind: Literal["site"] = fact("kind of target")
    url: str = fact("address")
    names: tuple[str, ...] = fact("names")


class Params(Facts):
    days: int = fact("days", ge=0, le=1000)
    ratio: float = fact("ratio")
    allowed: tuple[str, ...] = fact("allowed names")


BINDINGS = {
    "tls": Binding(Tls, groups=True),
    "pools": Binding(Pool, many=True, groups=True),
    "target": Binding(Site),
}
