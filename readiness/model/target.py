"""The kinds of thing that can be examined, as an environment file declares them."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from readiness.model.facts import Model, fact
from readiness.model.server import Server

PATH = r"^/([^/\\\s#][^\\\s#]*)?$"
"""A path with its query, as probes ask for it."""

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


def _hostname(value: str) -> str:
    name = value.strip().rstrip(".").lower()
    try:
        ascii_name = name.encode("idna").decode("ascii") if not name.isascii() else name
    except UnicodeError:
        raise ValueError("is not a host name") from None
    if not 0 < len(ascii_name) <= 253 or not all(_LABEL.fullmatch(label) for label in ascii_name.split(".")):
        raise ValueError("is not a host name")
    return ascii_name


def _address(value: str) -> str:
    from ipaddress import ip_address

    try:
        return str(ip_address(value))
    except ValueError:
        raise ValueError("is not an IP address") from None


def _url(value: str) -> str:
    parts = urlsplit(value)
    try:
        port = parts.port
    except ValueError:
        raise ValueError("has a port that is not a number from 1 to 65535") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a URL such as https://example.com")
    if parts.username or parts.password:
        raise ValueError("must not carry a password; use `authorization: env:NAME`")
    _hostname(parts.hostname)
    if port == 0:
        raise ValueError("has a port that is not a number from 1 to 65535")
    return value


def _secret(value: str) -> str:
    if not re.fullmatch(r"(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|cmd:.+)", value):
        raise ValueError("must be a reference (env:NAME, file:PATH or cmd:COMMAND), never the secret itself")
    return value


HostName = Annotated[str, AfterValidator(_hostname)]
Address = Annotated[str, AfterValidator(_address)]
Url = Annotated[str, AfterValidator(_url)]
SecretReference = Annotated[str, AfterValidator(_secret)]


class _Declared(Model):
    from_: str | None = fact(
        "vantage that it must be looked at from", default=None, alias="from", pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"
    )


class Domain(_Declared):
    """A registered domain: its zone, its aliases and its mail."""

    kind: Literal["domain"]
    name: HostName = fact("registered domain name")
    aliases: tuple[str, ...] = fact("labels of subdomains that must be CNAMEs", default=(), may_be_empty=True)
    dkim: tuple[str, ...] = fact("DKIM selectors in use", default=(), may_be_empty=True)
    reports: tuple[HostName, ...] = fact("other domains that receive its reports", default=(), may_be_empty=True)


class _Web(_Declared):
    url: Url = fact("address of the start page")
    names: tuple[HostName, ...] = fact("further names that serve the same", default=(), may_be_empty=True)
    addresses: tuple[Address, ...] = fact(
        "addresses of the web server or its balancer, where DNS must point to", default=(), may_be_empty=True
    )
    behind: str | None = fact("target whose addresses those are", default=None)
    domain: str | None = fact("target of kind domain that the names belong to", default=None)
    authorization: SecretReference | None = fact("reference to an Authorization header's value", default=None)
    http_port: int = fact("port of plain HTTP", default=80, ge=1, le=65535)

    @property
    def host(self) -> str:
        """Host name of the URL, lower case."""
        return _hostname(urlsplit(self.url).hostname or "")

    @property
    def port(self) -> int:
        """Port of the URL, or its scheme's."""
        parts = urlsplit(self.url)
        return parts.port or (443 if parts.scheme == "https" else 80)

    def all_names(self) -> tuple[str, ...]:
        """Every name that is examined, each once."""
        return tuple(dict.fromkeys((self.host, *self.names)))


class Site(_Web):
    """A web site for people."""

    kind: Literal["site"]


class Api(_Web):
    """A web API: as a site, with the origins that may use it and the paths that matter."""

    kind: Literal["api"]
    origins: tuple[str, ...] = fact("web origins that may call it", default=(), may_be_empty=True)
    paths: tuple[str, ...] = fact("paths on which CORS is examined", default=("/",), min_length=1)


class Balancer(_Declared):
    """A load balancer or edge: the addresses that the public comes to."""

    kind: Literal["balancer"]
    addresses: tuple[Address, ...] = fact("public addresses", min_length=1)


class MailServer(_Declared):
    """A mail server, examined by itself (the ones that MX records name are found through the domain)."""

    kind: Literal["mailserver"]
    host: HostName = fact("name, as certificates must have it")
    port: int = fact("SMTP port", default=25, ge=1, le=65535)

    def all_names(self) -> tuple[str, ...]:
        """Its name."""
        return (self.host,)


class Cutover(_Declared):
    """A switch from an old stack to a new one: the names that move, and where they lead before and after.

    ``switched`` says on which side of it the environment is: before, both stacks are compared; after, it is asked who
    sees the new one.
    """

    kind: Literal["cutover"]
    names: tuple[HostName, ...] = fact("names that move", min_length=1)
    old: tuple[Address, ...] = fact("addresses of the old stack", min_length=1)
    new: tuple[Address, ...] = fact("addresses of the new stack", min_length=1)
    resolvers: tuple[Server, ...] = fact("public resolvers that are asked after the switch", min_length=1)
    switched: bool = fact("whether public DNS is meant to lead to the new stack by now", default=False)
    paths: tuple[Annotated[str, Field(pattern=PATH)], ...] = fact(
        "paths on which the stacks must answer alike", default=("/",), min_length=1
    )
    port: int = fact("port of HTTPS", default=443, ge=1, le=65535)

    def all_names(self) -> tuple[str, ...]:
        """The names that move."""
        return self.names


Target = Annotated[Domain | Site | Api | Balancer | MailServer | Cutover, Field(discriminator="kind")]
AnyTarget = Domain | Site | Api | Balancer | MailServer | Cutover
KINDS: dict[str, type[AnyTarget]] = {
    "domain": Domain,
    "site": Site,
    "api": Api,
    "balancer": Balancer,
    "mailserver": MailServer,
    "cutover": Cutover,
}
