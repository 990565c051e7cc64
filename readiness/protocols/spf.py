"""Reads the terms of an SPF record, to follow what a receiver would look up (RFC 7208)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

Qualifier = Literal["+", "-", "~", "?"]
MAX_LOOKUPS = 10
MAX_VOID_LOOKUPS = 2
_VERSION = "v=spf1"
_MECHANISM = re.compile(r"([-+~?]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?::([^/]*))?(?:/.*)?", re.IGNORECASE)
_LOOKING_UP = frozenset({"include", "a", "mx", "ptr", "exists"})


@dataclass(frozen=True)
class Term:
    """A mechanism, or the redirect modifier as if it were one. ``target`` is "" where the domain itself is meant."""

    qualifier: Qualifier
    mechanism: str
    target: str = ""

    @property
    def looks_up(self) -> bool:
        """Whether evaluating it counts against the limit of ten (RFC 7208, 4.6.4)."""
        return self.mechanism in _LOOKING_UP or self.mechanism == "redirect"

    @property
    def has_macro(self) -> bool:
        """Whether the name it looks up depends on the message, and so cannot be known beforehand."""
        return "%" in self.target


def is_spf(text: str) -> bool:
    """Whether a TXT record is an SPF record (RFC 7208, 4.5)."""
    version, blank, _ = text.partition(" ")
    return version.lower() == _VERSION and (bool(blank) or len(text) == len(_VERSION))


def read_terms(record: str) -> tuple[Term, ...]:
    """The terms that can be evaluated, in order: none after ``all``, and a redirect last and only without ``all``.

    Terms that are no SPF are left out: judging the syntax is not this function's business.
    """
    found: list[Term] = []
    redirect: Term | None = None
    for word in record.split(" ")[1:]:
        name, equals, value = word.partition("=")
        if equals and name.lower() == "redirect":
            redirect = redirect or Term("+", "redirect", value)
            continue
        match = _MECHANISM.fullmatch(word)
        if match is None:
            continue
        found.append(Term(cast(Qualifier, match[1] or "+"), match[2].lower(), match[3] or ""))
        if found[-1].mechanism == "all":
            return tuple(found)
    return (*found, redirect) if redirect else tuple(found)
