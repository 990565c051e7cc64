"""What a TLS server speaks, which certificate it shows, how well it keeps secrets: on each address of each name."""

from __future__ import annotations

from typing import Any, Literal

from readiness.model.facts import Model, fact
from readiness.model.observation import Endpoint, Unobservable
from readiness.model.outcomes import CauseKind, Safety
from readiness.probes.plugin import Ask, Probe, group
from readiness.probes.tls import sends
from readiness.probes.tls.facts import (
    Certificate,
    Ciphers,
    EarlyData,
    Flaws,
    KeyExchange,
    Profile,
    Session,
    SslV2,
    Stapling,
    Versions,
)
from readiness.protocols.tls_names import VERSIONS
from readiness.reach.handshake import budgets


class Inputs(Model):
    """Which of Mozilla's profiles the ``profile`` group compares with."""

    profile: Literal["modern", "intermediate", "old"] = fact("Mozilla's profile", default="intermediate")


class Tls(Probe):
    """Looks at a TLS server: at its versions and certificate for six handshakes at most, at the rest on demand."""

    name = "tls"
    kinds = frozenset({"site", "api", "mailserver"})
    inputs = Inputs
    per_endpoint = True
    works = ("readiness.reach.handshake.versions",)

    @group(sends=sends.handshakes, timeout_s=45)
    async def versions(self, ask: Ask) -> Versions:
        """Versions accepted and refused."""
        found = (await self._handshakes(ask))["versions"]
        refused = {version: one["why"] for version, one in found.items() if not one["accepted"]}
        return Versions(
            accepted=tuple(version for version in VERSIONS if version not in refused),
            refused=tuple(version for version in VERSIONS if version in refused),
            refusals={version: refused[version] for version in VERSIONS if version in refused},
            asks_client_certificate=(await self._handshakes(ask))["client_certificate"],
        )

    @group(sends=sends.handshakes, timeout_s=45)
    async def certificate(self, ask: Ask) -> Certificate:
        """The certificate, its names, dates and key, and whether it is trusted."""
        from readiness.probes.tls import reading

        return reading.certificate(await self._handshakes(ask), _endpoint(ask).name, ask.now)

    @group(sends=sends.handshakes, timeout_s=45)
    async def stapling(self, ask: Ask) -> Stapling:
        """The stapled OCSP response."""
        from readiness.probes.tls import reading

        return reading.stapling(await self._handshakes(ask), ask.now)

    @group(sends=sends.sslv2)
    async def sslv2(self, ask: Ask) -> SslV2:
        """Whether SSL 2.0 is still spoken."""
        return SslV2(accepted=await _work(ask, "questions:sslv2", sends.SSLV2, budgets.SSLV2))

    @group(sends=sends.groups, timeout_s=45)
    async def key_exchange(self, ask: Ask) -> KeyExchange:
        """Key exchange groups, post-quantum ones among them, and the size of DHE."""
        from readiness.probes.tls import reading

        return reading.key_exchange(await _work(ask, "questions:groups", sends.GROUPS, budgets.GROUPS))

    @group(sends=sends.suites, timeout_s=150)
    async def ciphers(self, ask: Ask) -> Ciphers:
        """Every accepted cipher suite, and whose order counts."""
        from readiness.probes.tls import reading

        found = {}
        for version in await self._accepted(ask):
            found[version] = await _work(ask, "scanning:suites", sends.SUITES, budgets.SUITES[version], version=version)
        return reading.ciphers(found)

    @group(sends=sends.session, timeout_s=90)
    async def session(self, ask: Ask) -> Session:
        """Compression, renegotiation, resumption and protection against downgrades."""
        versions = await self._accepted(ask)
        granted = await _work(ask, "questions:session", sends.HELLO, budgets.SESSION, versions=versions)
        resumed = await _work(ask, "scanning:resumption", sends.RESUMPTION, budgets.RESUMPTION)
        return Session(
            **granted,
            client_renegotiation=resumed["client_renegotiation"],
            resumes_by_id=resumed["by_id"],
            resumes_by_ticket=resumed["by_ticket"],
        )

    @group(sends=sends.early, timeout_s=60)
    async def early_data(self, ask: Ask) -> EarlyData:
        """Early data (0-RTT)."""
        allowed = 0
        if "TLSv1.3" in await self._accepted(ask):
            allowed = await _work(ask, "early:early_data", sends.EARLY, budgets.EARLY)
        return EarlyData(offered=allowed > 0, max_bytes=allowed)

    @group(sends=sends.flaws, timeout_s=45, safety=Safety.ACTIVE)
    async def flaws(self, ask: Ask) -> Flaws:
        """Heartbleed, CCS injection and ROBOT, tried with malformed records."""
        return Flaws(**await _work(ask, "scanning:flaws", sends.FLAWS, budgets.FLAWS))

    @group(sends=sends.profile, timeout_s=60)
    async def profile(self, ask: Ask) -> Profile:
        """Deviations from one of Mozilla's recommended configurations."""
        wanted = ask.inputs.profile
        found = await _work(ask, "scanning:profile", sends.PROFILE, budgets.PROFILE, profile=wanted)
        return Profile(profile=wanted, compliant=not found, deviations=tuple(found))

    async def _handshakes(self, ask: Ask) -> Any:
        """The versions and the chain, fetched once for all groups."""
        trust = ask.reach.route.trust

        async def fetch() -> Any:
            return await _work(ask, "versions:handshakes", sends.HANDSHAKES, budgets.HANDSHAKES, trust=trust)

        return await self.once("handshakes", fetch)

    async def _accepted(self, ask: Ask) -> list[str]:
        """Accepted versions, oldest first; Unobservable when there are none to look into."""
        found = (await self._handshakes(ask))["versions"]
        accepted = [version for version in VERSIONS if found[version]["accepted"]]
        if not accepted:
            raise Unobservable(CauseKind.TLS, "the server accepts no version from SSLv3 to TLSv1.3")
        return accepted


def _endpoint(ask: Ask) -> Endpoint:
    assert ask.endpoint is not None  # the probe works per endpoint
    return ask.endpoint


async def _work(ask: Ask, job: str, what: str, connections: int, **more: Any) -> Any:
    endpoint = _endpoint(ask)
    kind = sends.kind(ask.target)
    arguments = {
        "name": endpoint.name,
        "address": endpoint.address,
        "port": endpoint.port,
        "starttls": kind == "smtp",
        "timeout_s": ask.reach.route.timeout_s,
        **more,
    }
    plan = (kind, f"{endpoint.name}:{endpoint.port}", what, connections)
    return await ask.reach.work(f"readiness.reach.handshake.{job}", arguments, endpoint=endpoint, plan=plan)
