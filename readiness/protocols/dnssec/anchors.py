"""Trust anchors: the root's as IANA publishes them, or those that an environment brings along."""

from __future__ import annotations

import struct
from collections.abc import Mapping

import dns.dnssec
import dns.exception
import dns.rdatatype
import dns.zonefile
from dns.name import Name
from dns.rdtypes.ANY.DS import DS

from readiness.protocols.names import written

Anchors = Mapping[Name, tuple[DS, ...]]

IANA = """\
. IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
. IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16
"""
"""KSK-2017 and KSK-2024. Source: https://data.iana.org/root-anchors/root-anchors.xml (RFC 9718)."""


def read_anchors(text: str | None) -> Anchors:
    """DS records by zone, from DS or DNSKEY records in zone file form; IANA's if there is no text.

    Anchors of other zones than the root are allowed: validation then begins there. ValueError with what is wrong.
    """
    try:
        rrsets = dns.zonefile.read_rrsets(text if text is not None else IANA, rdclass=None, default_ttl=0)
    except (dns.exception.DNSException, ValueError, LookupError) as error:
        raise ValueError(f"the trust anchor is not made of DS or DNSKEY records: {error}") from error
    found: dict[Name, tuple[DS, ...]] = {}
    for rrset in rrsets:
        found[rrset.name] = found.get(rrset.name, ()) + tuple(_as_ds(rrset.name, rdata) for rdata in rrset)
    if not found:
        raise ValueError("the trust anchor holds no record")
    return found


def _as_ds(zone: Name, rdata: object) -> DS:
    if isinstance(rdata, DS) and rdata.rdtype == dns.rdatatype.DS:
        return rdata
    try:
        return dns.dnssec.make_ds(zone, rdata, "SHA256")  # type: ignore[arg-type]  # anything but a key is a ValueError
    except (ValueError, AttributeError, struct.error, dns.exception.DNSException) as error:
        raise ValueError(f"the trust anchor of {written(zone)} is neither DS nor DNSKEY") from error


def nearest(anchors: Anchors, name: Name) -> Name | None:
    """The lowest zone with an anchor that the name is in, None if there is none."""
    return max((zone for zone in anchors if name.is_subdomain(zone)), key=len, default=None)
