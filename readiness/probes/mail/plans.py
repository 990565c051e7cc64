"""What each fact group of the mail probe may send, known before anything is contacted."""

from __future__ import annotations

from readiness.model.request import Template
from readiness.model.target import Domain
from readiness.probes.plugin import Planned
from readiness.reach.handshake.budgets import HANDSHAKES

SPF_LOOKUPS = 30
EXCHANGERS_LISTED = 10
EXCHANGERS_ASKED = 5
ADDRESSES_ASKED = 2
RECEIVERS_ASKED = 10
POLICY_PATH = "/.well-known/mta-sts.txt"


def _domain(planned: Planned) -> Domain:
    assert isinstance(planned.target, Domain)
    return planned.target


def _dns(what: str, at_most: int = 1) -> Template:
    return Template(kind="dns", to="resolver", what=what, at_most=at_most)


def spf(_: Planned) -> tuple[Template, ...]:
    """Which names an SPF record leads to is in the record itself; it is followed for so many lookups."""
    return tuple(_dns(f"{kind} *", SPF_LOOKUPS + 1) for kind in ("TXT", "A", "AAAA", "MX"))


def dmarc(planned: Planned) -> tuple[Template, ...]:
    """The record of the domain, or of one above it."""
    return (_dns("TXT _dmarc.*", 10), _dns(f"TXT {_domain(planned).name}"))


def report_consent(planned: Planned) -> tuple[Template, ...]:
    """The DMARC record, and what its foreign report receivers publish."""
    return (*dmarc(planned), _dns("TXT *._report._dmarc.*", RECEIVERS_ASKED))


def dkim(planned: Planned) -> tuple[Template, ...]:
    """The record of each declared selector."""
    target = _domain(planned)
    return tuple(_dns(f"TXT {selector}._domainkey.{target.name}") for selector in target.dkim)


def transport_policy(planned: Planned) -> tuple[Template, ...]:
    """The MTA-STS record."""
    return (_dns(f"TXT _mta-sts.{_domain(planned).name}"),)


def transport_policy_file(planned: Planned) -> tuple[Template, ...]:
    """The MTA-STS policy, and the MX records that it must match."""
    host = f"mta-sts.{_domain(planned).name}"
    return (
        _dns(f"MX {_domain(planned).name}"),
        _dns(f"A {host}"),
        _dns(f"AAAA {host}"),
        Template(kind="http", to=f"{host}:443", what=f"GET {POLICY_PATH}", at_most=1),
    )


def reporting(planned: Planned) -> tuple[Template, ...]:
    """The TLS reporting record."""
    return (_dns(f"TXT _smtp._tls.{_domain(planned).name}"),)


def bimi(planned: Planned) -> tuple[Template, ...]:
    """The BIMI record of the default selector."""
    return (_dns(f"TXT default._bimi.{_domain(planned).name}"),)


def exchangers(planned: Planned) -> tuple[Template, ...]:
    """The MX records and the addresses of their targets."""
    mx = _dns(f"MX {_domain(planned).name}")
    return (mx, _dns("A *", EXCHANGERS_LISTED), _dns("AAAA *", EXCHANGERS_LISTED))


def smtp(planned: Planned) -> tuple[Template, ...]:
    """One greeting for each address that is asked."""
    to = f"mx:{planned.reach_ports['smtp']}"
    return (*exchangers(planned), Template(kind="smtp", to=to, what="EHLO", at_most=EXCHANGERS_ASKED * ADDRESSES_ASKED))


def starttls(planned: Planned) -> tuple[Template, ...]:
    """The greetings, and after STARTTLS one handshake for each version."""
    to = f"mx:{planned.reach_ports['smtp']}"
    handshakes = EXCHANGERS_ASKED * ADDRESSES_ASKED * HANDSHAKES
    return (*smtp(planned), Template(kind="smtp", to=to, what="handshake", at_most=handshakes))
