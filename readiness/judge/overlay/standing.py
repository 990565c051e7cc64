"""What an attestation is worth on the day of judging, whatever it was laid over. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from readiness.model.attestations import Attestation, AttestationStanding, EvidenceSeen
from readiness.model.people import folded
from readiness.model.policy import Attest
from readiness.model.text import plain
from readiness.model.validity import Validity, lasting

Standing = tuple[AttestationStanding, str]
VALID: Standing = ("valid", "")


def effective(attestation: Attestation, wanted: Attest) -> Validity:
    """When it counts: for as long as it says itself, and no longer than the control allows."""
    return lasting(attestation.date, min(attestation.valid_for_days, wanted.valid_for_days))


def latest(evidence: Iterable[EvidenceSeen]) -> dict[str, EvidenceSeen]:
    """What was seen last at each place: a scan that was taken up again has looked twice."""
    found: dict[str, EvidenceSeen] = {}
    for seen in evidence:
        if seen.place not in found or seen.when >= found[seen.place].when:
            found[seen.place] = seen
    return found


def standing(attestation: Attestation, wanted: Attest, seen: Mapping[str, EvidenceSeen], now: datetime) -> Standing:
    """What the attestation is worth for a control that wants this, and why it does not count; by places in ``seen``."""
    return (
        _rules(attestation, wanted)
        or _days(effective(attestation, wanted), now)
        or _evidence(attestation, seen)
        or VALID
    )


def _rules(attestation: Attestation, wanted: Attest) -> Standing | None:
    if wanted.roles and folded(attestation.role) not in map(folded, wanted.roles):
        return "refused", f"the role {attestation.role} may not attest this: {' or '.join(wanted.roles)} may"
    named = {folded(one.what) for one in attestation.evidence}
    lacking = [what for what in wanted.evidence if folded(what) not in named]
    return ("refused", f"it names no evidence for {', '.join(lacking)}") if lacking else None


def _days(validity: Validity, now: datetime) -> Standing | None:
    state = validity.state(now)
    if state == "ahead":
        return "ahead", f"it is dated {validity.since}, which is ahead"
    if state == "expired":
        return "stale", f"it is stale: it counted until {validity.until}"
    return None


def _evidence(attestation: Attestation, seen: Mapping[str, EvidenceSeen]) -> Standing | None:
    """Changed evidence first: it says more than evidence that could not be read."""
    missing: list[str] = []
    for one in attestation.evidence:
        found = seen.get(one.place)
        place = plain(one.place)
        if found is None:
            missing.append(f"nobody looked at its evidence {place}")
        elif found.cause is not None or found.sha256 is None:
            missing.append(f"its evidence {place} could not be read: {found.cause or 'no digest'}")
        elif found.sha256 != one.sha256:
            return "changed", f"its evidence {place} is not what was attested: it has changed since"
    return ("missing", "; ".join(missing)) if missing else None
