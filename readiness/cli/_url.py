"""An environment out of nothing but a URL."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from readiness.model.errors import InputError, Mistake, Position

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def looks_like_url(text: str) -> bool:
    """Whether a user who wrote this means a URL, be it a right one or not."""
    return _SCHEME.match(text) is not None


def environment_of(url: str, policy: str) -> tuple[str, dict[str, Any]]:
    """Name and data of an environment that holds this site and its domain; InputError when the URL is not right.

    With ``www`` and without it both count as declared: a redirect between them stays inside.
    """
    host = _host(url)
    scheme, colon, rest = url.partition(":")
    site = {"kind": "site", "url": scheme.lower() + colon + rest, "domain": "domain"}
    domain = {"kind": "domain", "name": host.removeprefix("www.")}
    environment = {"policy": policy, "targets": {"site": site, "domain": domain}}
    return host, {"environments": {host: environment}}


def _host(url: str) -> str:
    """The host name of a URL that can be scanned. A message never repeats a password that stands in the URL."""
    from pydantic import TypeAdapter, ValidationError

    from readiness.model.target import Url

    shown = "the URL" if "@" in url else f"`{url}`"
    try:
        parts = urlsplit(url if url.isprintable() else "")
    except ValueError:
        parts = urlsplit("https:")
    if parts.scheme not in ("https", "http"):
        raise _wrong(f"{shown} must be a URL such as https://example.com")
    host = (parts.hostname or "").lower()
    if _is_address(host):
        hint = "name the host; in an environment file `reach: {addresses: {NAME: ADDRESS}}` says where it is"
        raise _wrong(f"{shown} has an address for a name: certificates and pages are judged by name", hint)
    try:
        TypeAdapter(Url).validate_python(parts.geturl())
    except ValidationError as error:
        said = error.errors(include_url=False, include_input=False)[0]["ctx"]["error"]
        hint = "declare the site in an environment file; readiness init writes one" if parts.username else ""
        raise _wrong(f"{shown} {said}", hint) from None
    return host


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _wrong(message: str, hint: str = "") -> InputError:
    return InputError(Mistake(Position("command line"), message, hint))
