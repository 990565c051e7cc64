"""How DNS names are written in facts, and the names above them."""

from __future__ import annotations

import dns.exception
import dns.name
from dns.name import Name

MAX_SHOWN = 300


def written(name: Name) -> str:
    """A name as people write it: lower case, without the final dot (``.`` for the root), escaped and bounded."""
    return name.canonicalize().to_text(omit_final_dot=True)[:MAX_SHOWN]


def read(text: str) -> Name:
    """An absolute name from its text; ValueError if it is none."""
    try:
        return dns.name.from_text(text)
    except (dns.exception.DNSException, UnicodeError) as error:
        raise ValueError(f"{text!r} is not a DNS name: {error}") from error


def upwards(name: Name) -> tuple[Name, ...]:
    """The name and the names above it, the root last."""
    return tuple(Name(name.labels[depth:]) for depth in range(len(name.labels)))
