"""Collects the DKIM keys of the selectors that a target declares."""

from __future__ import annotations

from typing import Any

from readiness.model.target import Domain
from readiness.probes.mail.facts import Dkim, DkimKey
from readiness.probes.mail.questions import MAX_RECORD, count_error, texts
from readiness.protocols.dkim import read_key
from readiness.protocols.tags import TagError
from readiness.reach.reach import Reach


async def collect_dkim(reach: Reach, target: Domain) -> Dkim:
    """The keys of all declared selectors."""
    return Dkim(selectors=tuple([await _dkim_key(reach, selector, target.name) for selector in sorted(target.dkim)]))


async def _dkim_key(reach: Reach, selector: str, domain: str) -> DkimKey:
    found = await texts(reach, f"{selector}._domainkey.{domain}")
    seen: dict[str, Any] = {
        "selector": selector,
        "present": bool(found),
        "record": found[0][:MAX_RECORD] if found else None,
    }
    error = count_error(found, "records")
    try:
        key = read_key(found[0]) if error is None else None
    except TagError as refusal:
        key, error = None, str(refusal)
    if key is None:
        return DkimKey(
            **seen, valid=False, error=error, revoked=False, testing=False, hash_algorithms=(), service_types=()
        )
    return DkimKey(
        **seen,
        valid=True,
        key_type=key.algorithm,
        key_bits=key.bits,
        revoked=key.revoked,
        testing=key.testing,
        hash_algorithms=key.hashes,
        service_types=key.services,
    )
