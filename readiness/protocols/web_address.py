"""Reads URLs from hostile text as browsers do, so that what is followed and what is reported are the same place.

The ways in which the WHATWG URL standard differs from RFC 3986 are the ways in which redirects deceive: backslashes,
missing slashes, blanks, user names that look like hosts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin

MAX_LENGTH = 4000
_PORTS = {"http": 80, "https": 443}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?")
_AUTHORITY = re.compile(r"(?:.*@)?(\[[0-9a-f:.]+\]|[^:\[\]@]+)(?::([0-9]{0,5}))?", re.IGNORECASE | re.DOTALL)
_SAFE = "%/:;=&?~!$'()*+,@[]|"


@dataclass(frozen=True)
class WebAddress:
    """An http or https URL; ``path`` includes the query and is never empty, ``host`` is lower-case ASCII."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and port as an Origin header has them."""
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    def __str__(self) -> str:
        return f"{self.origin}{self.path}"


def resolve(reference: str, start: WebAddress) -> WebAddress | None:
    """Where a reference on a page or in a Location header leads; None if it is not a web address."""
    text = re.sub(r"[\t\n\r]", "", reference[:MAX_LENGTH].strip("".join(map(chr, range(0x21)))))
    match = _SCHEME.match(text)
    scheme = match[1].lower() if match is not None else start.scheme
    if scheme not in _PORTS:
        return None
    rest = _without_fragment(text[match.end() :] if match is not None else text)
    if rest.startswith("//") or scheme != start.scheme:
        return _with_authority(scheme, rest.lstrip("/"))
    try:
        return WebAddress(start.scheme, start.host, start.port, _encoded(urljoin(start.path, rest)))
    except ValueError:
        return None


def parse(url: str) -> WebAddress | None:
    """An absolute URL; None if it is not a web address."""
    nowhere = WebAddress("http", "", 80, "/")
    found = resolve(url, nowhere)
    return found if found is not None and found.host else None


def _without_fragment(text: str) -> str:
    text = text.partition("#")[0]
    path, mark, query = text.partition("?")
    return path.replace("\\", "/") + mark + query


def _with_authority(scheme: str, text: str) -> WebAddress | None:
    end = min((at for at in map(text.find, "/?") if at >= 0), default=len(text))
    match = _AUTHORITY.fullmatch(text[:end])
    host = _host(match[1]) if match is not None else None
    port = int(match[2]) if match is not None and match[2] else _PORTS[scheme]
    if host is None or not 0 < port < 65536:
        return None
    return WebAddress(scheme, host, port, _encoded(text[end:]))


def _host(text: str) -> str | None:
    if text.startswith("["):
        return text.lower()
    if len(text) > 253:
        return None
    try:
        name = text.encode("idna").decode("ascii") if not text.isascii() else text
    except UnicodeError:
        return None
    name = name.lower().removesuffix(".")
    return name if len(name) <= 253 and _NAME.fullmatch(name) else None


def _encoded(path: str) -> str:
    encoded = quote(path, safe=_SAFE, errors="replace")
    return encoded if encoded.startswith("/") else f"/{encoded}"
