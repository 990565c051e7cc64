"""Observes what DNS says about a name: delegation, addresses, aliases, mail, CAA, DNSSEC. Pinned names are not used."""

from __future__ import annotations

from readiness.probes.dns import sending
from readiness.probes.dns.dnssec_facts import Dnssec
from readiness.probes.dns.facts import (
    Addresses,
    Aliases,
    Authority,
    Caa,
    Delegation,
    MailExchangers,
    Parent,
    Soa,
    Texts,
    Tlsa,
)
from readiness.probes.dns.inputs import DnsInputs, aliases_of, name_of
from readiness.probes.plugin import Ask, Planned, Probe, group


class Dns(Probe):
    """Names, as the resolver, every authoritative server and the trust anchor have them."""

    name = "dns"
    kinds = frozenset({"domain", "site", "api", "mailserver", "cutover"})
    inputs = DnsInputs

    @group(sending.delegation, timeout_s=40)
    async def delegation(self, ask: Ask) -> Delegation:
        """The zone's name servers, and whether they answer alike."""
        from readiness.probes.dns.delegation import delegation

        return await delegation(ask.reach, _name(ask))

    @group(sending.parent, timeout_s=40)
    async def parent(self, ask: Ask) -> Parent:
        """What the zone above says about the delegation."""
        from readiness.probes.dns.delegation import parent

        return await parent(ask.reach, _name(ask))

    @group(sending.addresses, timeout_s=20)
    async def addresses(self, ask: Ask) -> Addresses:
        """Addresses of the name according to the resolver."""
        from readiness.probes.dns.addresses import addresses

        return await addresses(ask.reach, _name(ask))

    @group(sending.authority, timeout_s=40)
    async def authority(self, ask: Ask) -> Authority:
        """Addresses of the name and the aliases according to every authoritative server."""
        from readiness.probes.dns.addresses import authority

        planned = Planned(ask.target, "", ask.inputs, {})
        return await authority(ask.reach, sending.names_examined(planned))

    @group(sending.aliases, timeout_s=60)
    async def aliases(self, ask: Ask) -> Aliases:
        """The declared aliases and where they lead."""
        from readiness.probes.dns.addresses import aliases

        return await aliases(ask.reach, aliases_of(ask.target), _name(ask))

    @group(sending.mail_exchangers, timeout_s=30)
    async def mail_exchangers(self, ask: Ask) -> MailExchangers:
        """Hosts that take mail for the name."""
        from readiness.probes.dns.records import mail_exchangers

        return await mail_exchangers(ask.reach, _name(ask))

    @group(sending.caa, timeout_s=40)
    async def caa(self, ask: Ask) -> Caa:
        """Which certification authorities may issue for the name."""
        from readiness.probes.dns.records import caa

        return await caa(ask.reach, _name(ask))

    @group(sending.soa, timeout_s=30)
    async def soa(self, ask: Ask) -> Soa:
        """The zone's start of authority."""
        from readiness.probes.dns.records import soa

        return await soa(ask.reach, _name(ask))

    @group(sending.texts, timeout_s=20)
    async def texts(self, ask: Ask) -> Texts:
        """TXT records of the name."""
        from readiness.probes.dns.records import texts

        return await texts(ask.reach, _name(ask))

    @group(sending.tlsa, timeout_s=20)
    async def tlsa(self, ask: Ask) -> Tlsa:
        """Which certificates the services at the name may show (DANE)."""
        from readiness.probes.dns.records import tlsa

        return await tlsa(ask.reach, [f"{labels}.{_name(ask)}" for labels in ask.inputs.tlsa])

    @group(sending.dnssec, timeout_s=60)
    async def dnssec(self, ask: Ask) -> Dnssec:
        """Full validation of the name from the trust anchor."""
        from readiness.probes.dns.validation import dnssec

        return await dnssec(ask.reach, _name(ask), ask.inputs.types, ask.now)


def _name(ask: Ask) -> str:
    return name_of(ask.target, ask.inputs)
