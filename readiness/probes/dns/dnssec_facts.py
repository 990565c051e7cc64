"""What the probe says about DNSSEC."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from readiness.model.facts import Facts, fact


class Key(Facts):
    """One key that a zone publishes."""

    tag: int = fact("key tag")
    algorithm: str = fact("algorithm, by its mnemonic", source="IANA DNS Security Algorithm Numbers")
    number: int = fact("algorithm, by its number")
    bits: int | None = fact("size; absent for algorithms that are not known", unit="bit", default=None)
    entry: bool = fact("whether it is marked as one that the parent refers to", source="RFC 4034 section 2.1.1")


class Ds(Facts):
    """One DS record, which ties a zone to its parent."""

    tag: int = fact("key tag that it refers to")
    number: int = fact("algorithm of that key, by its number")
    digest: str = fact("digest, such as SHA-256; the number if validators do not accept it")


class Dnssec(Facts):
    """The verdict of a full validation of a name from the trust anchor, and what it rests on."""

    name: str = fact("the name that was validated")
    status: Literal["secure", "insecure", "bogus"] = fact(
        "secure: all that was asked is proved; insecure: provably not signed, or not in a way that validators support; "
        "bogus: signed, and the proof fails",
        source="RFC 4033 section 5",
    )
    reason: str | None = fact("the record and zone at which it is insecure or bogus; absent if secure", default=None)
    broken_at: str | None = fact("the zone at which it is insecure or bogus; absent if secure", default=None)
    zone: str = fact("the lowest zone that was reached, which the following facts are about")
    signed: bool = fact("whether the zone publishes keys, be it trusted or not")
    keys: tuple[Key, ...] = fact("its keys, sorted by tag")
    algorithms: tuple[str, ...] = fact("their algorithms, each once, sorted")
    ds: tuple[Ds, ...] = fact("its DS records, or the trust anchor, sorted")
    ds_digests: tuple[str, ...] = fact("their digests, each once, sorted")
    checked: tuple[str, ...] = fact("types that the name has, whose records were validated, sorted", may_be_empty=True)
    signatures_expire: datetime | None = fact(
        "first moment at which one of the zone's RRsets that were looked at has no valid signature left; in the past "
        "if that made it bogus; absent if none was seen",
        default=None,
        volatile=True,
    )
    chain_expires: datetime | None = fact("the same for the zones above", default=None, volatile=True)
    denial: Literal["nsec", "nsec3"] | None = fact("how the zone proves what does not exist, if it did", default=None)
    denial_proved: bool | None = fact(
        "whether it proved that a made-up name and an unused type do not exist; absent if it did not come to that",
        default=None,
    )
    nsec3_iterations: int | None = fact(
        "additional iterations of NSEC3", default=None, source="RFC 9276 section 3.1 recommends 0"
    )
    nsec3_salted: bool | None = fact(
        "whether NSEC3 has a salt", default=None, source="RFC 9276 section 3.1 recommends none"
    )
    nsec3_opt_out: bool | None = fact("whether NSEC3 leaves out unsigned delegations", default=None)
