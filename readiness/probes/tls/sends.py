"""What each fact group of the TLS probe will send at most."""

from __future__ import annotations

from readiness.model.outcomes import Safety
from readiness.model.request import Template
from readiness.model.target import Api, MailServer, Site
from readiness.probes.plugin import Planned, Sends
from readiness.reach.handshake import budgets

HANDSHAKES = "handshakes, one for each version"
SSLV2 = "SSLv2 hello"
GROUPS = "hellos, one for each key exchange group"
SUITES = "handshakes, one for each suite of each accepted version"
HELLO = "hellos that offer compression, or fall back"
RESUMPTION = "handshakes that resume or renegotiate"
EARLY = "handshake and one request: GET /, or EHLO"
FLAWS = "handshakes with malformed records"
PROFILE = "handshakes, one for each suite of each version"


def kind(target: object) -> str:
    """The templates' kind: smtp where TLS comes after STARTTLS."""
    return "smtp" if isinstance(target, MailServer) else "tls"


def _plan(*requests: tuple[str, int], safety: Safety = Safety.PASSIVE) -> Sends:
    def sends(planned: Planned) -> tuple[Template, ...]:
        target = planned.target
        assert isinstance(target, Site | Api | MailServer)
        to = f"{planned.name}:{target.port}"
        return tuple(
            Template(kind=kind(target), to=to, what=what, at_most=count, safety=safety) for what, count in requests
        )

    return sends


_KNOWN_VERSIONS = (HANDSHAKES, budgets.HANDSHAKES)
handshakes = _plan(_KNOWN_VERSIONS)
sslv2 = _plan((SSLV2, budgets.SSLV2))
groups = _plan((GROUPS, budgets.GROUPS))
suites = _plan(_KNOWN_VERSIONS, (SUITES, sum(budgets.SUITES.values())))
session = _plan(_KNOWN_VERSIONS, (HELLO, budgets.SESSION), (RESUMPTION, budgets.RESUMPTION))
early = _plan(_KNOWN_VERSIONS, (EARLY, budgets.EARLY))
flaws = _plan((FLAWS, budgets.FLAWS), safety=Safety.ACTIVE)
profile = _plan((PROFILE, budgets.PROFILE))
