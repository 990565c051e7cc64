"""Collects the TLS versions and certificates that exchangers show behind STARTTLS."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime
from typing import Any

from readiness.model.observation import Endpoint, Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.mail.facts import Encryption, MailServer, Smtp, Starttls
from readiness.probes.mail.receivers import all_or_cause
from readiness.protocols.certificate_names import covers
from readiness.protocols.certificates import load, read
from readiness.reach.handshake.budgets import HANDSHAKES
from readiness.reach.reach import Reach

JOB = "readiness.reach.handshake.versions:handshakes"
CONNECTION_TIMEOUTS = 2  # a mail server takes its time to greet


async def collect_starttls(reach: Reach, smtp: Smtp, now: datetime) -> Starttls:
    """Shake hands with each server that offers STARTTLS."""
    return Starttls(servers=await all_or_cause(_encryption(reach, server, now) for server in smtp.servers))


async def _encryption(reach: Reach, server: MailServer, now: datetime) -> Encryption:
    seen: dict[str, Any] = {"host": server.host, "address": server.address, "offered": server.starttls}
    if not server.starttls:
        return Encryption(**seen, accepted=())
    endpoint = Endpoint(name=server.host, address=server.address, port=reach.route.smtp_port)
    arguments = {
        **endpoint.model_dump(),
        "starttls": True,
        "trust": reach.route.trust,
        "timeout_s": CONNECTION_TIMEOUTS * reach.route.timeout_s,
    }
    plan = ("smtp", f"mx:{endpoint.port}", "handshake", HANDSHAKES)
    found = await reach.work(JOB, arguments, endpoint=endpoint, plan=plan)
    accepted = tuple(sorted(version for version, one in found["versions"].items() if one["accepted"]))
    return Encryption(**seen, accepted=accepted, **_certificate(found, server.host, now))


def _certificate(found: dict[str, Any], host: str, now: datetime) -> dict[str, Any]:
    if not found["chain"]:
        return {}
    try:
        certificate = read(load(b64decode(found["chain"][0])))
    except ValueError as error:
        raise Unobservable(CauseKind.TLS, f"the certificate of {host} cannot be read: {error}") from error
    return {
        "trusted": found["trust"]["trusted"],
        "covers_name": covers(certificate.names, host),
        "in_date": certificate.not_before <= now <= certificate.not_after,
        "not_after": certificate.not_after,
        "key_type": certificate.key.type,
        "key_bits": certificate.key.bits,
    }
