"""Observes a domain's mail: who may send it (SPF, DKIM, DMARC), and who receives it and how (MX, STARTTLS, MTA-STS)."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from readiness.model.facts import Model, fact
from readiness.model.target import Domain
from readiness.probes.mail import plans
from readiness.probes.mail.facts import (
    Bimi,
    Dkim,
    Dmarc,
    Exchangers,
    ReportConsent,
    Reporting,
    Smtp,
    Spf,
    Starttls,
    TransportPolicy,
    TransportPolicyFile,
)
from readiness.probes.plugin import Ask, Probe, group


class MailInputs(Model):
    """What a control may choose."""

    families: tuple[Literal["ipv4", "ipv6"], ...] = fact(
        "address families over which exchangers are asked", default=("ipv4", "ipv6"), min_length=1
    )


def _domain(ask: Ask) -> Domain:
    assert isinstance(ask.target, Domain)
    return ask.target


class MailProbe(Probe):
    """Mail of a domain. DNS is asked first; exchangers are contacted by the groups ``smtp`` and ``starttls`` alone."""

    name = "mail"
    kinds = frozenset({"domain"})
    works = ("readiness.probes.mail.grammar",)
    inputs: ClassVar[type[Model]] = MailInputs

    @group(plans.spf, timeout_s=45)
    async def spf(self, ask: Ask) -> Spf:
        """Who may send mail for the domain (SPF)."""
        from readiness.probes.mail.senders import collect_spf

        return await collect_spf(ask.reach, _domain(ask).name)

    @group(plans.dmarc)
    async def dmarc(self, ask: Ask) -> Dmarc:
        """What receivers shall do with mail that fails SPF and DKIM (DMARC)."""
        from readiness.probes.mail.dmarc import dmarc_facts

        return dmarc_facts(_domain(ask).name, *await self._dmarc(ask))

    async def _dmarc(self, ask: Ask) -> Any:
        from readiness.probes.mail.dmarc import find_dmarc

        return await self.once("dmarc", lambda: find_dmarc(ask.reach, _domain(ask).name))

    @group(plans.report_consent)
    async def report_consent(self, ask: Ask) -> ReportConsent:
        """Whether foreign domains accept the DMARC reports that are sent to them."""
        from readiness.probes.mail.dmarc import ask_receivers

        found, request = await self._dmarc(ask)
        if request is None:
            return ReportConsent(receivers=())
        return ReportConsent(receivers=await ask_receivers(ask.reach, found["location"], request))

    @group(plans.dkim)
    async def dkim(self, ask: Ask) -> Dkim:
        """Keys that sign the domain's mail (DKIM)."""
        from readiness.probes.mail.keys import collect_dkim

        return await collect_dkim(ask.reach, _domain(ask))

    @group(plans.transport_policy)
    async def transport_policy(self, ask: Ask) -> TransportPolicy:
        """The announcement that mail must come encrypted (MTA-STS record)."""
        from readiness.probes.mail.announcements import collect_transport_policy

        return await collect_transport_policy(ask.reach, _domain(ask).name)

    @group(plans.transport_policy_file)
    async def transport_policy_file(self, ask: Ask) -> TransportPolicyFile:
        """The MTA-STS policy itself; its host must be declared in the environment."""
        from readiness.probes.mail.policyfile import collect_policy_file

        return await collect_policy_file(ask.reach, _domain(ask).name)

    @group(plans.reporting)
    async def reporting(self, ask: Ask) -> Reporting:
        """Where senders report problems with encryption (TLS-RPT)."""
        from readiness.probes.mail.announcements import collect_reporting

        return await collect_reporting(ask.reach, _domain(ask).name)

    @group(plans.bimi)
    async def bimi(self, ask: Ask) -> Bimi:
        """The logo beside the domain's mail (BIMI record)."""
        from readiness.probes.mail.announcements import collect_bimi

        return await collect_bimi(ask.reach, _domain(ask).name)

    @group(plans.exchangers)
    async def exchangers(self, ask: Ask) -> Exchangers:
        """The hosts that receive the domain's mail, as DNS has them (MX)."""
        from readiness.probes.mail.exchangers import collect_exchangers

        return await collect_exchangers(ask.reach, _domain(ask).name)

    @group(plans.smtp, timeout_s=75)
    async def smtp(self, ask: Ask) -> Smtp:
        """Whether the exchangers answer, and offer encryption."""
        return await self._smtp(ask)

    async def _smtp(self, ask: Ask) -> Smtp:
        from readiness.probes.mail.receivers import collect_smtp

        found: Smtp = await self.once("smtp", lambda: collect_smtp(ask.reach, _domain(ask).name, ask.inputs.families))
        return found

    @group(plans.starttls, timeout_s=150)
    async def starttls(self, ask: Ask) -> Starttls:
        """How the exchangers encrypt: TLS versions and certificates behind STARTTLS."""
        from readiness.probes.mail.encryption import collect_starttls

        return await collect_starttls(ask.reach, await self._smtp(ask), ask.now)
