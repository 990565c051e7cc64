"""What DNS tells about a domain, written down as a first environment file."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from readiness.load.yaml import scalars
from readiness.model.errors import InputError, Mistake, Position
from readiness.model.observation import Unobservable
from readiness.model.request import Template
from readiness.model.server import Server, split_server
from readiness.model.target import HostName
from readiness.model.text import plain
from readiness.reach.gate import Gate
from readiness.reach.journal import Journal
from readiness.reach.reach import Reach, Route
from readiness.reach.worker import Workers

ALIASES = ("www", "api", "app", "cdn", "static", "admin", "staging", "blog", "shop", "docs", "status")
SELECTORS = ("default", "s1", "s2", "selector1", "selector2", "google", "k1", "k2", "k3", "mail", "dkim", "fm1", "fm2")


@dataclass(frozen=True)
class Found:
    """What was found about a domain."""

    domain: str
    addresses: tuple[str, ...]
    aliases: tuple[str, ...]
    selectors: tuple[str, ...]

    def summary(self) -> str:
        """One line of what was found."""
        counts = (
            f"{len(self.addresses)} addresses",
            f"{len(self.aliases)} aliases",
            f"{len(self.selectors)} selectors",
        )
        return ", ".join(counts)


def found(domain: str, resolver: str | None) -> Found:
    """Look at a domain through DNS; InputError when it is no name or has no address."""
    name = _checked(HostName, domain, f"`{domain}`")
    servers = (split_server(_checked(Server, resolver, "--resolver")),) if resolver else ()
    try:
        return asyncio.run(_look(name, servers))
    except Unobservable as error:
        message = f"{name} cannot be looked at: {plain(str(error.cause))}"
        raise InputError(Mistake(Position("command line"), message)) from error


def _checked(kind: Any, value: str, name: str) -> str:
    try:
        text: str = TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        said = error.errors(include_url=False, include_input=False)[0]["ctx"]["error"]
        hint = "name the domain alone: example.com" if "/" in value or "@" in value else ""
        raise InputError(Mistake(Position("command line"), f"{name} {said}", hint)) from None
    return text


async def _look(domain: str, servers: tuple[tuple[str, int], ...]) -> Found:
    names = [f"{alias}.{domain}" for alias in ALIASES]
    keys = [f"{selector}._domainkey.{domain}" for selector in SELECTORS]
    template = Template(kind="dns", to="resolver", what="*", at_most=2 + len(names) + len(keys))
    async with Workers() as workers:
        gate = Gate((template,), frozenset(), Journal())
        reach = Reach(Route(workers=workers, resolvers=servers), gate)
        addresses = await reach.resolve(domain)
        aliases = await asyncio.gather(*(_has(reach, name, "CNAME") for name in names))
        selectors = await asyncio.gather(*(_has(reach, key, "TXT") for key in keys))
    return Found(
        domain,
        addresses,
        tuple(alias for alias, there in zip(ALIASES, aliases, strict=True) if there),
        tuple(selector for selector, there in zip(SELECTORS, selectors, strict=True) if there),
    )


async def _has(reach: Reach, name: str, rdtype: str) -> bool:
    try:
        answer = await reach.dns(name, rdtype)
    except Unobservable:
        return False
    return any(rrset.rdtype.name == rdtype for rrset in answer.answer)


def initial_text(looked: Found, name: str, policy: str, resolver: str | None, today: date) -> str:
    """A commented environment file."""
    domain = looked.domain
    return _TEXT.format(
        name=_scalar(name),
        policy=_scalar(policy),
        reach=f'    reach:\n      resolver: "{resolver}"\n' if resolver else "",
        until=today + timedelta(days=90),
        domain=domain,
        addresses=", ".join(f'"{address}"' for address in looked.addresses),
        aliases=", ".join(looked.aliases),
        selectors=", ".join(looked.selectors),
        names=", ".join(f"{alias}.{domain}" for alias in looked.aliases if alias == "www"),
        api=_API.format(domain=domain) if "api" in looked.aliases else "",
    )


def _scalar(text: str) -> str:
    """A text as YAML, in quotes where it would be read as something else without them."""
    plain_word = re.fullmatch(r"[A-Za-z.][\w./-]*", text) and isinstance(scalars.resolve(text), str)
    return text if plain_word else json.dumps(text)


_API = """\
      api:
        kind: api
        url: https://api.{domain}
        origins: ["https://{domain}"]  # web origins that may call it; every other one must be refused
        paths: ["/"]  # paths on which that is tried
        domain: domain
        behind: balancer
"""

_TEXT = """\
# What readiness examines, and how. Written from what DNS says today: read it, correct it, keep it in version control.
# Secrets never stand here: only references such as env:NAME, file:PATH or cmd:COMMAND.
environments:
  {name}:
    policy: {policy}
{reach}    # consent:                              # looking needs none; probes that send made-up input do
    #   - {{allow: active, targets: [site], by: you@{domain}, ticket: OPS-1, until: {until}}}
    targets:
      domain:
        kind: domain
        name: {domain}
        aliases: [{aliases}]  # labels of subdomains that must be CNAMEs
        dkim: [{selectors}]  # DKIM selectors in use: ask whoever sends your mail
      balancer:
        kind: balancer
        addresses: [{addresses}]  # where DNS must point to: check that these are yours
      site:
        kind: site
        url: https://{domain}
        names: [{names}]  # further names that serve the same site
        domain: domain
        behind: balancer
{api}"""
