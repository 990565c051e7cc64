"""What validation can come to: secure, insecure or bogus, and the answers that allow no verdict at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dns.name import Name
from dns.rdtypes.ANY.DNSKEY import DNSKEY
from dns.rdtypes.ANY.DS import DS

Status = Literal["secure", "insecure", "bogus"]
Style = Literal["nsec", "nsec3"]


@dataclass(frozen=True)
class Denial:
    """How a zone proves that something is not there. ``iterations`` and ``salted`` are None with NSEC."""

    style: Style
    iterations: int | None = None
    salted: bool | None = None
    opt_out: bool | None = None


class Bogus(Exception):  # noqa: N818  # a verdict, in the words of RFC 4033
    """The zone claims to be signed and the proof fails; ``expires`` is when the signature at fault ran out, if so."""

    def __init__(self, zone: Name, reason: str, expires: int | None = None) -> None:
        self.zone, self.reason, self.expires = zone, reason, expires
        super().__init__(reason)


class Insecure(Exception):  # noqa: N818  # as above
    """The chain provably ends above: nothing claims that the zone is signed, or nobody can check it.

    ``denial`` is how the zone denies, where that is why.
    """

    def __init__(self, zone: Name, reason: str, denial: Denial | None = None) -> None:
        self.zone, self.reason, self.denial = zone, reason, denial
        super().__init__(reason)


class Unanswerable(Exception):  # noqa: N818  # as above
    """What the resolver answered allows no verdict; ``stripped`` if it lacks what DNSSEC needs to pass through."""

    def __init__(self, reason: str, *, stripped: bool = False) -> None:
        self.reason, self.stripped = reason, stripped
        super().__init__(reason)


@dataclass(frozen=True)
class Verdict:
    """The verdict and what it rests on. Times are seconds since 1970.

    ``zone`` is the lowest zone that was reached, ``keys`` are those it publishes, ``ds`` what its parent has for it.
    ``expires`` is the first moment at which one of the zone's RRsets that were looked at has no valid signature left,
    ``chain_expires`` the same for the zones above. ``proved`` tells whether the zone proved what does not exist in it,
    None if that was not reached. ``checked`` are the record types of the name that were found and validated.
    """

    status: Status
    zone: Name
    reason: str | None = None
    broken_at: Name | None = None
    keys: tuple[DNSKEY, ...] = ()
    ds: tuple[DS, ...] = ()
    expires: int | None = None
    chain_expires: int | None = None
    denial: Denial | None = None
    proved: bool | None = None
    checked: tuple[str, ...] = ()
