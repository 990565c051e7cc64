"""What signed NSEC records prove to be absent (RFC 4035 section 5.4, RFC 6840 section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

import dns.name
import dns.rdatatype
from dns.name import Name
from dns.rdatatype import RdataType
from dns.rdtypes.ANY.NSEC import NSEC

Types = frozenset[int]


class Cut(Enum):
    """What a proof that a name has no DS record says about a zone cut there."""

    UNSIGNED = "a zone begins there that is not signed"
    NONE = "no zone begins there"
    ABSENT = "the name does not exist"


def read_types(windows: Iterable[tuple[int, bytes]]) -> Types:
    """Type numbers of the bitmap of an NSEC or NSEC3 record."""
    return frozenset(
        window * 256 + place * 8 + bit
        for window, bitmap in windows
        for place, byte in enumerate(bitmap)
        for bit in range(8)
        if byte & (0x80 >> bit)
    )


def is_parent_side(types: Types) -> bool:
    """Whether such a record is the parent's at a zone cut, so says nothing about the child (RFC 6840 section 4.1)."""
    return dns.rdatatype.NS in types and dns.rdatatype.SOA not in types


def hides_descendants(types: Types) -> bool:
    """Whether names below may exist, or be made up, although this record's zone does not list them."""
    return is_parent_side(types) or dns.rdatatype.DNAME in types


def lacks(types: Types, rdtype: RdataType) -> bool:
    """Whether a record that matches a name proves that the name has neither the type nor an alias."""
    if rdtype in types or dns.rdatatype.CNAME in types:
        return False
    if rdtype == dns.rdatatype.DS:
        return dns.rdatatype.SOA not in types  # with SOA it is the child's own, who has no say about its DS
    return not is_parent_side(types)


def cut_at(types: Types) -> Cut | None:
    """What a record that matches a name says about a zone cut there; None if it proves nothing."""
    if not lacks(types, dns.rdatatype.DS):
        return None
    return Cut.UNSIGNED if is_parent_side(types) else Cut.NONE


class NsecProofs:
    """Verified NSEC records of one zone, by owner."""

    def __init__(self, zone: Name, records: Mapping[Name, NSEC]) -> None:
        self._zone = zone
        self._records = records

    def nodata(self, name: Name, rdtype: RdataType) -> bool:
        """Whether the name, or the wildcard that stands for it, has no such record and no alias."""
        record = self._records.get(name)
        if record is not None:
            return lacks(read_types(record.windows), rdtype)
        if self._is_empty(name):
            return True
        encloser = self._encloser(name)
        if encloser is None:
            return False
        wildcard = wildcard_of(encloser)
        record = self._records.get(wildcard)
        return self._is_empty(wildcard) if record is None else lacks(read_types(record.windows), rdtype)

    def nxdomain(self, name: Name) -> bool:
        """Whether neither the name exists nor a wildcard that would stand for it."""
        encloser = self._encloser(name)
        return encloser is not None and self._encloser(wildcard_of(encloser)) is not None

    def no_closer(self, name: Name, encloser: Name) -> bool:
        """Whether a wildcard below ``encloser`` may stand for the name: nothing between the two exists."""
        return self._encloser(name) == encloser

    def cut(self, name: Name) -> Cut | None:
        """What the absence of DS at a name says; None if its absence is not proved."""
        record = self._records.get(name)
        if record is not None:
            return cut_at(read_types(record.windows))
        if self.nxdomain(name):
            return Cut.ABSENT
        return Cut.NONE if self.nodata(name, dns.rdatatype.DS) else None

    def _is_empty(self, name: Name) -> bool:
        """Whether the name exists without records, because something below it does."""
        return any(record.next.is_subdomain(name) for _, record in self._covering(name))

    def _encloser(self, name: Name) -> Name | None:
        """The closest name above that exists, if a record proves that the name does not."""
        for owner, record in self._covering(name):
            if not record.next.is_subdomain(name):
                return max(_common(name, owner), _common(name, record.next), key=len)
        return None

    def _covering(self, name: Name) -> Iterable[tuple[Name, NSEC]]:
        for owner, record in self._records.items():
            hidden = name.is_subdomain(owner) and hides_descendants(read_types(record.windows))
            if name.is_subdomain(self._zone) and not hidden and self._spans(owner, record.next, name):
                yield owner, record

    def _spans(self, owner: Name, following: Name, name: Name) -> bool:
        if following == self._zone:  # the last record points back to the first
            return bool(owner < name)
        return bool(owner < name < following)


def _common(one: Name, other: Name) -> Name:
    return one.split(one.fullcompare(other)[2])[1]


def wildcard_of(encloser: Name) -> Name:
    """The wildcard right below a name."""
    return dns.name.from_text("*", encloser)
