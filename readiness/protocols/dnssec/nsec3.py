"""What signed NSEC3 records prove to be absent (RFC 5155 section 8, RFC 6840 section 4, RFC 9276)."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import dns.dnssec
import dns.rdatatype
from dns.name import Name
from dns.rdatatype import RdataType
from dns.rdtypes.ANY.NSEC3 import NSEC3

from readiness.protocols.dnssec.nsec import Cut, cut_at, hides_descendants, lacks, read_types, wildcard_of
from readiness.protocols.names import upwards

MAX_ITERATIONS = 50
"""Beyond it a zone counts as insecure, as RFC 9276 section 3.2 allows. The number is the limit of BIND 9.20. Source:
https://bind9.readthedocs.io/en/stable/changelog.html (9.20.21)."""

SHA1 = 1
OPT_OUT = 1


class Nsec3Proofs:
    """Verified NSEC3 records of one zone with one set of parameters, by the hash in their owner's first label."""

    def __init__(self, zone: Name, records: Mapping[str, NSEC3], iterations: int, salt: bytes) -> None:
        self._zone = zone
        self._records = records
        self._iterations = iterations
        self._salt = salt

    def nodata(self, name: Name, rdtype: RdataType) -> bool:
        """Whether the name, or the wildcard that stands for it, has no such record and no alias."""
        record = self._match(name)
        if record is not None:
            return lacks(read_types(record.windows), rdtype)
        encloser = self._encloser(name)
        wildcard = None if encloser is None else self._match(wildcard_of(encloser))
        return wildcard is not None and lacks(read_types(wildcard.windows), rdtype)

    def nxdomain(self, name: Name) -> bool:
        """Whether neither the name exists nor a wildcard that would stand for it."""
        encloser = self._encloser(name)
        return encloser is not None and self._cover(wildcard_of(encloser)) is not None

    def no_closer(self, name: Name, encloser: Name) -> bool:
        """Whether a wildcard below ``encloser`` may stand for the name: the next name below it does not exist."""
        return self._cover(name.split(len(encloser) + 1)[1]) is not None

    def cut(self, name: Name) -> Cut | None:
        """What the absence of DS at a name says; None if its absence is not proved."""
        record = self._match(name)
        if record is not None:
            return cut_at(read_types(record.windows))
        encloser = self._encloser(name)
        if encloser is None:
            return None
        covering = self._cover(name.split(len(encloser) + 1)[1])
        if covering is not None and covering.flags & OPT_OUT:
            return Cut.UNSIGNED  # RFC 5155 section 8.6: there may be a zone, and if so it is not signed
        if self._cover(wildcard_of(encloser)) is not None:
            return Cut.ABSENT
        return Cut.NONE if self.nodata(name, dns.rdatatype.DS) else None

    def _encloser(self, name: Name) -> Name | None:
        """The closest name above that exists, if records prove that the next name below it does not."""
        below: Name | None = None
        for candidate in upwards(name):
            record = self._match(candidate)
            if record is not None:
                hidden = hides_descendants(read_types(record.windows))
                return None if below is None or hidden or self._cover(below) is None else candidate
            if candidate == self._zone:
                return None
            below = candidate
        return None

    def _match(self, name: Name) -> NSEC3 | None:
        return self._records.get(self._hash(name))

    def _cover(self, name: Name) -> NSEC3 | None:
        wanted = self._hash(name)
        for owner, record in self._records.items():
            following = base64.b32hexencode(record.next).decode().rstrip("=")
            if owner < wanted < following or (following <= owner and (wanted > owner or wanted < following)):
                return record
        return None

    def _hash(self, name: Name) -> str:
        return dns.dnssec.nsec3_hash(name, self._salt, self._iterations, SHA1)
