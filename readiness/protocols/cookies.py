"""Reads Set-Cookie as browsers do (RFC 6265bis, 5.6): attributes only, a cookie's value is never kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

from readiness.model.facts import Facts, fact
from readiness.protocols.header_fields import clip

SameSite = Literal["Strict", "Lax", "None", "invalid"]
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SAME_SITE: dict[str, SameSite] = {"strict": "Strict", "lax": "Lax", "none": "None"}


class Cookie(Facts):
    """A cookie that an answer sets, without its value."""

    name: str = fact("its name, at most 100 characters; empty if it has none")
    secure: bool = fact("Secure: it travels over HTTPS alone")
    http_only: bool = fact("HttpOnly: scripts cannot read it")
    same_site: SameSite | None = fact("SameSite; absent if not said, which browsers take for Lax", default=None)
    host_only: bool = fact("no Domain: it goes back to this very host, not to its subdomains")
    path: str | None = fact("Path; absent if not said", default=None)
    has_expiry: bool = fact("Expires or Max-Age: it outlives the browser session")
    removes: bool = fact("its expiry lies in the past: the answer deletes the cookie")
    partitioned: bool = fact("Partitioned: kept apart for each top-level site")


def parse(lines: Sequence[str], now: datetime) -> tuple[Cookie, ...]:
    """Cookies that an answer's Set-Cookie lines set, in order; a line that browsers ignore is left out."""
    return tuple(cookie for line in lines if (cookie := _cookie(line, now)) is not None)


def _cookie(line: str, now: datetime) -> Cookie | None:
    pair, *rest = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", name  # a pair without = is all value
    if not name.strip() and not value.strip():
        return None
    said = {}
    for attribute in rest:
        key, _, content = attribute.partition("=")
        said[key.strip().lower()] = content.strip()  # of several the last counts
    same_site = said.get("samesite")
    path = said.get("path", "")
    return Cookie(
        name=clip(name.strip(), 100),
        secure="secure" in said,
        http_only="httponly" in said,
        same_site=None if same_site is None else _SAME_SITE.get(same_site.lower(), "invalid"),
        host_only=not said.get("domain", "").lstrip("."),
        path=clip(path) if path.startswith("/") else None,
        has_expiry=_number(said.get("max-age")) is not None or _date(said.get("expires")) is not None,
        removes=_removes(said, now),
        partitioned="partitioned" in said,
    )


def _removes(said: dict[str, str], now: datetime) -> bool:
    age = _number(said.get("max-age"))
    if age is not None:
        return age <= 0  # Max-Age has precedence over Expires
    expires = _date(said.get("expires"))
    return expires is not None and expires <= now


def _number(text: str | None) -> int | None:
    digits = (text or "").removeprefix("-")
    if text is None or not digits.isascii() or not digits.isdigit():
        return None
    return -1 if text.startswith("-") else int(digits[:12])


def _date(text: str | None) -> datetime | None:
    """The lenient algorithm of RFC 6265, 5.1.1; None if a part is missing or there is no such day."""
    parts = [part for part in re.split(r"[^0-9A-Za-z:]+", (text or "")[:100]) if part]
    time = next((found for part in parts if (found := _TIME.fullmatch(part))), None)
    month = next((_MONTHS.index(part[:3].lower()) + 1 for part in parts if part[:3].lower() in _MONTHS), None)
    day, year = ([*(part for part in parts if part.isdigit()), "", ""])[:2]
    if time is None or month is None or not 1 <= len(day) <= 2 or not 2 <= len(year) <= 4:
        return None
    century = 0 if int(year) >= 100 else 1900 if int(year) >= 70 else 2000
    try:
        hour, minute, second = map(int, time.groups())
        return datetime(century + int(year), month, int(day), hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
