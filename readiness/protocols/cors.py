"""Chooses the origins that an answer to cross-origin requests is tried with, and reads what it allows (Fetch, 3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from readiness.protocols.header_fields import clip, members

Sort = Literal["declared", "foreign", "null", "look-alike", "downgraded"]
FOREIGN = "https://evil.example"  # reserved by RFC 2606: nobody's


@dataclass(frozen=True)
class Origin:
    """A web origin to ask with, and why."""

    text: str
    sort: Sort


@dataclass(frozen=True)
class Grant:
    """What an answer grants to the origin that asked. ``allow_origin`` is as sent, lines joined."""

    allow_origin: str | None
    allow_credentials: bool
    wildcard: bool
    reflects: bool
    allowed: bool
    allowed_with_credentials: bool
    vary_origin: bool
    allow_methods: tuple[str, ...]


def origins(name: str, declared: Iterable[str]) -> tuple[Origin, ...]:
    """Every declared origin, and strangers: one foreign, ``null``, look-alikes, and a declared one without TLS.

    A look-alike passes where a list of origins is matched by its beginning or its end: ``https://NAME.evil.example``,
    ``https://evilNAME``. It is made from the first declared origin and from the service's own name.
    """
    friends = tuple(dict.fromkeys(text.strip().rstrip("/").lower() for text in declared))
    first = _authority(friends[0]) if friends else name.lower()
    hosts = tuple(dict.fromkeys((re.sub(r":[0-9]+$", "", first), name.lower())))
    asked = [Origin(text, "declared") for text in friends]
    asked += [Origin(FOREIGN, "foreign"), Origin("null", "null")]
    asked += [Origin(f"https://{host}.evil.example", "look-alike") for host in hosts]
    asked += [Origin(f"https://evil{host}", "look-alike") for host in hosts]
    asked.append(Origin(f"http://{first}", "downgraded"))
    return tuple(origin for at, origin in enumerate(asked) if origin.text not in {other.text for other in asked[:at]})


def _authority(origin: str) -> str:
    return origin.partition("://")[2] or origin


def grant(origin: str, headers: Sequence[tuple[str, str]]) -> Grant:
    """Fetch's CORS check: the one value of Access-Control-Allow-Origin is ``*`` or equals the origin, byte for byte."""
    allow_origin = _joined(headers, "access-control-allow-origin")
    credentials = _joined(headers, "access-control-allow-credentials") == "true"
    vary = members(value for key, value in headers if key.lower() == "vary")
    methods = members(value for key, value in headers if key.lower() == "access-control-allow-methods")
    same = allow_origin == origin
    return Grant(
        allow_origin=None if allow_origin is None else clip(allow_origin),
        allow_credentials=credentials,
        wildcard=allow_origin == "*",
        reflects=same,
        allowed=same or allow_origin == "*",
        allowed_with_credentials=same and credentials,
        vary_origin=any(text.lower() in ("origin", "*") for text in vary),
        allow_methods=tuple(sorted({clip(text, 40) for text in methods})[:20]),
    )


def _joined(headers: Sequence[tuple[str, str]], name: str) -> str | None:
    """A field that is sent twice reads as a list, and so equals nothing."""
    found = [value.strip(" \t") for key, value in headers if key.lower() == name]
    return ", ".join(found) if found else None
