"""Collects the MTA-STS policy that a domain serves over HTTPS, and holds its exchangers against it."""

from __future__ import annotations

from typing import Any

from readiness.model.observation import Unobservable
from readiness.model.outcomes import CauseKind
from readiness.probes.mail.exchangers import mail_exchangers
from readiness.probes.mail.facts import TransportPolicyFile
from readiness.probes.mail.plans import POLICY_PATH
from readiness.probes.mail.questions import GRAMMAR, MAX_LISTED, addresses
from readiness.reach.http import Answer
from readiness.reach.reach import Reach

MAX_POLICY = 65536


async def collect_policy_file(reach: Reach, domain: str) -> TransportPolicyFile:
    """The policy; Unobservable when its host is not declared or does not answer.

    The certificate is not verified here: it is the business of whoever examines the host's TLS.
    """
    host = f"mta-sts.{domain}"
    if not reach.allows(host):
        raise Unobservable(CauseKind.NOT_ALLOWED, f"{host} is not declared in the environment")
    answer = await _fetch(reach, host)
    if answer is None or answer.status != 200:
        status = "has no address" if answer is None else f"answered {answer.status}"
        return TransportPolicyFile(present=False, valid=False, error=f"{host} {status}", patterns=(), unmatched=())
    text = answer.body.decode(errors="replace")
    plan = ("http", f"{host}:443", f"GET {POLICY_PATH}", 0)
    found: dict[str, Any] = await reach.work(f"{GRAMMAR}:parse_policy_file", {"text": text}, plan=plan)
    patterns = tuple(sorted({pattern.lower()[:255] for pattern in found.get("mx", ())}))[:MAX_LISTED]
    hosts = sorted({name for _, name in await mail_exchangers(reach, domain) if name})
    return TransportPolicyFile(
        present=True,
        valid=found["valid"],
        error=found["error"],
        mode=found.get("mode"),
        max_age_s=found.get("max_age"),
        patterns=patterns,
        unmatched=tuple(name for name in hosts if not any(matches(pattern, name) for pattern in patterns)),
    )


async def _fetch(reach: Reach, host: str) -> Answer | None:
    pinned = reach.route.addresses.get(host)
    found = pinned or await addresses(reach, host)
    if not found:
        return None
    return await reach.http("GET", f"https://{host}{POLICY_PATH}", found[0], max_body=MAX_POLICY)


def matches(pattern: str, host: str) -> bool:
    """Whether a policy's pattern covers a host: a leading ``*.`` stands for exactly one label (RFC 8461, 4.1)."""
    if pattern.startswith("*."):
        return host.partition(".")[2] == pattern[2:]
    return host == pattern
